package org.evenkeel.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.testing.Chart;
import org.evenkeel.testing.TestDatabase;

/**
 * What a cluster costs as it grows: the same people, who say the same, on one node, on two, and so
 * on. Nothing is judged.
 */
final class Growth {
  private static final Path PICTURE = Path.of("target", "faults", "growth.svg");
  private static final int WARM_SECONDS = 20;
  private static final int SECONDS = 20;

  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Double> costs = new LinkedHashMap<>();

  List<Finding> upTo(int nodes, Path folder, TestDatabase database, int rooms, int each, long seed)
      throws Exception {
    for (int n = 1; n <= nodes; n++) {
      try (Town town = Town.open(n, folder.resolve("growth-" + n), database)) {
        measure(town, rooms, each, seed);
      }
    }
    draw();
    return findings;
  }

  private void measure(Town town, int rooms, int each, long seed) throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, seed);
    Thread.sleep(WARM_SECONDS * 1_000);
    crowd.forgetWaits();
    Duration before = town.cpu();
    Thread.sleep(SECONDS * 1_000);
    double cpu = Spans.seconds(town.cpu().minus(before));
    double[] waits = crowd.waits();
    crowd.load(0);
    crowd.clients().forEach(Client::closeTab);
    String who = town.size() == 1 ? "1 node: " : town.size() + " nodes: ";
    double cost = 1e3 * cpu / (waits.length * (double) each);
    add(who + "updates that reached somebody, a second", waits.length * each / SECONDS, "");
    add(who + "CPU of all nodes for each of them, ms", cost, "");
    add(who + "answer to a command, p50, ms", 1e3 * Oracle.at(waits, 0.5), "");
    add(who + "answer to a command, p99, ms", 1e3 * Oracle.at(waits, 0.99), "");
    costs.put(town.size() == 1 ? "1 node" : town.size() + " nodes", cost);
  }

  private void add(String figure, double measured, String unit) {
    findings.add(Finding.of("growth", figure, Double.MAX_VALUE, measured, unit));
  }

  private void draw() throws IOException {
    Files.createDirectories(PICTURE.getParent());
    Files.writeString(
        PICTURE,
        Chart.of("CPU of all nodes for one update that reaches one person", "%.3f ms", costs));
  }
}
