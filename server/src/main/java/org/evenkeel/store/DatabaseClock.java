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

  /** By so much in each second this machine's steady clock may stray from the database's. */
  private static final Duration STRAYS = Duration.ofNanos(200_000);

  private final LongSupplier nanoTime;
  private Anchor anchor;
  private boolean heard;
  private Instant latest = Instant.MIN;

  /**
   * What the database's clock said, and what ours said at that moment.
   *
   * @param doubtNanos by so much it may have been earlier or later
   */
  private record Anchor(Instant at, long nanos, long doubtNanos) {
    private Instant at(long now) {
      return at.plusNanos(now - nanos);
    }

    private long doubt(long now) {
      return doubtNanos + (now - nanos) / (1_000_000_000 / STRAYS.toNanos());
    }

    /** Whether another answer says the same, and less precisely. */
    private boolean covers(Anchor other) {
      long doubt = doubt(other.nanos);
      long apart = Math.abs(Duration.between(at(other.nanos), other.at).toNanos());
      return other.doubtNanos > doubt && apart <= other.doubtNanos + doubt;
    }
  }

  public DatabaseClock(Clock machine) {
    this(machine, System::nanoTime);
  }

  DatabaseClock(Clock machine, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.anchor = new Anchor(machine.instant(), nanoTime.getAsLong(), 0);
  }

  /**
   * The database was asked, and answered. A slow answer says less than a quick one did before, and
   * counts only where our clock may have strayed further since, or has been moved.
   *
   * @param said its time
   * @param askedNanos our steady clock when we asked
   * @param heardNanos and when we heard; the answer was true about half-way between
   */
  public synchronized void heard(Instant said, long askedNanos, long heardNanos) {
    long half = (heardNanos - askedNanos) / 2;
    Anchor news = new Anchor(said, askedNanos + half, half);
    if (heardNanos - askedNanos <= SLOWEST.toNanos() && !(heard && anchor.covers(news))) {
      anchor = news;
      heard = true;
    }
  }

  @Override
  public synchronized Instant instant() {
    Instant now = anchor.at(nanoTime.getAsLong());
    if (!heard) {
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
