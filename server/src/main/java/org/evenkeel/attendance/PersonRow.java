package org.evenkeel.attendance;

import java.time.Instant;
import java.util.List;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;

/**
 * One person's attendance of one session.
 *
 * @param person who
 * @param name the alias
 * @param role from the roster; for somebody who is not on it, from their last event
 * @param seconds credited: within the schedule, no moment twice, rounded down
 * @param firstJoinAt null when they were never in the room
 * @param lastLeaveAt null when they were never in the room, and while they are in it
 * @param lateSeconds from the scheduled start to the first join, the scheduled length at the most;
 *     0 when they never joined
 * @param late later than the rule's grace
 * @param leftEarlySeconds from the last leave to the end of the session, which is the scheduled one
 *     or a host's, whichever came first. 0 when they never joined, and until the session is over,
 *     for they may come back
 * @param status see {@link Status}
 * @param intervals what they were there, unclipped, in order
 */
public record PersonRow(
    PersonId person,
    String name,
    Role role,
    long seconds,
    Instant firstJoinAt,
    Instant lastLeaveAt,
    long lateSeconds,
    boolean late,
    long leftEarlySeconds,
    Status status,
    List<Stretch> intervals) {
  public PersonRow {
    intervals = List.copyOf(intervals);
  }
}
