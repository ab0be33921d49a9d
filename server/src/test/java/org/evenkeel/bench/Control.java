package org.evenkeel.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The server's side of the control channel between the benchmark and the server that it measures:
 * lines on the standard streams, so it costs nothing while a measurement runs.
 */
final class Control {
  static final String MARK = "bench> ";

  private static final int COLLECTIONS = 4;
  private static final int BETWEEN_COLLECTIONS_MS = 100;

  /** Makes the tickets of a crowd: those of the rooms' hosts first, then seat after seat. */
  @FunctionalInterface
  interface Tickets {
    List<String> issue(int rooms, int seats) throws Exception;
  }

  private Control() {}

  /** Says where the server listens, and serves until the benchmark closes the stream. */
  static void serve(int port, Tickets tickets) throws Exception {
    say("port " + port);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "tickets" -> {
          List<String> made = tickets.issue(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
          say("tickets " + String.join(",", made));
        }
        case "compiled" ->
            say("compiled " + ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
        case "heap" -> say("heap " + heapAfterCollection());
        default -> throw new IOException("unknown: " + line);
      }
    }
  }

  private static synchronized void say(String line) {
    System.out.println(MARK + line);
    System.out.flush();
  }

  /**
   * What one collection finds unreachable may be let go by a thread that runs only afterwards, and
   * be collected by the next.
   */
  private static long heapAfterCollection() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(BETWEEN_COLLECTIONS_MS);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
