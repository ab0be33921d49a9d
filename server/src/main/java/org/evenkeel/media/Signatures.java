package org.evenkeel.media;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Signs on threads of its own. A signature takes 2 ms, and 10 ms in a JVM that compiles simply, and
 * a node that takes over the people of another has hundreds of them at once: so no event loop makes
 * one, nobody waits long for one, and there is an end to those that are waited for.
 */
final class Signatures {
  /** Whoever comes in waits no longer for a pass. */
  static final long DEADLINE_MS = 150;

  /** What two threads get done by then, even in a JVM that compiles simply, and then some. */
  static final int MOST_WAITING = 50;

  private static final int THREADS = 2;

  private final WorkerExecutor workers;
  private final AtomicInteger waiting = new AtomicInteger();

  Signatures(Vertx vertx) {
    this.workers = vertx.createSharedWorkerExecutor("signatures", THREADS);
  }

  /**
   * @return fails where it was not done in time, or too many waited before it
   */
  <T> Future<T> make(Callable<T> signature) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return Future.failedFuture("too many wait for a signature");
    }
    return workers
        .executeBlocking(signature, false)
        .onComplete(done -> waiting.decrementAndGet())
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }
}
