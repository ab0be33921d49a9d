package org.evenkeel.faults;

import java.util.concurrent.ThreadLocalRandom;

/** By what chance is led: {@code -Devenkeel.seed=…} repeats a run as far as machines allow. */
final class Seed {
  private Seed() {}

  static long given() {
    String given = System.getProperty("evenkeel.seed", "");
    long seed =
        given.isEmpty() ? ThreadLocalRandom.current().nextLong(1_000_000) : Long.parseLong(given);
    System.out.println("faults: -Devenkeel.seed=" + seed);
    return seed;
  }
}
