package org.evenkeel.live;

import com.hazelcast.internal.util.ConcurrencyUtil;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.CompletionStage;

/** From Hazelcast's threads to ours. */
final class Async {
  static {
    // Each of Hazelcast's answers is also completed for whoever might wait for it without a thread
    // of
    // their own. Nobody does here: whoever asks brings a context (below, and Vert.x's own future of
    // a
    // stage). So it costs nothing where the answer comes in; on another thread it would cost a
    // wake-up for each, and on machines of one core or two Hazelcast would start a thread for each.
    ConcurrencyUtil.setDefaultAsyncExecutor(ConcurrencyUtil.CALLER_RUNS);
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
