package org.evenkeel.live;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import java.util.UUID;
import org.evenkeel.room.Phase;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;
import org.evenkeel.room.Sitter;

/** Reads, where the room lives, who speaks by a connection now; null where nobody does. */
record SitterOf(long connection) implements EntryProcessor<UUID, RoomEntry, Sitter>, ReadOnly {
  @Override
  public Sitter process(Map.Entry<UUID, RoomEntry> entry) {
    Room room = entry.getValue() == null ? null : entry.getValue().room();
    return room == null || room.phase() == Phase.ENDED
        ? null
        : room.seatOf(connection).map(Seat::sitter).orElse(null);
  }

  @Override
  public EntryProcessor<UUID, RoomEntry, Sitter> getBackupProcessor() {
    return null;
  }
}
