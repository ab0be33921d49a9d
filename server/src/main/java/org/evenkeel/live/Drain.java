package org.evenkeel.live;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How a node that stops sends its people elsewhere. */
final class Drain {
  /**
   * Everybody goes elsewhere at a moment of their own, and who has not gone yet is served here. So
   * many that each finds the others with time for them: for every one so much more.
   */
  private static final int RETRY_EACH_MS = 15;

  private static final int SHORTEST_RETRY_MS = 500;
  private static final int LONGEST_RETRY_MS = 3_000;

  /** So long may it take until the last of them has gone. */
  private static final Duration GOING = Duration.ofMillis(LONGEST_RETRY_MS + 1_500);

  /** So long may it take from one node to another. */
  static final Duration MOVING = Duration.ofSeconds(2);

  private static final int LATEST_MS = 300;
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Sockets sockets;
  private final Outbox outbox;

  Drain(Vertx vertx, Sockets sockets, Outbox outbox) {
    this.vertx = vertx;
    this.sockets = sockets;
    this.outbox = outbox;
  }

  /**
   * @return succeeds after {@link #GOING} and twice {@link #DRAIN} at the latest
   */
  Future<Void> run() {
    if (sockets.size() == 0) {
      return outboxEmpty();
    }
    int retryMs =
        Math.clamp((long) sockets.size() * RETRY_EACH_MS, SHORTEST_RETRY_MS, LONGEST_RETRY_MS);
    String bye = Wire.bye("draining", retryMs);
    return sockets
        .forEach(
            socket -> {
              socket.dismiss(bye);
              return Future.succeededFuture();
            })
        .timeout(DRAIN.toSeconds(), TimeUnit.SECONDS)
        // Whoever is late still has their way: their connection serves until the other one does.
        .compose(told -> Until.holds(vertx, () -> sockets.size() == 0, GOING))
        .compose(
            gone ->
                Future.join(
                    sockets.forEach(socket -> socket.close(CloseCode.DRAINING)),
                    // Those who have gone by themselves are waited for as well.
                    vertx.timer(MOVING.toMillis() + LATEST_MS, TimeUnit.MILLISECONDS)))
        .timeout(GOING.plus(DRAIN).toMillis(), TimeUnit.MILLISECONDS)
        .transform(done -> outboxEmpty());
  }

  private Future<Void> outboxEmpty() {
    return Until.holds(vertx, () -> outbox.size() == 0, DRAIN);
  }
}
