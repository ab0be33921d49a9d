package org.evenkeel.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.faults.DatabaseFaults.How;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * All faults, at full size; some 15 minutes. {@code mvn -Pfaults verify}, with {@code
 * -Devenkeel.seed=} to repeat one and {@code -Devenkeel.faults=F1,F7} for some of them.
 */
class FaultsLongIT {
  private static final int NODES = Integer.getInteger("evenkeel.nodes", 3);
  private static final int ROOMS = Integer.getInteger("evenkeel.rooms", 60);
  private static final int EACH = Integer.getInteger("evenkeel.each", 10);
  private static final int KILLS = Integer.getInteger("evenkeel.kills", 20);
  private static final String WANTED = System.getProperty("evenkeel.faults", "");

  private static final List<String> KILLING = List.of("F1", "F2", "F7", "F9");
  private static final Pattern KILLED = Pattern.compile("F1|F2\\..*|F7 .*killed|F9");
  private static final Pattern RECORDED = Pattern.compile("I5 recorded events missing, of (\\d+)");

  @RegisterExtension static TestDatabase database = new TestDatabase();

  private interface Scenario {
    List<Finding> run() throws Exception;
  }

  private final List<Finding> findings = new ArrayList<>();

  @Test
  void theGroupDoesNotNotice(@TempDir Path folder) throws Exception {
    long seed = Seed.given();
    Rehearsal.hold(folder.resolve("rehearsal"), database);
    try (Town town = Town.open(NODES, folder, database)) {
      NodeFaults nodes = new NodeFaults(town, ROOMS, EACH, seed);
      DatabaseFaults base = new DatabaseFaults(town, ROOMS, EACH, seed);
      ClientFaults clients = new ClientFaults(town, ROOMS, EACH, seed);
      run(town, seed, "F0", clients::clean);
      run(town, seed, "F1", () -> nodes.killed(KILLS));
      run(town, seed, "F2", () -> nodes.killedInTheStorm(3));
      run(town, seed, "F3", nodes::rolled);
      run(town, seed, "F4", () -> nodes.frozen(30));
      run(town, seed, "F6", () -> base.oneNodeCutOff(20));
      run(town, seed, "F7", () -> base.away(How.SWALLOWED, 60, false));
      run(town, seed, "F7", () -> base.away(How.REFUSED, 60, true));
      run(town, seed, "F10", () -> clients.flaky(20));
      run(town, seed, "F10", () -> clients.changedNetwork(5));
      run(town, seed, "F11", () -> clients.halfOpen(20));
      run(town, seed, "F12", () -> clients.severalTabs(3));
      run(town, seed, "F14", () -> clients.slowReader(40));
      run(town, seed, "random", () -> new Schedule(town, seed).run(ROOMS, EACH, 8));
    }
    if (NODES > 1 && wanted("F5") && !Islands.possible()) {
      notRun("F5", "network namespaces may not be made here");
    } else if (NODES > 1 && wanted("F5")) {
      try (Islands islands = Islands.raise(NODES);
          Town town = Town.open(NODES, folder.resolve("islands"), database, islands)) {
        Partition partition = new Partition(town, islands);
        run(town, seed, "F5", () -> partition.oneAgainstTheOthers(ROOMS, EACH, 60, seed));
        run(town, seed, "F5", () -> partition.oneCutOffFromAll(ROOMS, EACH, 40, seed));
      }
    }
    if (NODES > 1 && wanted("F9")) {
      if (SkewedClock.possible()) {
        try (Town town = Town.open(NODES, folder.resolve("skew"), database, new SkewedClock(300))) {
          NodeFaults nodes = new NodeFaults(town, ROOMS, EACH, seed);
          run(town, seed, "F9", nodes::skewed);
        }
      } else {
        notRun("F9", "there is no faketime here");
      }
    }
    if (wanted("growth")) {
      findings.addAll(new Growth().upTo(NODES, folder, database, ROOMS, EACH, seed));
    }
    if (WANTED.isEmpty() || KILLING.stream().allMatch(FaultsLongIT::wanted)) {
      findings.add(
          Finding.of(
              "all kills", "I5 recorded events, short of 10,000", 0, 10_000 - recorded(), ""));
    }
    Path report = Report.write(NODES, ROOMS, EACH, seed, findings);
    assertTrue(Files.size(report) > 0);
    assertEquals(List.of(), findings.stream().filter(f -> !f.ok()).toList());
  }

  /**
   * How many events clients were told to be in the ledger, in all faults in which nodes are killed.
   */
  private long recorded() {
    return findings.stream()
        .filter(f -> KILLED.matcher(f.fault()).matches())
        .map(f -> RECORDED.matcher(f.figure()))
        .filter(Matcher::matches)
        .mapToLong(m -> Long.parseLong(m.group(1)))
        .sum();
  }

  /** What could not be tried is in the report as missed: nobody shall take it for passed. */
  private void notRun(String name, String why) {
    findings.add(new Finding(name, "SKIPPED", 0, 1, "", why));
  }

  /** One that breaks off is a figure missed, and no reason not to see the others. */
  private void run(Town town, long seed, String name, Scenario scenario) throws Exception {
    if (!wanted(name)) {
      return;
    }
    System.out.println("faults: " + name);
    try {
      findings.addAll(scenario.run());
    } catch (Exception | AssertionError brokeOff) {
      findings.add(new Finding(name, "broke off", 0, 1, "", brokeOff.toString()));
      brokeOff.printStackTrace();
    }
    // Written each time: a run that is broken off has still found something out.
    Report.write(NODES, ROOMS, EACH, seed, findings);
    town.repair();
  }

  private static boolean wanted(String name) {
    return WANTED.isEmpty() || Set.of(WANTED.split(",")).contains(name);
  }
}
