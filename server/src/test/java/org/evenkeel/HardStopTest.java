package org.evenkeel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real processes that are asked to stop as an operator does it, with SIGTERM. */
@Timeout(60)
class HardStopTest {
  private static final String READY = "ready";
  private static final String IN_ORDER = "stopped in order";

  /** Starting a JVM and ending it, on a machine that is busy. */
  private static final int PATIENCE_SECONDS = 20;

  /** What it said since it was asked to stop, its code, and how long that took. */
  private record End(String said, int code, Duration took) {}

  private static End stop(Class<?> program) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertEquals(READY, out.readLine());
      long asked = System.nanoTime();
      // Not the process's own destroy, which also shuts our ears.
      process.toHandle().destroy();
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it runs for ever");
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      return new End(String.join("\n", out.lines().toList()), process.exitValue(), took);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatHangsIsEndedWhenTheTimeIsOver() throws Exception {
    End end = stop(Hangs.class);

    assertEquals(1, end.code(), end::toString);
    assertTrue(end.took().compareTo(Hangs.LONGEST) >= 0, "it has its time: " + end);
  }

  @Test
  void whatStopsInOrderIsWaitedForAndNoLonger() throws Exception {
    End end = stop(StopsInOrder.class);

    assertEquals(new End(IN_ORDER, 0, end.took()), end);
  }

  /** What the README and the compose file count on. */
  @Test
  void aNodeIsGoneWithin20Seconds() {
    assertEquals(Duration.ofSeconds(20), Evenkeel.LONGEST_STOP);
  }

  private static void forEver() {
    while (true) {
      LockSupport.park();
    }
  }

  /** Everything in it hangs, also what others do when the process is asked to stop. */
  static final class Hangs {
    private static final Duration LONGEST = Duration.ofMillis(700);

    private Hangs() {}

    public static void main(String[] args) {
      HardStop.whenAsked(LONGEST, HardStopTest::forEver);
      Runtime.getRuntime().addShutdownHook(new Thread(HardStopTest::forEver));
      System.out.println(READY);
      forEver();
    }
  }

  /** It needs a moment, and has more time than the test has patience. */
  static final class StopsInOrder {
    private StopsInOrder() {}

    public static void main(String[] args) {
      HardStop.whenAsked(Duration.ofSeconds(3L * PATIENCE_SECONDS), StopsInOrder::close);
      System.out.println(READY);
      forEver();
    }

    private static void close() {
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      System.out.println(IN_ORDER);
    }
  }
}
