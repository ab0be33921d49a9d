package org.evenkeel.live;

import java.time.Duration;
import java.util.Set;

/**
 * How the live part of a node behaves.
 *
 * @param origins the exact values of {@code Origin} whose pages may open a socket
 * @param pingEvery how often the server pings; silent for twice as long is lost
 * @param grace how long a lost seat is kept; longer than it takes to notice a loss
 * @param firstMessageWithin how long a socket may be open without a ticket
 * @param mostSockets this node takes no more
 */
public record LiveOptions(
    Set<String> origins,
    Duration pingEvery,
    Duration grace,
    Duration firstMessageWithin,
    int mostSockets) {

  public LiveOptions {
    origins = Set.copyOf(origins);
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

  /** So long may a socket be silent. */
  Duration silence() {
    return pingEvery.multipliedBy(2);
  }
}
