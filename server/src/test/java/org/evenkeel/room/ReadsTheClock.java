package org.evenkeel.room;

import java.time.Instant;
import java.util.function.Supplier;

/** What the room must not do. The architecture test proves that its rule finds this. */
public final class ReadsTheClock {
  private ReadsTheClock() {}

  /** By reference, which is easier to overlook than a call. */
  public static Supplier<Instant> now() {
    return Instant::now;
  }
}
