package org.evenkeel.live;

import java.util.List;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Room;

/**
 * The value of the rooms' map: a room, and its attendance events that are not yet in the ledger.
 * They are replicated together, so neither a dead member nor a dead database loses one.
 */
record RoomEntry(Room room, List<AttendanceEvent> outbox) {
  RoomEntry {
    outbox = List.copyOf(outbox);
  }
}
