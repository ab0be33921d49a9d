package org.evenkeel;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Period;
import java.util.concurrent.ThreadLocalRandom;
import org.evenkeel.attendance.Recovery;
import org.evenkeel.live.Live;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes in the ledger what was left open by rooms that died with their nodes: at the start, and
 * once a minute, with jitter, for nodes that die later. Several nodes may do it at once.
 */
final class Aftercare {
  private static final Logger LOG = LoggerFactory.getLogger(Aftercare.class);
  private static final Duration EVERY = Duration.ofSeconds(60);

  private final Vertx vertx;
  private final Recovery recovery;
  private final Live live;

  Aftercare(Vertx vertx, Recovery recovery, Live live) {
    this.vertx = vertx;
    this.recovery = recovery;
    this.live = live;
  }

  void start() {
    look(Recovery.AT_START);
  }

  private void look(Period back) {
    live.lives()
        .compose(lives -> recovery.run(lives, back))
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
                    EVERY.toMillis() + ThreadLocalRandom.current().nextLong(10_000),
                    ignored -> look(done.succeeded() ? Recovery.LATELY : back)));
  }
}
