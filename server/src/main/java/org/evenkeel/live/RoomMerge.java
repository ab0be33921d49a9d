package org.evenkeel.live;

import static java.util.stream.Collectors.toSet;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Link;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SeatState;

/**
 * What becomes of a room that two sides of a split have both kept.
 *
 * <p>The side that yields restarts its nodes (see {@code Watch}), and the grid may be quicker with
 * its merge. So the copy of the side that goes on is the room, whatever the other has seen more: a
 * frozen node that wakes has just lost sight of everybody, and its copy says that all of them are
 * gone. The events that wait for the ledger are those of both, but for what is refuted: that a node
 * was lost, and with it a guest, who is in the room now. What they say of a connection that does
 * not speak for the seat any more closes nothing (see {@code SeatStory}). Where the session began
 * on both sides, each in a life of its own, the one life owes what the other has seen as well.
 * Whoever sat on the other side alone is told so, and comes in anew.
 */
public final class RoomMerge
    implements SplitBrainMergePolicy<RoomEntry, MergingValue<RoomEntry>, RoomEntry> {

  @Override
  public RoomEntry merge(MergingValue<RoomEntry> merging, MergingValue<RoomEntry> existing) {
    RoomEntry theirs = merging.getDeserializedValue();
    RoomEntry ours = existing == null ? null : existing.getDeserializedValue();
    return merge(theirs, ours);
  }

  static RoomEntry merge(RoomEntry theirs, RoomEntry ours) {
    if (ours == null || theirs == null) {
      return ours == null ? theirs : ours;
    }
    Map<Fact, AttendanceEvent> owed = new TreeMap<>();
    Set<Link> here = refuted(theirs.outbox(), ours.room());
    theirs.outbox().stream()
        .filter(event -> !ends(event) || !here.contains(event.link()))
        .forEach(event -> owed.put(Fact.of(event), event));
    ours.outbox().forEach(event -> owed.put(Fact.of(event), event));
    // Of nobody's keeping: whoever judges it next begins numbers of its own.
    return new RoomEntry(ours.room(), owed.values().stream().toList(), "");
  }

  /** The guests of a node that they took for dead, who are here: the newer proof is ours. */
  private static Set<Link> refuted(List<AttendanceEvent> theirs, Room ours) {
    Set<Link> here =
        ours.seats().stream()
            .filter(seat -> seat.state() != SeatState.RECONNECTING)
            .map(Seat::link)
            .collect(toSet());
    return theirs.stream()
        .filter(event -> ends(event) && event.endedBy() == EndedBy.NODE_LOST)
        .map(AttendanceEvent::link)
        .filter(here::contains)
        .collect(toSet());
  }

  private static boolean ends(AttendanceEvent event) {
    return event.kind() == AttendanceEvent.Kind.LOST
        || event.kind() == AttendanceEvent.Kind.LEFT && event.endedBy() == EndedBy.LOST;
  }

  @Override
  public void writeData(ObjectDataOutput out) {
    // It has nothing of its own.
  }

  @Override
  public void readData(ObjectDataInput in) {
    // It has nothing of its own.
  }
}
