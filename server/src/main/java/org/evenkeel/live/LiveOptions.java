package org.evenkeel.live;

import java.time.Duration;
import java.util.Set;

/**
 * How the live part of a node behaves.
 *
 * @param origins the exact values of {@code Origin} whose pages may open a socket
 * @param pingEvery how often the server pings; silent for twice as long is lost
 * @param grace how long a lost seat is kept; longer than it takes to notice a loss. So long, too, a
 *     connection may take nothing of what it is sent
 * @param firstMessageWithin how long a socket may be open without a ticket
 * @param mostSockets this node takes no more
 */
public record LiveOptions(
    Set<String> origins,
    Duration pingEvery,
    Duration grace,
    Duration firstMessageWithin,
    int mostSockets) {

  private static final Duration SLOWEST_BEAT = Duration.ofSeconds(1);
  private static final Duration FASTEST_PING = Duration.ofMillis(250);

  public LiveOptions {
    origins = Set.copyOf(origins);
    if (pingEvery.compareTo(FASTEST_PING) < 0) {
      throw new IllegalArgumentException("a ping more often than each 250 ms proves nothing more");
    }
    if (grace.compareTo(pingEvery.multipliedBy(2)) <= 0) {
      throw new IllegalArgumentException(
          "the grace must be longer than two pings, or a seat is gone before its loss is noticed");
    }
  }

  /** The figures of the protocol. */
  public static LiveOptions standard(Set<String> origins) {
    return new LiveOptions(
        origins, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(5), 20_000);
  }

  /**
   * Who has been quiet for longer is named in the proof of life; the others share one figure, that
   * of the quietest. By then everybody has been asked for a sign ({@link Downlink#pingIfDue}), and
   * whoever owes it must not shorten what is proven of those who gave it.
   */
  Duration silentAfter() {
    return pingEvery.dividedBy(2).plus(beat());
  }

  /** How often each socket is looked at: often enough for the times above. */
  Duration beat() {
    // Not dividedBy: it goes by way of big numbers, and this is asked once a second for each
    // socket.
    Duration fifth = Duration.ofNanos(pingEvery.toNanos() / 5);
    return fifth.compareTo(SLOWEST_BEAT) > 0 ? SLOWEST_BEAT : fifth;
  }

  /**
   * So long may a socket be silent: two pings, less the time until it is looked at and what it
   * takes to tell, so that everybody else knows after two pings.
   */
  Duration silence() {
    long ping = pingEvery.toNanos();
    return Duration.ofNanos(2 * ping - beat().toNanos() - ping / 10);
  }
}
