package org.evenkeel.bench;

import java.util.function.BiPredicate;

/**
 * What a figure should be.
 *
 * @param words as a person reads it
 * @param reached by our figure and that of the bare server
 */
record Target(String words, BiPredicate<Double, Double> reached) {
  /** A figure that is told for its own sake. */
  static final Target NONE = new Target("", (ours, bare) -> true);

  static Target most(double most, String unit) {
    return new Target(plain(most) + unit + " at most", (ours, bare) -> ours <= most);
  }

  static Target timesBareAtMost(double times) {
    return new Target(plain(times) + " times bare at most", (ours, bare) -> ours <= times * bare);
  }

  static Target bareAtLeast() {
    return new Target("bare at least", (ours, bare) -> ours >= bare);
  }

  /** What was not measured is not reached. */
  String judged(double ours, double bare) {
    return reached.test(ours, bare) ? words : words + ": **missed**";
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
