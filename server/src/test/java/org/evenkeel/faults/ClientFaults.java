package org.evenkeel.faults;

import java.util.ArrayList;
import java.util.List;

/** What happens to people's phones and networks; the nodes are well. */
final class ClientFaults {
  private static final int BACK_SECONDS = 45;

  private final Town town;
  private final int rooms;
  private final int each;
  private final long seed;

  ClientFaults(Town town, int rooms, int each, long seed) {
    this.town = town;
    this.rooms = rooms;
    this.each = each;
    this.seed = seed;
  }

  /** Somebody whose way to every node can be made bad. */
  private record Badly(Client client, List<Wire> wires) {
    void tear() {
      client.cut(Seen.Way.TORN);
      wires.forEach(Wire::refuse);
    }

    void swallow() {
      client.cut(Seen.Way.SILENT);
      wires.forEach(Wire::swallow);
    }

    void forsake() {
      client.cut(Seen.Way.SILENT);
      wires.forEach(Wire::forsake);
    }

    void mend() {
      wires.forEach(Wire::pass);
    }

    void close() {
      wires.forEach(Wire::close);
    }
  }

  private Badly comes(Crowd crowd, Person who, boolean thin) throws Exception {
    List<Wire> wires = new ArrayList<>();
    for (int port : town.gates()) {
      wires.add(
          thin
              ? Wire.thin(town.vertx(), "127.0.0.1", port)
              : Wire.to(town.vertx(), "127.0.0.1", port));
    }
    return new Badly(crowd.come(who, wires.stream().map(Wire::port).toList()), wires);
  }

  /** In each room one person more, with a bad network. */
  private List<Badly> oneInEachRoom(Crowd crowd, boolean thin) throws Exception {
    List<Badly> people = new ArrayList<>();
    for (Census.Group group : crowd.groups()) {
      people.add(comes(crowd, group.people().getLast(), thin));
    }
    crowd.awaitAll("those with a bad network are in", 30);
    return people;
  }

  /** F0, no fault at all: in each room one leaves by the button, and one closes the tab. */
  List<Finding> clean() throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, seed);
    Thread.sleep(3_000);
    for (Census.Group group : crowd.groups()) {
      crowd.of(group.people().getLast()).leave();
    }
    Thread.sleep(3_000);
    for (Census.Group group : crowd.groups()) {
      crowd.of(group.people().get(each - 2)).closeTab();
    }
    Thread.sleep(5_000);
    return crowd.judge("F0", Limits.KILL);
  }

  /** F10: the network of one in each room comes and goes. */
  List<Finding> flaky(int drops) throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, 1, seed);
    List<Badly> people = oneInEachRoom(crowd, false);
    crowd.load(2_000);
    for (int i = 0; i < drops; i++) {
      Thread.sleep(2_000 + crowd.chance().nextInt(3_000));
      people.forEach(Badly::tear);
      Thread.sleep(300 + crowd.chance().nextInt(2_500));
      people.forEach(Badly::mend);
      crowd.awaitAllBack(BACK_SECONDS);
    }
    Thread.sleep(2_000);
    crowd.fault();
    // They are away for 2.8 s at most by themselves, and the ladder adds a step.
    List<Finding> findings = new ArrayList<>(crowd.judge("F10", Limits.KILL.returning(8, 8)));
    people.forEach(Badly::close);
    double worst =
        findings.stream()
            .filter(f -> f.figure().equals(Oracle.WORST_PERSON))
            .mapToDouble(Finding::measured)
            .max()
            .orElseThrow();
    findings.add(
        Finding.of("F10", "I3 the same, mean of that person's drops", 2, worst / drops, "s"));
    return findings;
  }

  /**
   * F10 as well: one in each room has another network, and notices it before we notice that the old
   * connection is silent. The time in between is nobody's.
   */
  List<Finding> changedNetwork(int seconds) throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, 1, seed);
    List<Badly> people = oneInEachRoom(crowd, false);
    crowd.load(2_000);
    Thread.sleep(4_000);
    crowd.fault();
    people.forEach(Badly::forsake);
    Thread.sleep(seconds * 1_000L);
    people.forEach(p -> p.client().tear());
    crowd.awaitAllBack(BACK_SECONDS);
    Thread.sleep(8_000);
    List<Finding> findings =
        crowd.judge("F10 another network", Limits.KILL.returning(seconds + 4.0, seconds + 4.0));
    people.forEach(Badly::close);
    return findings;
  }

  /** F11: one in each room vanishes, and no kernel tells anybody. */
  List<Finding> halfOpen(int seconds) throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, 1, seed);
    // The connections by which they asked for their tickets are closed by then.
    Thread.sleep(15_000);
    long files = town.openFiles();
    List<Badly> people = oneInEachRoom(crowd, false);
    crowd.load(2_000);
    Thread.sleep(5_000);
    crowd.fault();
    people.forEach(Badly::swallow);
    Thread.sleep(15_000);
    long more = town.openFiles() - files;
    Thread.sleep(Math.max(0, seconds - 15) * 1_000L);
    people.forEach(Badly::mend);
    crowd.awaitAllBack(BACK_SECONDS);
    Thread.sleep(3_000);
    List<Finding> findings =
        new ArrayList<>(crowd.judge("F11", Limits.KILL.returning(seconds + 10.0, seconds + 10.0)));
    people.forEach(Badly::close);
    // Connections to the database come and go.
    findings.add(Finding.of("F11", "connections kept of the vanished, 15 s after", 6, more, ""));
    return findings;
  }

  /** F12: one in each room opens it again on another device, and again; leaving one is leaving. */
  List<Finding> severalTabs(int devices) throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, seed);
    crowd.fault();
    for (int i = 0; i < devices; i++) {
      for (Census.Group group : crowd.groups()) {
        crowd.come(group.people().getLast(), town.gates());
      }
      crowd.awaitAll("the other device is in", 30);
      Thread.sleep(2_000);
    }
    return crowd.judge("F12", Limits.KILL.shown(0));
  }

  /** F14: one in each room reads a thousand bytes a second. Nobody else notices. */
  List<Finding> slowReader(int seconds) throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, 1, seed);
    List<Badly> people = oneInEachRoom(crowd, true);
    crowd.load(200);
    crowd.fault();
    people.forEach(p -> p.wires().forEach(w -> w.slow(1_000)));
    Thread.sleep(seconds * 1_000L);
    people.forEach(p -> p.wires().forEach(w -> w.slow(0)));
    crowd.load(2_000);
    crowd.awaitAllBack(BACK_SECONDS);
    Thread.sleep(5_000);
    crowd.fault();
    List<Finding> findings =
        new ArrayList<>(crowd.judge("F14", Limits.KILL.returning(seconds, seconds)));
    people.forEach(Badly::close);
    return findings;
  }
}
