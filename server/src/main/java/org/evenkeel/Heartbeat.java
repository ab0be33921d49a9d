package org.evenkeel;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.evenkeel.live.LifeProof;
import org.evenkeel.store.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves once a second, in the database, that this node runs and when it last heard its
 * connections: a row for the node, not for each seat. After a crash, attendance ends at what was
 * proven.
 */
final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  static final long EVERY_MS = 1_000;
  private static final long MISSED_NANOS = 2_500_000_000L;

  private final Vertx vertx;
  private final Leases lease;
  private final String node;
  private final Supplier<Future<LifeProof>> proof;
  private final Runnable fenced;
  private final LongSupplier nanoTime;
  private long timer = -1;
  private boolean busy;
  private boolean away;
  private volatile long goodNanos;
  private volatile long inTouchNanos;
  private volatile boolean stopped;
  private Future<Void> last = Future.succeededFuture();

  /**
   * @param proof what the node can witness of its connections
   * @param fenced called once when others took this node for dead: nothing it writes counts any
   *     more
   */
  Heartbeat(
      Vertx vertx, Leases lease, String node, Supplier<Future<LifeProof>> proof, Runnable fenced) {
    this(vertx, lease, node, proof, fenced, System::nanoTime);
  }

  Heartbeat(
      Vertx vertx,
      Leases lease,
      String node,
      Supplier<Future<LifeProof>> proof,
      Runnable fenced,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.lease = lease;
    this.node = node;
    this.proof = proof;
    this.fenced = fenced;
    this.nanoTime = nanoTime;
    this.goodNanos = nanoTime.getAsLong();
    this.inTouchNanos = goodNanos;
  }

  /** Begins; the lease is registered already. */
  void start() {
    vertx.runOnContext(ignored -> timer = vertx.setPeriodic(EVERY_MS, tick -> beat()));
  }

  /** One tick, unless one is under way. On the context. */
  void beat() {
    if (busy || stopped) {
      return;
    }
    busy = true;
    Promise<Void> done = Promise.promise();
    last = done.future();
    proof
        .get()
        .timeout(EVERY_MS, TimeUnit.MILLISECONDS)
        .compose(life -> lease.tick(node, life.oldest(), life.silent()))
        .onComplete(
            answer -> {
              busy = false;
              done.complete();
              heard(answer.result(), answer.cause());
            });
  }

  private void heard(Boolean holds, Throwable failure) {
    if (failure != null) {
      if (!away) {
        LOG.warn("no proof of life could be written ({})", failure.getClass().getSimpleName());
      }
      away = true;
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - goodNanos > MISSED_NANOS) {
      // A shorter gap is one slow answer: nobody's lease has run out by it.
      inTouchNanos = now;
    }
    goodNanos = now;
    if (away) {
      LOG.info("proof of life is written again");
    }
    away = false;
    if (!holds && !stopped) {
      stopped = true;
      vertx.cancelTimer(timer);
      fenced.run();
    }
  }

  /** The lease is over: others took this node for dead, or it has stopped. */
  boolean isOver() {
    return stopped;
  }

  /** How long ago the database took a tick of ours; any thread. */
  long nanosSinceTick() {
    return nanoTime.getAsLong() - goodNanos;
  }

  /** How long the database has been taking our ticks without a miss, or 0; any thread. */
  long nanosInTouch() {
    return nanosSinceTick() > MISSED_NANOS ? 0 : nanoTime.getAsLong() - inTouchNanos;
  }

  /** Writes what can be proven one last time, and ends the lease in good order. */
  Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return last.compose(v -> proof.get())
        .compose(life -> lease.tick(node, life.oldest(), life.silent()))
        .recover(failure -> Future.succeededFuture(false))
        .compose(v -> lease.stop(node));
  }
}
