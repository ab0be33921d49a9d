package org.evenkeel.live;

import com.hazelcast.internal.util.ConcurrencyUtil;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;

/** From Hazelcast's threads to ours. */
final class Async {
  static {
    // On a machine of one core or two, Hazelcast starts a thread for each answer otherwise, which
    // costs more than all our work for it. Here every answer goes on in a context of Vert.x at
    // once, so nobody waits on Hazelcast's own threads.
    ConcurrencyUtil.setDefaultAsyncExecutor(ConcurrencyUtil.CALLER_RUNS);
  }

  private Async() {}

  /** A future that is completed on the calling context, whichever thread has the answer. */
  static <T> Future<T> of(Vertx vertx, CompletionStage<T> stage) {
    return on(vertx.getOrCreateContext(), stage);
  }

  /** A future that is completed on this context, whichever thread has the answer. */
  static <T> Future<T> on(Context context, CompletionStage<T> stage) {
    Promise<T> promise = Promise.promise();
    stage.whenCompleteAsync(
        (value, failure) -> {
          if (failure == null) {
            promise.tryComplete(value);
          } else {
            promise.tryFail(failure);
          }
        },
        task -> context.runOnContext(ignored -> task.run()));
    return promise.future();
  }
}
