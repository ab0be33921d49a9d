package org.evenkeel.attendance;

import java.time.Duration;

/**
 * How facts become credit. Payers and programs differ, so these are parameters of the computation,
 * configurable per payer, and never part of the ledger: the same facts can be judged by another
 * rule years later.
 *
 * @param freezeCounts whether time counts in which no host was there and the room was held still
 * @param lateAfter how long after the start somebody may come and not be called late; the exact
 *     lateness is shown all the same
 * @param attendedShare the part of the scheduled time, 0 to 1, from which on it is {@link
 *     Status#ATTENDED}
 */
public record CreditRule(boolean freezeCounts, Duration lateAfter, double attendedShare) {
  /** Held time does not count, 5 minutes of grace, attended from four fifths on. */
  public static final CreditRule DEFAULT = new CreditRule(false, Duration.ofMinutes(5), 0.8);

  /**
   * @throws IllegalArgumentException when the grace is negative or the share is not within 0 to 1
   */
  public CreditRule {
    if (lateAfter.isNegative()) {
      throw new IllegalArgumentException("lateAfter is negative");
    }
    if (!(attendedShare >= 0 && attendedShare <= 1)) {
      throw new IllegalArgumentException("attendedShare is not within 0 to 1");
    }
  }
}
