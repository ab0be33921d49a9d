package org.evenkeel.live;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for something to become true, and not for ever. */
final class Until {
  private static final int LOOK_MS = 50;

  private Until() {}

  /**
   * @return succeeds when it is true, or when that time is over
   */
  static Future<Void> holds(Vertx vertx, BooleanSupplier what, Duration most) {
    return look(vertx, what, System.nanoTime() + most.toNanos());
  }

  private static Future<Void> look(Vertx vertx, BooleanSupplier what, long deadlineNanos) {
    if (what.getAsBoolean() || System.nanoTime() > deadlineNanos) {
      return Future.succeededFuture();
    }
    return vertx
        .timer(LOOK_MS, TimeUnit.MILLISECONDS)
        .compose(looked -> look(vertx, what, deadlineNanos));
  }
}
