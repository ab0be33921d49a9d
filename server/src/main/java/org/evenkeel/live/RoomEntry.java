package org.evenkeel.live;

import java.util.List;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Room;

/**
 * The value of the rooms' map: a room, and its attendance events that are not yet in the ledger.
 * They are replicated together, so neither a dead member nor a dead database loses one.
 *
 * @param keeper the node that judged it last
 */
record RoomEntry(Room room, List<AttendanceEvent> outbox, String keeper) {
  RoomEntry {
    outbox = List.copyOf(outbox);
  }
}
