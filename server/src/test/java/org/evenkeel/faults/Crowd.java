package org.evenkeel.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The people of one scenario: they come, they are done things to, they go, and are asked. */
final class Crowd {
  private static final long LOAD_MS = 2_000;

  private final Town town;
  private final List<Census.Group> groups = new ArrayList<>();
  private final List<Client> clients = new CopyOnWriteArrayList<>();
  private final List<Instant> faults = new ArrayList<>();
  private final Random chance;
  private long talking = -1;

  private Crowd(Town town, long seed) {
    this.town = town;
    this.chance = new Random(seed);
  }

  /** New rooms with new people, spread over the nodes; all in their seats. */
  static Crowd gather(Town town, int rooms, int each, long seed) throws Exception {
    return gather(town, rooms, each, 0, seed);
  }

  /**
   * @param later how many of each room do not come yet
   */
  static Crowd gather(Town town, int rooms, int each, int later, long seed) throws Exception {
    Crowd crowd = new Crowd(town, seed);
    crowd.groups.addAll(town.census().groups(rooms, each));
    crowd.groups.forEach(group -> crowd.come(group.people().getFirst(), town.gates()));
    crowd.awaitAll("the hosts are in", 60);
    for (Census.Group group : crowd.groups) {
      group.people().stream()
          .skip(1)
          .limit(each - 1L - later)
          .forEach(p -> crowd.come(p, town.gates()));
    }
    crowd.awaitAll("everybody is in", 60);
    crowd.load(LOAD_MS);
    return crowd;
  }

  /** Another room, whose people all come at once, and are not waited for. */
  void add(Census.Group group) {
    groups.add(group);
    group.people().forEach(person -> come(person, town.gates()));
  }

  /** One more device of somebody. */
  Client come(Person who, List<Integer> gates) {
    Client client =
        new Client(town.phones(), who, gates, chance.nextInt(gates.size()), chance.nextLong());
    clients.add(client);
    client.start();
    return client;
  }

  /** The first device of somebody. */
  Client of(Person who) {
    return clients.stream().filter(c -> c.who().equals(who)).findFirst().orElseThrow();
  }

  List<Client> clients() {
    return List.copyOf(clients);
  }

  List<Census.Group> groups() {
    return List.copyOf(groups);
  }

  Random chance() {
    return chance;
  }

  /** Everybody says something each so many milliseconds, sooner or later; 0 to be quiet. */
  void load(long everyMs) {
    if (talking >= 0) {
      town.vertx().cancelTimer(talking);
      talking = -1;
    }
    if (everyMs > 0) {
      long slice = 20;
      double share = slice / (double) everyMs;
      talking =
          town.vertx()
              .setPeriodic(
                  slice,
                  t ->
                      clients.stream()
                          .filter(c -> ThreadLocalRandom.current().nextDouble() < share)
                          .forEach(Client::say));
    }
  }

  /** How long each answer took since {@link #forgetWaits}, in seconds, the shortest first. */
  double[] waits() {
    return clients.stream()
        .flatMap(c -> c.journal().waits().stream())
        .mapToDouble(seconds -> seconds)
        .sorted()
        .toArray();
  }

  void forgetWaits() {
    clients.forEach(c -> c.journal().waits().clear());
  }

  /** Something is done now. */
  void fault() {
    faults.add(Journal.now());
  }

  /** Whoever is on that node has lost their path, whether they know it or not. */
  void cut(int node, Seen.Way way) {
    clients.stream().filter(c -> c.gate() == node).forEach(c -> c.cut(way));
  }

  void awaitAll(String what, int seconds) throws Exception {
    await(what, seconds, () -> clients.stream().allMatch(c -> c.joined() || c.finished()));
  }

  /** So many of those who come by that node are in; others are on their way. */
  void awaitShare(double share, int node, int seconds) throws Exception {
    await(
        share + " of those on node " + node + " are in",
        seconds,
        () -> {
          List<Client> there = clients.stream().filter(c -> c.gate() == node).toList();
          return there.stream().filter(Client::joined).count() >= share * there.size();
        });
  }

  /** The same, but whoever does not come back is for the oracle to find. */
  void awaitAllBack(int seconds) throws Exception {
    awaitAllBack(seconds, client -> true);
  }

  /**
   * @param who is waited for
   */
  void awaitAllBack(int seconds, Predicate<Client> who) throws Exception {
    try {
      await(
          "everybody is back",
          seconds,
          () -> clients.stream().filter(who).allMatch(c -> c.joined() || c.finished()));
    } catch (AssertionError stillAway) {
      System.err.println(stillAway.getMessage());
    }
  }

