package org.evenkeel.live;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Room;

/**
 * What becomes of a room that two sides of a split have both kept.
 *
 * <p>The side that yields restarts its nodes before it can merge (see {@code Watch}), so this is
 * the second line: of two copies of one life the one that has seen more goes on, and the events
 * that wait for the ledger are those of both. Of two lives, the older one goes on.
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
    Room further = ours.room().version() >= theirs.room().version() ? ours.room() : theirs.room();
    Map<Long, AttendanceEvent> owed = new TreeMap<>();
    theirs.outbox().forEach(event -> owed.put(event.seq(), event));
    ours.outbox().forEach(event -> owed.put(event.seq(), event));
    // Of nobody's keeping: whoever judges it next begins numbers of its own.
    return new RoomEntry(further, owed.values().stream().toList(), "");
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
