package org.evenkeel.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The faults in short, for every build: what must hold on any machine, however busy. How quickly it
 * holds is in the report; the long form, {@code mvn -Pfaults verify}, judges that too.
 */
class FaultsIT {
  private static final int NODES = Integer.getInteger("evenkeel.nodes", 3);
  private static final int ROOMS = 6;
  private static final int EACH = 4;

  @RegisterExtension static TestDatabase database = new TestDatabase();

  @Test
  void theGroupDoesNotNotice(@TempDir Path folder) throws Exception {
    long seed = Seed.given();
    try (Town town = Town.open(NODES, folder, database)) {
      NodeFaults nodes = new NodeFaults(town, ROOMS, EACH, seed);
      List<Finding> findings = new ArrayList<>();
      findings.addAll(nodes.killed(2));
      findings.addAll(nodes.rolled());
      findings.addAll(new ClientFaults(town, ROOMS, EACH, seed).flaky(4));
      Report.write(NODES, ROOMS, EACH, seed, findings);
      assertEquals(List.of(), findings.stream().filter(f -> !f.ok() && !f.timed()).toList());
    }
  }
}
