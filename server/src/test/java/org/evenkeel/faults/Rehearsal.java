package org.evenkeel.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.evenkeel.testing.NodeProcess;
import org.evenkeel.testing.TestDatabase;

/**
 * One node serves some groups, so that Java notes what a node loads and what it does often; the
 * nodes after it start with these notes, as those of the container image do. Without them a node
 * that has just started is so busy compiling that its people wait for it.
 */
final class Rehearsal implements Land {
  private static final int ROOMS = 10;
  private static final int EACH = 10;
  private static final int SECONDS = 15;

  private Rehearsal() {}

  static void hold(Path folder, TestDatabase database) throws Exception {
    Path notes = NodeProcess.NOTES.toAbsolutePath();
    Files.deleteIfExists(notes);
    try (Town town = Town.open(1, folder, database, new Rehearsal())) {
      Crowd crowd = Crowd.gather(town, ROOMS, EACH, 1);
      Thread.sleep(SECONDS * 1_000);
      crowd.load(0);
      crowd.clients().forEach(Client::leave);
      CompletableFuture.allOf(
              crowd.clients().stream().map(Client::over).toArray(CompletableFuture[]::new))
          .get(30, TimeUnit.SECONDS);
      town.node(0).signal("TERM");
      town.node(0).exitCode(90);
    }
    if (!Files.exists(notes)) {
      throw new AssertionError("Java has kept no notes");
    }
  }

  @Override
  public String host(int node) {
    return LOOPBACK.host(node);
  }

  @Override
  public String harness() {
    return LOOPBACK.harness();
  }

  @Override
  public List<String> prefix(int node) {
    return List.of(
        "env", "JAVA_TOOL_OPTIONS=-XX:AOTCacheOutput=" + NodeProcess.NOTES.toAbsolutePath());
  }

  @Override
  public Map<String, String> settings(int node) {
    return Map.of();
  }

  @Override
  public void close() {}
}
