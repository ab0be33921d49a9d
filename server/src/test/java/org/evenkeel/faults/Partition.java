package org.evenkeel.faults;

import java.util.ArrayList;
import java.util.List;

/** F5: nodes that do not reach each other. */
final class Partition {
  private static final int BACK_SECONDS = 60;

  private final Town town;
  private final Islands islands;

  Partition(Town town, Islands islands) {
    this.town = town;
    this.islands = islands;
  }

  /**
   * One node against the others, and both sides reach the database; people come meanwhile on both.
   */
  List<Finding> oneAgainstTheOthers(int rooms, int each, int seconds, long seed) throws Exception {
    return apart("F5", false, rooms, each, seconds, seed);
  }

  /** One node is cut off from the others and from the database; its people still reach it. */
  List<Finding> oneCutOffFromAll(int rooms, int each, int seconds, long seed) throws Exception {
    return apart("F5 and F6", true, rooms, each, seconds, seed);
  }

  private List<Finding> apart(
      String name, boolean database, int rooms, int each, int seconds, long seed) throws Exception {
    // Two faults at once, and what each may cost.
    Limits limits = database ? Limits.FROZEN.losing(10) : Limits.FROZEN;
    Crowd crowd = Crowd.gather(town, rooms, each, 1, seed);
    Thread.sleep(3_000);
    int node = crowd.chance().nextInt(town.size());
    List<Long> before = pids();
    crowd.fault();
    islands.cutOff(node);
    if (database) {
      town.toDatabase(node).swallow();
    }
    Thread.sleep(15_000);
    crowd.fault();
    crowd.groups().forEach(group -> crowd.come(group.people().getLast(), town.gates()));
    Thread.sleep(Math.max(0, seconds - 15) * 1_000L);
    crowd.fault();
    islands.join(node);
    if (database) {
      town.toDatabase(node).pass();
    }
    crowd.awaitAllBack(BACK_SECONDS);
    double ready = 0;
    for (int i = 0; i < town.size(); i++) {
      ready += Spans.seconds(town.awaitReady(i, 60));
    }
    double bus = ready + town.untilTheBusIsWell(60);
    Thread.sleep(8_000);
    int restarted = 0;
    for (int i = 0; i < town.size(); i++) {
      restarted += town.node(i).isAlive() && before.get(i) == town.node(i).pid() ? 0 : 1;
    }
    List<Finding> findings = new ArrayList<>(crowd.judge(name, limits));
    findings.add(Finding.of(name, "all nodes ready after the healing", 30, ready, "s"));
    findings.add(Finding.of(name, "and the event bus is well", 30, bus, "s"));
    findings.add(Finding.of(name, "nodes that had to be started again", 0, restarted, ""));
    return findings;
  }

  private List<Long> pids() {
    List<Long> pids = new ArrayList<>();
    for (int i = 0; i < town.size(); i++) {
      pids.add(town.node(i).pid());
    }
    return pids;
  }
}
