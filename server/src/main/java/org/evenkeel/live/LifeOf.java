package org.evenkeel.live;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import java.util.UUID;

/** Reads the life of a room where it lives; null where there is no room. */
record LifeOf() implements EntryProcessor<UUID, RoomEntry, UUID>, ReadOnly {
  @Override
  public UUID process(Map.Entry<UUID, RoomEntry> entry) {
    return entry.getValue() == null ? null : entry.getValue().room().life();
  }

  @Override
  public EntryProcessor<UUID, RoomEntry, UUID> getBackupProcessor() {
    return null;
  }
}
