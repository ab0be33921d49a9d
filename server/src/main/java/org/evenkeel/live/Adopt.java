package org.evenkeel.live;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Shows a room to the member that owns it now: one that came to it when another member died or
 * left. From then on that member tells the room's connections, and feeds the ledger.
 */
final class Adopt
    implements EntryProcessor<UUID, RoomEntry, Boolean>, ReadOnly, HazelcastInstanceAware {
  private static final String WORD = "adopt";

  private transient HazelcastInstance member;

  Adopt() {}

  @JsonCreator
  Adopt(String word) {
    if (!WORD.equals(word)) {
      throw new IllegalArgumentException("not a word to adopt by");
    }
  }

  /** It has no fields, and JSON has to carry something. */
  @JsonValue
  String word() {
    return WORD;
  }

  @Override
  public void setHazelcastInstance(HazelcastInstance instance) {
    member = instance;
  }

  @Override
  public Boolean process(Map.Entry<UUID, RoomEntry> entry) {
    if (entry.getValue() == null) {
      return false;
    }
    RoomInbox.of(member).changed(entry.getValue(), List.of());
    return true;
  }

  @Override
  public EntryProcessor<UUID, RoomEntry, Boolean> getBackupProcessor() {
    return null;
  }
}
