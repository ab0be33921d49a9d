package org.evenkeel.live;

import com.hazelcast.internal.util.ConcurrencyUtil;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;

/** From Hazelcast's threads to ours. */
final class Async {
  private static final int THREADS = 2;

  static {
    // On a machine of one core or two, Hazelcast starts a thread for each answer otherwise, which
    // costs more than all our work for it. These few stand in for the common pool that it uses on
    // larger machines; its own threads would not do: vertx-hazelcast asks again where it is
    // answered.
    ConcurrencyUtil.setDefaultAsyncExecutor(
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("grid-answers-", 0).factory()));
  }

  private Async() {}

  /** A future that is completed on the calling context, whichever thread has the answer. */
  static <T> Future<T> of(Vertx vertx, CompletionStage<T> stage) {
    return on(vertx.getOrCreateContext(), stage);
  }

  /** A future that is completed on this context, whichever thread has the answer. */
  static <T> Future<T> on(Context context, CompletionStage<T> stage) {
    // Of this context also for its deadline: one that belongs to nobody has Netty start a thread.
    Promise<T> promise = ((ContextInternal) context).promise();
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
