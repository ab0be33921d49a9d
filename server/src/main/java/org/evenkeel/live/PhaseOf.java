package org.evenkeel.live;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import java.util.UUID;
import org.evenkeel.room.Phase;

/** Reads the phase of a room where it lives; null where there is no room. */
record PhaseOf() implements EntryProcessor<UUID, RoomEntry, Phase>, ReadOnly {
  @Override
  public Phase process(Map.Entry<UUID, RoomEntry> entry) {
    return entry.getValue() == null ? null : entry.getValue().room().phase();
  }

  @Override
  public EntryProcessor<UUID, RoomEntry, Phase> getBackupProcessor() {
    return null;
  }
}
