package org.evenkeel;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Period;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.evenkeel.attendance.Recovery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes in the ledger what was left open by rooms that died with their nodes: at the start, and
 * once a minute, with jitter, for nodes that die later. It looks far back until that has succeeded
 * once. Several nodes may do it at once.
 */
final class Aftercare {
  private static final Logger LOG = LoggerFactory.getLogger(Aftercare.class);
  private static final Duration EVERY = Duration.ofSeconds(60);

  private static final int JITTER_MS = 10_000;

  private final Vertx vertx;
  private final Supplier<Future<Set<UUID>>> lives;
  private final BiFunction<Set<UUID>, Period, Future<Integer>> recovery;
  private final LongSupplier pauseMs;

  /**
   * @param lives of the rooms that are in memory somewhere
   * @param recovery closes what is open and belongs to none of them, looking so far back; says how
   *     much that was
   */
  Aftercare(
      Vertx vertx,
      Supplier<Future<Set<UUID>>> lives,
      BiFunction<Set<UUID>, Period, Future<Integer>> recovery) {
    this(
        vertx,
        lives,
        recovery,
        () -> EVERY.toMillis() + ThreadLocalRandom.current().nextInt(JITTER_MS));
  }

  Aftercare(
      Vertx vertx,
      Supplier<Future<Set<UUID>>> lives,
      BiFunction<Set<UUID>, Period, Future<Integer>> recovery,
      LongSupplier pauseMs) {
    this.vertx = vertx;
    this.lives = lives;
    this.recovery = recovery;
    this.pauseMs = pauseMs;
  }

  void start() {
    look(Recovery.AT_START);
  }

  private void look(Period back) {
    lives
        .get()
        .compose(living -> recovery.apply(living, back))
        .onSuccess(
            closed -> {
              if (closed > 0) {
                LOG.info("{} stays in sessions were closed at their last proof of life", closed);
              }
            })
        .onFailure(
            later -> LOG.warn("open stays are looked at later ({})", later.getClass().getName()))
        .onComplete(
            done ->
                vertx.setTimer(
                    pauseMs.getAsLong(),
                    ignored -> look(done.succeeded() ? Recovery.LATELY : back)));
  }
}
