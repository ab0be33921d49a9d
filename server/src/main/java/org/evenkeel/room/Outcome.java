package org.evenkeel.room;

import java.util.List;

/**
 * What a command did.
 *
 * @param room the room after it; the very same object where nothing changed
 * @param reply the answer to who asked
 * @param events new facts for the ledger, in order
 * @param notices messages to single connections
 */
public record Outcome(Room room, Reply reply, List<AttendanceEvent> events, List<Notice> notices) {}