  private void await(String what, int seconds, BooleanSupplier done) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {

        throw new AssertionError("not within " + seconds + " s: " + what + "; " + troubles());
      }
      Thread.sleep(20);
    }
  }

  private Map<String, Long> troubles() {
    return clients.stream()
        .filter(c -> !c.joined())
        .flatMap(c -> c.journal().all(Seen.Refused.class).stream())
        .collect(Collectors.groupingBy(Seen.Refused::why, Collectors.counting()));
  }

  /** Everybody goes; then the oracle speaks. */
  List<Finding> judge(String fault, Limits limits) throws Exception {
    load(0);
    Thread.sleep(2_000);
    Instant until = Journal.now();
    int unequal = unequalRooms();
    clients.forEach(Client::leave);
    CompletableFuture.allOf(clients.stream().map(Client::over).toArray(CompletableFuture[]::new))
        .get(30, TimeUnit.SECONDS);
    double flushed = awaitClosed(45);
    Books books = Books.read(town.database().parsed(), healthyGate(), groups);
    List<Journal> journals = clients.stream().map(Client::journal).toList();
    List<Instant> when = faults.isEmpty() ? List.of(until.minusSeconds(2)) : faults;
    List<Finding> findings =
        new ArrayList<>(
            new Oracle(fault, journals, books, when, until, Journal.now()).judge(limits));
    findings.add(Finding.of(fault, "I9 rooms that differ at the end", 0, unequal, ""));
    findings.add(Finding.of(fault, "ledger complete after the last left", 45, flushed, "s"));
    findings.add(failed(fault, journals));
    findings.add(refused(fault, journals));
    findings.forEach(System.out::println);
    return findings;
  }

  private Finding failed(String fault, List<Journal> journals) {
    long failed = failed();
    long answered = journals.stream().mapToLong(Journal::answers).sum();
    Map<String, Long> why =
        journals.stream()
            .flatMap(j -> j.all(Seen.Failed.class).stream())
            .collect(Collectors.groupingBy(Seen.Failed::code, Collectors.counting()));
    return new Finding(
        fault,
        "commands failed, of " + (failed + answered),
        Double.MAX_VALUE,
        failed,
        "",
        why.toString());
  }

  /** How many commands were refused, or never answered; all there were, once it is judged. */
  long failed() {
    return clients.stream().mapToLong(c -> c.journal().all(Seen.Failed.class).size()).sum();
  }

  private static Finding refused(String fault, List<Journal> journals) {
    Map<String, Long> why =
        journals.stream()
            .flatMap(j -> j.all(Seen.Refused.class).stream())
            .collect(Collectors.groupingBy(Seen.Refused::why, Collectors.counting()));
    double tries = why.values().stream().mapToLong(Long::longValue).sum();
    String detail = why.toString();
    return new Finding(
        fault,
        "tries to come in that were refused",
        Double.MAX_VALUE,
        tries,
        "",
        detail.substring(0, Math.min(400, detail.length())));
  }

  private int unequalRooms() throws Exception {
    Map<String, List<Client>> rooms =
        clients.stream()
            .filter(Client::joined)
            .collect(Collectors.groupingBy(c -> c.who().session()));
    int unequal = 0;
    for (List<Client> room : rooms.values()) {
      Set<String> texts = new HashSet<>();
      for (Client client : room) {
        texts.add(client.roomText().get(5, TimeUnit.SECONDS));
      }
      unequal += texts.size() > 1 ? 1 : 0;
    }
    return unequal;
  }

  /** Every stay that the ledger knows of has its end there; how long that took. */
  private double awaitClosed(int seconds) throws Exception {
    long since = System.nanoTime();
    List<String> sessions = groups.stream().map(Census.Group::session).toList();
    while (true) {
      List<Books.Fact> facts = Books.facts(town.database().parsed(), sessions);
      Set<String> open = seats(facts, f -> f.kind().equals("joined"));
      open.removeAll(seats(facts, f -> f.kind().equals("left") || f.seq() < 0));
      double took = Spans.seconds(Duration.ofNanos(System.nanoTime() - since));
      if (open.isEmpty()) {
        return took;
      }
      if (took > seconds) {
        tellOfTheOpen(facts, open);
        return took;
      }
      Thread.sleep(200);
    }
  }

  /** What is in the ledger of a room with a stay that nothing ended, and what waits elsewhere. */
  private void tellOfTheOpen(List<Books.Fact> facts, Set<String> open) throws Exception {
    System.err.println("open seats: " + open.size() + ", " + town.outboxes() + " wait per node");
    String session =
        facts.stream()
            .filter(f -> f.seat() != null && open.contains(f.seat()))
            .findFirst()
            .orElseThrow()
            .session();
    facts.stream()
        .filter(f -> f.session().equals(session))
        .forEach(
            f ->
                System.err.printf(
                    "%s %s %d %s %s %s%n",
                    f.at(), f.life(), f.seq(), f.kind(), f.seat(), open.contains(f.seat())));
  }

  private static Set<String> seats(List<Books.Fact> facts, Predicate<Books.Fact> which) {
    return facts.stream().filter(which).map(Books.Fact::seat).collect(Collectors.toSet());
  }

  private int healthyGate() {
    for (int i = 0; i < town.size(); i++) {
      if (town.ready(i)) {
        return town.gates().get(i);
      }
    }
    throw new AssertionError("no node is ready");
  }
}
