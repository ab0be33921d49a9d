package org.evenkeel.attendance;

import java.time.Duration;
import java.time.Instant;

/**
 * A half-open piece of time: {@code from} belongs to it, {@code to} does not.
 *
 * @param from its first instant
 * @param to the first instant after it; equal to {@code from} where it is empty
 */
public record Interval(Instant from, Instant to) {
  /**
   * @throws IllegalArgumentException when it would end before it begins
   */
  public Interval {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("an interval ends before it begins");
    }
  }

  /** Holds no time at all. */
  public boolean isEmpty() {
    return from.equals(to);
  }

  /** How long it is. */
  public Duration length() {
    return Duration.between(from, to);
  }
}
