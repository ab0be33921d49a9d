package org.evenkeel.faults;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.store.DatabaseUrl;
import org.evenkeel.testing.NodeProcess;
import org.evenkeel.testing.TestDatabase;

/** Some real nodes on one PostgreSQL, each with a wire to it that can be made bad. */
final class Town implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Land land;
  private final Path folder;
  private final TestDatabase database;
  private final Census census;
  private final Phones phones;
  private final List<Slot> slots = new ArrayList<>();

  /** One place for a node; it keeps its ports whatever runs there. */
  private static final class Slot {
    private final int http;
    private final int cluster;
    private final Wire toDatabase;
    private final Wire gate;
    private NodeProcess node;

    /**
     * @param gate where clients reach it; null where they do so directly
     */
    private Slot(int http, int cluster, Wire toDatabase, Wire gate) {
      this.http = http;
      this.cluster = cluster;
      this.toDatabase = toDatabase;
      this.gate = gate;
    }

    private int door() {
      return gate == null ? http : gate.port();
    }
  }

  private Town(Land land, Path folder, TestDatabase database) {
    this.land = land;
    this.folder = folder;
    this.database = database;
    this.census = new Census(database);
    this.phones = Phones.on(vertx);
  }

  static Town open(int nodes, Path folder, TestDatabase database) throws Exception {
    return open(nodes, folder, database, Land.LOOPBACK);
  }

  static Town open(int nodes, Path folder, TestDatabase database, Land land) throws Exception {
    Town town = new Town(land, folder, database);
    try {
      for (int i = 0; i < nodes; i++) {
        town.slots.add(town.slot(i));
      }
      for (int i = 0; i < nodes; i++) {
        town.launch(i);
      }
      for (int i = 0; i < nodes; i++) {
        town.awaitReady(i, 120);
      }
      return town;
    } catch (Exception | Error e) {
      town.close();
      throw e;
    }
  }

  private Slot slot(int i) throws Exception {
    DatabaseUrl url = database.parsed();
    int http = NodeProcess.freePort();
    return new Slot(
        http,
        NodeProcess.freePort(),
        Wire.to(vertx, url.host(), url.port(), land.harness()),
        land == Land.LOOPBACK ? null : Wire.to(vertx, land.host(i), http));
  }

  Vertx vertx() {
    return vertx;
  }

  Phones phones() {
    return phones;
  }

  Census census() {
    return census;
  }

  TestDatabase database() {
    return database;
  }

  int size() {
    return slots.size();
  }

  /** Where each node is, for clients. */
  List<Integer> gates() {
    return slots.stream().map(Slot::door).toList();
  }

  /** What the processors have done for all nodes that run. */
  Duration cpu() {
    return slots.stream()
        .map(slot -> ProcessHandle.of(slot.node.pid()).orElseThrow())
        .map(node -> node.info().totalCpuDuration().orElseThrow())
        .reduce(Duration.ZERO, Duration::plus);
  }

  NodeProcess node(int i) {
    return slots.get(i).node;
  }

  Wire toDatabase(int i) {
    return slots.get(i).toDatabase;
  }

  /** Starts what is to run in a place, and does not wait for it. */
  void launch(int i) throws IOException {
    Slot slot = slots.get(i);
    DatabaseUrl url = database.parsed();
    Map<String, String> settings = new HashMap<>(land.settings(i));
    settings.put("EVENKEEL_HTTP_PORT", Integer.toString(slot.http));
    settings.put(
        "EVENKEEL_DATABASE_URL",
        new DatabaseUrl(
                land.harness(), slot.toDatabase.port(), url.name(), url.user(), url.password())
            .reveal());
    if (slots.size() > 1) {
      settings.put("EVENKEEL_CLUSTER_BIND", land.host(i));
      settings.put("EVENKEEL_CLUSTER_PORT", Integer.toString(slot.cluster));
      settings.put(
          "EVENKEEL_CLUSTER_MEMBERS",
          IntStream.range(0, slots.size())
              .mapToObj(n -> land.host(n) + ":" + slots.get(n).cluster)
              .collect(Collectors.joining(",")));
    }
    slot.node = NodeProcess.launch(folder.resolve("node-" + i), land.prefix(i), settings);
  }

  /** Whether it would take people now. */
  boolean ready(int i) {
    try {
      String door = "http://127.0.0.1:" + slots.get(i).door() + "/health/ready";
      return Ask.get(door, null, 2).statusCode() == 200;
    } catch (IOException | TimeoutException notNow) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many attendance events wait for the ledger, by the gauge of each node that is open. */
  List<Double> outboxes() throws Exception {
    List<Double> waiting = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      waiting.add(outbox(i));
    }
    return waiting;
  }

  private double outbox(int i) throws Exception {
    return gauge(i, "evenkeel_live_outbox");
  }

  /** How long it takes, in seconds, until no node says that the event bus misses another. */
  double untilTheBusIsWell(int seconds) throws Exception {
    long since = System.nanoTime();
    while (brokenLinks() > 0) {
      if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(seconds)) {
        return Double.MAX_VALUE;
      }
      Thread.sleep(100);
    }
    return (System.nanoTime() - since) / 1e9;
  }

  private double brokenLinks() throws Exception {
    double broken = 0;
    for (int i = 0; i < size(); i++) {
      broken += gauge(i, "evenkeel_cluster_broken_links");
    }
    return broken;
  }

  /** How many files and connections all nodes hold open. */
  long openFiles() throws IOException {
    long open = 0;
    for (Slot slot : slots) {
      try (Stream<Path> files = Files.list(Path.of("/proc", "" + slot.node.pid(), "fd"))) {
        open += files.count();
      }
    }
    return open;
  }

  private double gauge(int i, String name) throws Exception {
    try {
      return Ask.get(management(i, "metrics"), null, 2)
          .body()
          .lines()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    } catch (TimeoutException unknown) {
      return Double.POSITIVE_INFINITY;
    } catch (ConnectException notOpen) {
      return 0;
    } catch (IOException brokeOff) {
      return Double.POSITIVE_INFINITY;
    }
  }

  private String management(int i, String path) {
    return "http://%s:%d/%s".formatted(land.host(i), node(i).managementPort(), path);
  }

  /** How long it took. */
  Duration awaitReady(int i, int seconds) throws Exception {
    long since = System.nanoTime();
    while (!ready(i)) {
      if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(seconds)) {
        throw new AssertionError(
            "node " + i + " is not ready after " + seconds + " s: " + node(i).said());
      }
      Thread.sleep(50);
    }
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /** Whatever was done to the nodes, all of them run and take people afterwards. */
  void repair() throws Exception {
    for (int i = 0; i < size(); i++) {
      toDatabase(i).delay(0);
      toDatabase(i).pass();
      if (!node(i).isAlive()) {
        launch(i);
      }
    }
    for (int i = 0; i < size(); i++) {
      awaitReady(i, 120);
    }
  }

  @Override
  public void close() {
    for (Slot slot : slots) {
      try {
        if (slot.node != null) {
          slot.node.kill9();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      slot.toDatabase.close();
      if (slot.gate != null) {
        slot.gate.close();
      }
    }
    vertx.close();
  }
}
