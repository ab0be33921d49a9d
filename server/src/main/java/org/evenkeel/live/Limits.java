package org.evenkeel.live;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;

/**
 * How much one connection may say: commands at 20 a second with bursts of 60; media signalling,
 * which comes in swarms when a group meets, has a larger measure of its own; and passes for the
 * media, which cost a signature each, are six a minute.
 */
final class Limits {
  private final Bucket commands = bucket(20, 60);
  private final Bucket signals = bucket(60, 400);

  /** One for each time that the media connect anew, and then some. */
  private final Bucket media =
      Bucket.builder()
          .addLimit(l -> l.capacity(6).refillGreedy(6, Duration.ofMinutes(1)))
          .withMillisecondPrecision()
          .withSynchronizationStrategy(SynchronizationStrategy.NONE)
          .build();

  /** Who means well slows down when refused. Not counted in a row: each second allows some. */
  private final Bucket refusals = bucket(5, 100);

  private boolean exhausted;

  private static Bucket bucket(int perSecond, int burst) {
    return Bucket.builder()
        .addLimit(l -> l.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .withMillisecondPrecision()
        .withSynchronizationStrategy(SynchronizationStrategy.NONE)
        .build();
  }

  boolean allowsCommand() {
    return counted(commands.tryConsume(1));
  }

  boolean allowsSignal() {
    return counted(signals.tryConsume(1));
  }

  boolean allowsMedia() {
    return counted(media.tryConsume(1));
  }

  /** It goes on and on in spite of our answers: nobody who means well does that. */
  boolean exhausted() {
    return exhausted;
  }

  private boolean counted(boolean allowed) {
    exhausted |= !allowed && !refusals.tryConsume(1);
    return allowed;
  }
}
