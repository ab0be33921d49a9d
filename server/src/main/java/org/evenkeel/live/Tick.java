package org.evenkeel.live;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets what can wait a moment go together: all that was put off within {@value #EVERY_MS} ms, of
 * all rooms, runs in one turn. A thread that is woken once for ten rooms costs little more than one
 * that is woken for one. It holds as much as its users put off: a {@link Lane} once in each tick.
 */
final class Tick {
  /** Below a tenth of a second nobody sees the difference. */
  static final long EVERY_MS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Tick.class);

  private final Vertx vertx;
  private List<Runnable> waiting = new ArrayList<>();

  Tick(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Runs it at the end of the tick that goes on now, or of one that begins now; any thread. */
  void atItsEnd(Runnable work) {
    if (isFirst(work)) {
      vertx.setTimer(EVERY_MS, ignored -> take().forEach(Tick::run));
    }
  }

  private synchronized boolean isFirst(Runnable work) {
    waiting.add(work);
    return waiting.size() == 1;
  }

  private synchronized List<Runnable> take() {
    List<Runnable> due = waiting;
    waiting = new ArrayList<>();
    return due;
  }

  /** Whatever goes wrong in one room, the others go on. */
  private static void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      LOG.error("what was put off has failed ({})", failure.getClass().getName());
    }
  }
}
