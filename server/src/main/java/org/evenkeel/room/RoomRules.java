package org.evenkeel.room;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What does not change during a session.
 *
 * @param kind what the session is for
 * @param title neutral words; shown to those who wait, too
 * @param startsAt the scheduled start
 * @param endsAt the scheduled end, after the start
 * @param capacity how many may be in the room who do not lead it, 1 to 100. Hosts are not counted:
 *     a counselor always gets in
 * @param waitingRoom whether participants of the roster wait for a host to admit them. Family,
 *     observers and interpreters always wait
 * @param grace how long a seat without sign of life is kept
 * @param overrun how long after the scheduled end the room closes by itself
 */
public record RoomRules(
    SessionKind kind,
    String title,
    Instant startsAt,
    Instant endsAt,
    int capacity,
    boolean waitingRoom,
    Duration grace,
    Duration overrun) {

  /** More people than this are not a therapy group. */
  public static final int MOST_SEATS = 100;

  public RoomRules {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(title);
    if (!startsAt.isBefore(endsAt)) {
      throw new IllegalArgumentException("a session ends after it starts");
    }
    if (capacity < 1 || capacity > MOST_SEATS) {
      throw new IllegalArgumentException("capacity is 1 to " + MOST_SEATS);
    }
    if (grace.isNegative() || grace.isZero() || overrun.isNegative()) {
      throw new IllegalArgumentException("grace is longer than nothing, overrun is not negative");
    }
  }

  /** When the room closes by itself. */
  public Instant closesAt() {
    return endsAt.plus(overrun);
  }
}
