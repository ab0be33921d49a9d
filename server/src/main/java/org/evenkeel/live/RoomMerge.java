package org.evenkeel.live;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Room;
import org.evenkeel.room.SeatState;

/**
 * What becomes of a room that two sides of a split have both kept.
 *
 * <p>The side that yields restarts its nodes (see {@code Watch}), and the grid may be quicker with
 * its merge. So the copy of the side that goes on is the room, whatever the other has seen more: a
 * frozen node that wakes has just lost sight of everybody, and its copy says that all of them are
 * gone. The events that wait for the ledger are those of both, but for what is refuted: that a node
 * was lost whose guest is in the room now. What they say of a connection that does not speak for
 * the seat any more closes nothing (see {@code SeatStory}). Whoever sat on the other side alone is
 * told so, and comes in anew.
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
    if (!ours.room().life().equals(theirs.room().life())) {
      // What the other life still owes is lost here; its node has the same events to write.
      return ours;
    }
    Map<Long, AttendanceEvent> owed = new TreeMap<>();
    theirs.outbox().stream()
        .filter(event -> !isRefuted(event, ours.room()))
        .forEach(event -> owed.put(event.seq(), event));
    ours.outbox().forEach(event -> owed.put(event.seq(), event));
    // Of nobody's keeping: whoever judges it next begins numbers of its own.
    return new RoomEntry(ours.room(), owed.values().stream().toList(), "");
  }

  /** They took a node for dead whose guest is here: the newer proof of life is ours. */
  private static boolean isRefuted(AttendanceEvent event, Room ours) {
    return event.kind() == AttendanceEvent.Kind.LOST
        && event.endedBy() == EndedBy.NODE_LOST
        && ours.seats().stream()
            .anyMatch(
                seat -> seat.link().equals(event.link()) && seat.state() != SeatState.RECONNECTING);
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
