package org.evenkeel.faults;

import java.util.Locale;

/**
 * One figure of one fault.
 *
 * @param fault for instance F1
 * @param figure what was measured
 * @param limit what it may be at most
 * @param measured what it was
 * @param unit for people
 * @param detail an example of what is wrong, or nothing
 */
record Finding(
    String fault, String figure, double limit, double measured, String unit, String detail) {

  static Finding of(String fault, String figure, double limit, double measured, String unit) {
    return new Finding(fault, figure, limit, measured, unit, "");
  }

  boolean ok() {
    return measured <= limit;
  }

  /** Whether it says how quick a machine is, beside what is true. */
  boolean timed() {
    // Whoever waits for the other node for longer than a second says it where it may fail.
    boolean late = figure.equals("commands that failed");
    return late
        || unit.equals("s")
            && !figure.contains("counted that was not")
            && !figure.contains("twice");
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s: %.3f %s%s%s%s",
        fault,
        figure,
        measured,
        unit,
        limit == Double.MAX_VALUE ? "" : String.format(Locale.ROOT, ", at most %.3f", limit),
        ok() ? "" : " MISSED",
        detail.isEmpty() ? "" : " (" + detail + ")");
  }
}
