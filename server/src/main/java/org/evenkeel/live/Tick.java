package org.evenkeel.live;

import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets what can wait a moment go together: all that was put off within {@value #EVERY_MS} ms, of
 * all rooms, runs in one turn. A thread that is woken once for ten rooms costs little more than one
 * that is woken for one.
 */
final class Tick {
  /** Below a tenth of a second nobody sees the difference. */
  static final long EVERY_MS = 100;

  private final Vertx vertx;
  private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean set = new AtomicBoolean();

  Tick(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Runs it at the end of the tick that goes on now, or of one that begins now; any thread. */
  void atItsEnd(Runnable work) {
    waiting.add(work);
    if (set.compareAndSet(false, true)) {
      vertx.setTimer(EVERY_MS, ignored -> end());
    }
  }

  private void end() {
    set.set(false); // first, so that whoever comes now is run now, or sets it again
    for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
      work.run();
    }
  }
}
