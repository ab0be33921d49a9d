package org.evenkeel.attendance;

import java.time.Instant;
import org.evenkeel.room.EndedBy;

/**
 * A piece of somebody's presence, as it was: not clipped to the schedule.
 *
 * @param from when the seat was taken, or taken again
 * @param to when it ended, which is the last proof of life where the connection was lost; while it
 *     still runs, the last proof of life so far
 * @param endedBy null while it still runs
 */
public record Stretch(Instant from, Instant to, EndedBy endedBy) {
  /** They are in the room. */
  public boolean running() {
    return endedBy == null;
  }

  Interval interval() {
    return new Interval(from, to);
  }
}
