package org.evenkeel.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What happens between the nodes and their database. */
final class DatabaseFaults {
  private static final int BACK_SECONDS = 45;

  /** How the database goes away. */
  enum How {
    /** Nothing gets through, and no kernel tells. */
    SWALLOWED,
    /** Connections are torn, new ones refused. */
    REFUSED
  }

  private final Town town;
  private final int rooms;
  private final int each;
  private final long seed;

  DatabaseFaults(Town town, int rooms, int each, long seed) {
    this.town = town;
    this.rooms = rooms;
    this.each = each;
    this.seed = seed;
  }

  /** F6: one node alone cannot reach the database. It must step aside. */
  List<Finding> oneNodeCutOff(int seconds) throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, seed);
    Thread.sleep(3_000);
    int node = crowd.chance().nextInt(town.size());
    crowd.fault();
    town.toDatabase(node).swallow();
    double unready = untilUnready(node, seconds);
    Thread.sleep(Math.max(0, seconds * 1_000L - (long) (unready * 1_000)));
    long here = crowd.clients().stream().filter(c -> c.gate() == node && c.joined()).count();
    town.toDatabase(node).pass();
    crowd.fault();
    crowd.awaitAllBack(BACK_SECONDS);
    town.repair();
    Thread.sleep(3_000);
    List<Finding> findings = new ArrayList<>(crowd.judge("F6", Limits.FROZEN));
    findings.add(Finding.of("F6", "not ready any more", 10, unready, "s"));
    findings.add(Finding.of("F6", "clients that stayed on the node that was cut off", 0, here, ""));
    return findings;
  }

  private double untilUnready(int node, int seconds) throws Exception {
    long since = System.nanoTime();
    while (town.ready(node)) {
      if (System.nanoTime() - since > seconds * 1_000_000_000L) {
        return Double.MAX_VALUE;
      }
      Thread.sleep(100);
    }
    return (System.nanoTime() - since) / 1e9;
  }

  /**
   * F7: the database is away for everybody, so nobody steps aside: the groups go on, and what is to
   * be written waits. Meanwhile in each room one leaves, one loses the path and comes back, and one
   * who has not been there tries to come in, which nobody can allow now.
   *
   * @param killed a node is killed meanwhile
   */
  List<Finding> away(How how, int seconds, boolean killed) throws Exception {
    String name = "F7 " + how.name().toLowerCase() + (killed ? ", one node killed" : "");
    Crowd crowd = Crowd.gather(town, rooms, each, 1, seed);
    Thread.sleep(3_000);
    crowd.fault();
    all(
        i -> {
          if (how == How.SWALLOWED) {
            town.toDatabase(i).swallow();
          } else {
            town.toDatabase(i).refuse();
          }
        });
    long quarter = seconds * 250L;
    Thread.sleep(quarter);
    long recorded = recorded(crowd);
    for (Census.Group group : crowd.groups()) {
      crowd.of(group.people().get(each - 2)).leave();
      crowd.of(group.people().get(each - 3)).tear();
    }
    List<Client> late =
        crowd.groups().stream().map(g -> crowd.come(g.people().getLast(), town.gates())).toList();
    Thread.sleep(quarter);
    int node = crowd.chance().nextInt(town.size());
    if (killed) {
      crowd.fault();
      crowd.cut(node, Seen.Way.TORN);
      town.node(node).kill9();
    }
    Thread.sleep(2 * quarter);
    long falseAcks = recorded(crowd) - recorded;
    long unseen = late.stream().filter(Client::joined).count();
    double waits = town.outboxes().stream().mapToDouble(w -> w).filter(Double::isFinite).sum();
    long back = System.nanoTime();
    all(i -> town.toDatabase(i).pass());
    double flushed = untilFlushed();
    if (killed) {
      town.launch(node);
    }
    crowd.awaitAllBack(BACK_SECONDS, client -> !late.contains(client));
    double served = (System.nanoTime() - back) / 1e9;
    crowd.awaitAllBack(BACK_SECONDS);
    double cameIn = (System.nanoTime() - back) / 1e9;
    Thread.sleep(8_000);
    town.repair();
    crowd.fault();
    Limits limits = killed ? Limits.KILL : Limits.KILL.shown(0);
    List<Finding> findings = new ArrayList<>(crowd.judge(name, limits));
    findings.add(
        Finding.of(name, "events called recorded while nothing could be", 0, falseAcks, ""));
    findings.add(Finding.of(name, "everything on disk after its return", 5, flushed, "s"));
    findings.add(Finding.of(name, "everybody in the seat after its return", 5, served, "s"));
    // The last step of the ladder, and what chance adds to it.
    findings.add(Finding.of(name, "whoever came meanwhile is in after its return", 9, cameIn, "s"));
    findings.add(Finding.of(name, "let in though nobody could know of a consent", 0, unseen, ""));
    // At least what leaving and coming back put down in each room; whoever is back before the loss
    // was judged puts down no loss.
    findings.add(
        Finding.of(
            name, "events that waited, short of 2 a room", 0, Math.max(0, 2 * rooms - waits), ""));
    return findings;
  }

  /** Nothing waits for the ledger on any node, and still not a moment later. */
  private double untilFlushed() throws Exception {
    long since = System.nanoTime();
    long empty = 0;
    while (empty == 0 || System.nanoTime() - empty < 500_000_000L) {
      long now = System.nanoTime();
      boolean waits = town.outboxes().stream().anyMatch(w -> w > 0);
      empty = waits ? 0 : empty == 0 ? now : empty;
      if (now - since > BACK_SECONDS * 1_000_000_000L) {
        return BACK_SECONDS;
      }
      Thread.sleep(100);
    }
    return (empty - since) / 1e9;
  }

  private interface Each {
    void accept(int node);
  }

  private void all(Each each) {
    IntStream.range(0, town.size()).forEach(each::accept);
  }

  private static long recorded(Crowd crowd) {
    return crowd.clients().stream()
        .mapToLong(c -> c.journal().all(Seen.Recorded.class).size())
        .sum();
  }
}
