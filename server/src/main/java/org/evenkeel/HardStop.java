package org.evenkeel;

import java.time.Duration;

/** How a process that is asked to stop comes to its end: in order, or hard where that hangs. */
final class HardStop {
  private HardStop() {}

  /**
   * Does this when the process is asked to stop, and ends it. That is no failure: the code is 0, or
   * 1 where it was not done in time, and not the 143 of a process that was ended by a signal.
   *
   * @param longest whatever hangs, the process is gone when this is over
   */
  static void whenAsked(Duration longest, Runnable inOrder) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(longest, inOrder), "stop"));
  }

  private static void stop(Duration longest, Runnable inOrder) {
    Thread work = Thread.ofPlatform().daemon().name("stop-in-order").start(inOrder);
    try {
      work.join(longest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(work.isAlive() ? 1 : 0);
  }
}
