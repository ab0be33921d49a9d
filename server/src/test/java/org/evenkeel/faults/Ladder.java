package org.evenkeel.faults;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** At once, then ever more slowly, each by chance: as the page comes back. */
final class Ladder {
  private static final long[] STEPS_MS = {0, 300, 1_000, 2_000, 4_000, 5_000};
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Random chance;
  private int attempt;
  private long joinedNanos;

  Ladder(Random chance) {
    this.chance = chance;
  }

  void joined() {
    joinedNanos = System.nanoTime();
  }

  /**
   * A connection that held for a while counts as a success; else a crashing server is asked in a
   * storm.
   */
  void lost() {
    if (System.nanoTime() - joinedNanos > STABLE_NANOS) {
      attempt = 0;
    }
  }

  long nextMs() {
    long step = STEPS_MS[Math.min(attempt++, STEPS_MS.length - 1)];
    return step == 0 ? 0 : step / 2 + chance.nextLong(step / 2);
  }
}
