package org.evenkeel.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two nodes loses the database and the other node. Here the other is dead and the database
 * away for both; from where it stands it cannot tell that from being cut off.
 */
class AdriftIT {
  private static final int NODES = 2;
  private static final int LEFT = 1;

  @RegisterExtension static TestDatabase database = new TestDatabase();

  @Test
  void itServesNobodyAndKeepsWhatItKnowsUntilTheDatabaseSpeaks(@TempDir Path folder)
      throws Exception {
    try (Town town = Town.open(NODES, folder, database)) {
      Crowd crowd = Crowd.gather(town, 2, 3, Seed.given());
      crowd.fault();
      for (int i = 0; i < NODES; i++) {
        town.toDatabase(i).swallow();
      }
      Thread.sleep(8_000);
      assertTrue(crowd.clients().stream().allMatch(Client::joined), "two of two go on");

      crowd.fault();
      crowd.cut(1 - LEFT, Seen.Way.TORN);
      town.node(1 - LEFT).kill9();
      await().atMost(Duration.ofSeconds(20)).until(() -> !town.ready(LEFT));
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> crowd.clients().stream().noneMatch(Client::joined));
      assertTrue(town.node(LEFT).isAlive());

      crowd.fault();
      town.toDatabase(LEFT).pass();
      town.awaitReady(LEFT, 40);
      crowd.awaitAllBack(45);
      List<Finding> findings = crowd.judge("adrift", Limits.KILL.withoutHelp());
      assertEquals(List.of(), findings.stream().filter(f -> !f.ok() && !f.timed()).toList());
      assertEquals(
          1,
          town.node(LEFT).said().stream().filter(l -> l.startsWith("Evenkeel is open at")).count(),
          "it was never started anew: its rooms are the same");
    }
  }
}
