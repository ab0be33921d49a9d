package org.evenkeel.faults;

import java.util.ArrayList;
import java.util.List;

/** What happens to nodes. Each scenario leaves all of them running. */
final class NodeFaults {
  private static final int BACK_SECONDS = 45;
  private static final int STOP_SECONDS = 20;

  private final Town town;
  private final int rooms;
  private final int each;
  private final long seed;

  NodeFaults(Town town, int rooms, int each, long seed) {
    this.town = town;
    this.rooms = rooms;
    this.each = each;
    this.seed = seed;
  }

  /** F1: the power switch of one node, again and again, at a moment by chance. */
  List<Finding> killed(int rounds) throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, seed);
    int missed = 0;
    for (int round = 0; round < rounds; round++) {
      Thread.sleep(1_000 + crowd.chance().nextInt(2_000));
      // Whoever is met by chance is on a node that has people: one that has just started has none.
      List<Client> clients = crowd.clients();
      int node = clients.get(crowd.chance().nextInt(clients.size())).gate();
      missed +=
          clients.stream().filter(c -> c.gate() == node).count() * 20 < clients.size() ? 1 : 0;
      kill(crowd, node);
      if (town.size() == 1) {
        town.repair();
      }
      long since = System.nanoTime();
      crowd.awaitAllBack(BACK_SECONDS);
      System.out.printf(
          "kill %d: everybody back after %.1f s%n", round + 1, (System.nanoTime() - since) / 1e9);
      // The screens settle, and the dead are found out, before the next blow.
      Thread.sleep(5_000);
      town.repair();
    }
    List<Finding> findings = new ArrayList<>(crowd.judge("F1", alone(Limits.KILL)));
    findings.add(Finding.of("F1", "kills of a node with less than a twentieth", 0, missed, ""));
    return findings;
  }

  private void kill(Crowd crowd, int node) throws Exception {
    crowd.fault();
    crowd.cut(node, Seen.Way.TORN);
    town.node(node).kill9();
  }

  /**
   * F2: a node is killed while everybody is coming in, so that commits and answers are on their
   * way.
   */
  List<Finding> killedInTheStorm(int rounds) throws Exception {
    List<Finding> findings = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Crowd crowd = Crowd.gather(town, 1, 2, seed + round);
      int node = crowd.chance().nextInt(town.size());
      for (Census.Group group : town.census().groups(rooms, each)) {
        crowd.add(group);
      }
      crowd.awaitShare(0.2 + 0.5 * crowd.chance().nextDouble(), node, BACK_SECONDS);
      long cut = crowd.clients().stream().filter(c -> c.gate() == node && c.joined()).count();
      kill(crowd, node);
      if (town.size() == 1) {
        town.repair();
      }
      crowd.awaitAllBack(BACK_SECONDS);
      Thread.sleep(5_000);
      town.repair();
      String name = "F2." + (round + 1);
      findings.addAll(crowd.judge(name, alone(Limits.KILL)));
      // Where too few had come in nothing was tried.
      double least = 0.05 * rooms * each;
      findings.add(
          Finding.of(
              name, "cut off, short of a twentieth of all", 0, Math.max(0, least - cut), ""));
    }
    return findings;
  }

  /** F3: one node after the other is stopped in good order and started again. */
  List<Finding> rolled() throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, seed);
    double slowest = 0;
    double slowestStart = 0;
    double slowestBus = 0;
    int badExits = 0;
    for (int node = 0; node < town.size(); node++) {
      Thread.sleep(2_000);
      crowd.fault();
      long since = System.nanoTime();
      int code = town.node(node).stop();
      slowest = Math.max(slowest, (System.nanoTime() - since) / 1e9);
      badExits += code == 0 || code == 143 ? 0 : 1;
      town.launch(node);
      slowestStart = Math.max(slowestStart, Spans.seconds(town.awaitReady(node, 60)));
      slowestBus = Math.max(slowestBus, town.untilTheBusIsWell(BACK_SECONDS));
      crowd.awaitAllBack(BACK_SECONDS);
      Thread.sleep(3_000);
    }
    List<Finding> findings = new ArrayList<>(crowd.judge("F3", alone(Limits.PLANNED)));
    findings.add(Finding.of("F3", "stop of a node", STOP_SECONDS, slowest, "s"));
    findings.add(Finding.of("F3", "start until it is ready", Double.MAX_VALUE, slowestStart, "s"));
    findings.add(Finding.of("F3", "stops with an exit code of their own", 0, badExits, ""));
    findings.add(Finding.of("F3", "the event bus is well after each", 5, slowestBus, "s"));
    if (town.size() > 1) {
      findings.add(Finding.of("F3", "commands that failed", 0, crowd.failed(), ""));
    }
    return findings;
  }

  /** F4: a node stands still, is taken for dead, and wakes. */
  List<Finding> frozen(int seconds) throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, seed);
    Thread.sleep(3_000);
    int node = crowd.chance().nextInt(town.size());
    crowd.fault();
    crowd.cut(node, Seen.Way.SILENT);
    town.node(node).signal("STOP");
    Thread.sleep(seconds * 1_000L);
    town.node(node).signal("CONT");
    crowd.fault();
    double ready = 60;
    boolean killed = false;
    try {
      Thread.sleep(1_000);
      ready = 1 + Spans.seconds(town.awaitReady(node, 60));
    } catch (AssertionError neverBack) {
      System.err.println(neverBack.getMessage());
      town.node(node).kill9();
      killed = true;
    }
    double bus = ready + town.untilTheBusIsWell(60);
    crowd.awaitAllBack(BACK_SECONDS);
    Thread.sleep(5_000);
    town.repair();
    List<Finding> findings = new ArrayList<>(crowd.judge("F4", alone(Limits.FROZEN)));
    findings.add(Finding.of("F4", "the node is ready again by itself", 20, ready, "s"));
    findings.add(Finding.of("F4", "and the event bus is well", 20, bus, "s"));
    long begun =
        town.node(node).said().stream().filter(l -> l.startsWith("Evenkeel is open at")).count();
    findings.add(Finding.of("F4", "it did not begin anew", 0, begun > 1 || killed ? 0 : 1, ""));
    return findings;
  }

  /**
   * F9: one node's clock is five minutes ahead. It serves as the others do, one of the others is
   * killed, and then itself: what is counted is by the database's clock all the same.
   */
  List<Finding> skewed() throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, seed);
    for (int node : List.of(1, 0)) {
      Thread.sleep(3_000);
      kill(crowd, node);
      crowd.awaitAllBack(BACK_SECONDS);
      Thread.sleep(5_000);
      if (node == 1) {
        // The other one would start once more under faketime, for half a minute on a machine that
        // the others need too; that is no fault of ours to measure.
        town.repair();
      }
    }
    return crowd.judge("F9", Limits.KILL);
  }

  /**
   * With one node nobody can go elsewhere: a restart takes as long as it takes, and the room with
   * all its seats is new. What must hold all the same is what the ledger says.
   */
  private Limits alone(Limits limits) {
    return town.size() > 1 ? limits : limits.withoutHelp();
  }
}
