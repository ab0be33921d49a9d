package org.evenkeel.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The database's time, carried on by this machine's steady clock. Nodes whose own clocks are wrong,
 * or are set back in the middle of a session, agree all the same on when somebody came and went.
 *
 * <p>Until it has heard from the database it is the machine's clock, and nothing of ours goes by
 * it. From then on it never runs backwards.
 */
public final class DatabaseClock extends Clock {
  /** An answer that took longer than this says too little about when it was true. */
  static final Duration SLOWEST = Duration.ofMillis(500);

  private final LongSupplier nanoTime;
  private volatile Anchor anchor;
  private volatile boolean heard;
  private Instant latest = Instant.MIN;

  /** What the database's clock said, and what ours said at that moment. */
  private record Anchor(Instant at, long nanos) {}

  public DatabaseClock(Clock machine) {
    this(machine, System::nanoTime);
  }

  DatabaseClock(Clock machine, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.anchor = new Anchor(machine.instant(), nanoTime.getAsLong());
  }

  /**
   * The database was asked, and answered.
   *
   * @param said its time
   * @param askedNanos our steady clock when we asked
   * @param heardNanos and when we heard; the answer was true about half-way between
   */
  public void heard(Instant said, long askedNanos, long heardNanos) {
    if (heardNanos - askedNanos <= SLOWEST.toNanos()) {
      anchor = new Anchor(said, askedNanos + (heardNanos - askedNanos) / 2);
      heard = true;
    }
  }

  @Override
  public synchronized Instant instant() {
    Anchor from = anchor;
    boolean trusted = heard;
    Instant now = from.at().plusNanos(nanoTime.getAsLong() - from.nanos());
    if (!trusted) {
      return now;
    }
    latest = now.isAfter(latest) ? now : latest;
    return latest;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("times are UTC here");
  }
}
