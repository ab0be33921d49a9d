package org.evenkeel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Which core does what, and what it has cost. */
final class Cores {
  static final int SERVER = 0;
  static final int LOAD = 1;

  /** Asked once: the load generator narrows itself to one core soon. */
  static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private static final boolean PINNED = PROCESSORS > 1 && runs("taskset", "-c", "0", "true");

  private Cores() {}

  static boolean pinned() {
    return PINNED;
  }

  /** What to put before a command that shall run on this core alone. */
  static List<String> prefix(int core) {
    return PINNED ? List.of("taskset", "-c", Integer.toString(core)) : List.of();
  }

  /** Puts all threads of this process on one core, and so those that they start. */
  static void pinSelf(int core) throws IOException {
    String self = Long.toString(ProcessHandle.current().pid());
    if (PINNED && !runs("taskset", "-a", "-c", "-p", Integer.toString(core), self)) {
      throw new IOException("taskset could not pin the load generator");
    }
  }

  private static boolean runs(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * What a process has used so far. Linux counts it to the nanosecond per thread; the usual figure
   * of a process has steps of 10 ms, too coarse for a light load.
   */
  static double cpuSeconds(ProcessHandle process) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return threads.mapToLong(Cores::nanosOf).sum() / 1e9;
    } catch (IOException noLinux) {
      return process.info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(Double.NaN);
    }
  }

  private static long nanosOf(Path thread) {
    try {
      return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
    } catch (IOException ended) {
      return 0;
    }
  }
}
