package org.evenkeel.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * All nodes on the loopback address, and the first one's clock is wrong. Needs {@code faketime}.
 */
final class SkewedClock implements Land {
  private final List<String> command;

  /**
   * @param seconds that the first node's clock is ahead; its steady clock runs as it should
   */
  SkewedClock(int seconds) throws IOException {
    // Not by the command itself: it waits for the node, and it is the command that would be killed.
    // Without the last setting every wait of Java's ends at once, and the node does nothing but
    // wait.
    this.command =
        List.of(
            "env",
            "LD_PRELOAD=" + library(),
            "FAKETIME=" + (seconds < 0 ? "" : "+") + seconds + "s",
            "DONT_FAKE_MONOTONIC=1",
            "FAKETIME_FORCE_MONOTONIC_FIX=0");
  }

  private static String library() throws IOException {
    Process asked =
        new ProcessBuilder("faketime", "-f", "+1s", "printenv", "LD_PRELOAD")
            .redirectErrorStream(true)
            .start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
  }

  /** Whether this machine can do it. */
  static boolean possible() {
    try {
      Process process =
          new ProcessBuilder("faketime", "-f", "+300s", "true").redirectErrorStream(true).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException notHere) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String host(int node) {
    return Land.LOOPBACK.host(node);
  }

  @Override
  public String harness() {
    return Land.LOOPBACK.harness();
  }

  @Override
  public List<String> prefix(int node) {
    return node == 0 ? command : List.of();
  }

  @Override
  public Map<String, String> settings(int node) {
    return Map.of();
  }

  @Override
  public void close() {}
}
