package org.evenkeel.live;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * Until when it is proven that somebody was at the other end of a connection.
 *
 * <p>Times are those of {@link System#nanoTime}. Used on one event loop only.
 */
final class Pulse {
  /** Whoever was heard so lately was there. */
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final Sockets.Loop loop;

  /** What attendance goes by. */
  private long heardNanos = System.nanoTime();

  /**
   * When anything was last read from there: what silence goes by. Whoever answers is not silent,
   * also where we stood still and read the answer late.
   */
  private long readNanos = heardNanos;

  /**
   * @param loop knows how late it reads
   */
  Pulse(Sockets.Loop loop) {
    this.loop = loop;
  }

  long heardNanos() {
    return heardNanos;
  }

  long readNanos() {
    return readNanos;
  }

  void heard() {
    readNanos = System.nanoTime();
    proven(loop.provenNanos(readNanos));
  }

  void answered(Buffer pong) {
    readNanos = System.nanoTime();
    proven(Downlink.provenNanos(pong, readNanos));
  }

  /** Life that has been proven once stays proven. */
  private void proven(long nanos) {
    if (nanos - heardNanos > 0) {
      heardNanos = nanos;
    }
  }

  /** Somebody was there at that time, or a moment before. */
  boolean felt(long nanos) {
    return nanos - heardNanos < FRESH_NANOS;
  }
}
