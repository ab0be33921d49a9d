package org.evenkeel.faults;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What somebody says while their seat is taken from one node to another waits for a moment, and the
 * seat waits for the answers to what was said, as the page does it. On the client's event loop.
 */
final class Saying {
  private static final long ANSWERED_MS = 500;
  private static final long HELD_MS = 1_000;
  private static final long LOOK_MS = 5;

  private final Vertx vertx;
  private final Questions questions;
  private final Consumer<JsonObject> send;
  private final List<JsonObject> held = new ArrayList<>();
  private long timer = -1;
  private boolean holding;

  Saying(Vertx vertx, Questions questions, Consumer<JsonObject> send) {
    this.vertx = vertx;
    this.questions = questions;
    this.send = send;
  }

  void say(JsonObject command) {
    if (holding) {
      held.add(command);
    } else {
      send.accept(command);
    }
  }

  /**
   * @param answered once there is nothing unanswered, or it has been waited for long enough
   */
  void hold(Runnable answered) {
    holding = true;
    long since = System.nanoTime();
    timer =
        vertx.setPeriodic(
            LOOK_MS,
            t -> {
              if (questions.open() && System.nanoTime() - since < ANSWERED_MS * 1_000_000) {
                return;
              }
              vertx.cancelTimer(t);
              timer = vertx.setTimer(HELD_MS, late -> release());
              answered.run();
            });
  }

  void release() {
    List<JsonObject> waiting = List.copyOf(held);
    drop();
    waiting.forEach(send);
  }

  /** The connection is gone, and with it what was to be said. */
  void drop() {
    vertx.cancelTimer(timer);
    holding = false;
    held.clear();
  }
}
