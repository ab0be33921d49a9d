package org.evenkeel.faults;

import java.util.Map;

/**
 * The figures to reach, in seconds.
 *
 * @param ghost shown present although gone, by how they went
 * @param hidden shown as not present although there
 * @param returnP95 from a loss to being in the seat again
 * @param returnP99 the same
 * @param clean attendance that was not counted, of somebody who lost nothing
 * @param under attendance that was not counted, in a stay that ended with a loss
 * @param over attendance that was counted beyond what was, for each person
 * @param settle from the last return in a room until all screens show the same roster
 * @param reconnectingShown how often somebody may be seen losing the connection; negative: any
 *     number
 * @param gone how often somebody may be seen off the roster who is there
 */
record Limits(
    Map<Seen.Way, Double> ghost,
    double hidden,
    double returnP95,
    double returnP99,
    double clean,
    double under,
    double over,
    double settle,
    int reconnectingShown,
    double gone) {

  /**
   * Attendance is short or right, and never more. This is what the harness cannot tell: what was on
   * its way when it cut somebody off, and came to the node after that.
   */
  private static final double OVER = 0.5;

  /** A node was killed. */
  static final Limits KILL =
      new Limits(
          Map.of(
              Seen.Way.LEAVE, 1.0,
              Seen.Way.CLOSE, 2.0,
              Seen.Way.SILENT, 10.0,
              Seen.Way.TORN, 10.0),
          3,
          2,
          4,
          1,
          5,
          OVER,
          3,
          -1,
          0);

  /** A node was stopped in good order: nobody sees anything. */
  static final Limits PLANNED = KILL.returning(1, 1).shown(0);

  /**
   * A node froze, or was cut off: its clients find out by its silence, and those whose turn it is
   * to try that very node lose five seconds more.
   */
  static final Limits FROZEN = KILL.returning(12, 17).settling(10);

  Limits returning(double p95, double p99) {
    return new Limits(ghost, hidden, p95, p99, clean, under, over, settle, reconnectingShown, gone);
  }

  Limits shown(int times) {
    return new Limits(ghost, hidden, returnP95, returnP99, clean, under, over, settle, times, gone);
  }

  Limits losing(double seconds) {
    return new Limits(
        ghost, hidden, returnP95, returnP99, clean, seconds, over, settle, reconnectingShown, gone);
  }

  Limits settling(double seconds) {
    return new Limits(
        ghost, hidden, returnP95, returnP99, clean, under, over, seconds, reconnectingShown, gone);
  }

  /** Without another node the room itself dies, and is a new one when people come back. */
  Limits withoutHelp() {
    return new Limits(ghost, hidden, 30, 30, 30, 30, over, 10, -1, Double.MAX_VALUE);
  }
}
