package org.evenkeel.bench;

import java.util.Arrays;

/** A histogram of times, to about one part in 64; costs a few nanoseconds per entry. */
final class Latencies {
  private static final int SUB_BITS = 6;
  private static final int SUB = 1 << SUB_BITS;

  private final long[] counts = new long[SUB * 40];
  private long total;

  void add(long nanos, long times) {
    counts[bucket(Math.max(0, nanos / 1_000))] += times;
    total += times;
  }

  void clear() {
    Arrays.fill(counts, 0);
    total = 0;
  }

  long total() {
    return total;
  }

  /**
   * In milliseconds.
   *
   * @param missing how many never came: they count as the slowest
   */
  double quantile(double q, long missing) {
    long wanted = (long) Math.ceil(q * (total + missing));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) {
        return micros(i) / 1_000.0;
      }
    }
    return total == 0 && missing == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
  }

  private static int bucket(long micros) {
    if (micros < SUB) {
      return (int) micros;
    }
    int shift = 63 - Long.numberOfLeadingZeros(micros) - SUB_BITS;
    return (shift + 1) * SUB + (int) (micros >> shift) - SUB;
  }

  /** The upper end of a bucket. */
  private static long micros(int bucket) {
    if (bucket < SUB) {
      return bucket;
    }
    int shift = bucket / SUB - 1;
    return (((long) (bucket % SUB) + SUB + 1) << shift) - 1;
  }
}
