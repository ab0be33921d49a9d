package org.evenkeel;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.evenkeel.attendance.Recovery;
import org.evenkeel.live.GridOptions;
import org.evenkeel.live.Live;
import org.evenkeel.live.LiveOptions;
import org.evenkeel.people.Passwords;
import org.evenkeel.people.SignIns;
import org.evenkeel.schedule.Demo;
import org.evenkeel.store.DataFolder;
import org.evenkeel.store.Database;
import org.evenkeel.store.DatabaseClock;
import org.evenkeel.store.DatabaseUrl;
import org.evenkeel.store.EmbeddedDatabase;
import org.evenkeel.store.Migrations;
import org.evenkeel.store.StartFailure;
import org.evenkeel.web.Health;
import org.evenkeel.web.Origins;
import org.evenkeel.web.Routes;
import org.evenkeel.web.WebServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of one node: started in order, stopped in the opposite one. */
final class Node implements AutoCloseable {
  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 5;

  /** Whoever asks our rooms for something waits from then until the grid has left. */
  private static final int HANDED_OVER_SECONDS = 1;

  private static final int DRAIN_SECONDS = 15;
  private static final long TO_BE_NOTICED_MS = 2_000;
  private static final int LEASE_CONNECTIONS = 2;
  private static final int CONNECT_ATTEMPTS = 10;
  private static final String CLUSTER = "evenkeel";
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final Settings settings;
  private final String name = "node-" + UUID.randomUUID();
  private final DatabaseClock clock = new DatabaseClock(Clock.systemUTC());
  private final Consumer<Node> yields;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private WebServer http;
  private HazelcastInstance grid;
  private Live live;
  private boolean open;
  private boolean outcast;

  private Node(Settings settings, Consumer<Node> yields) {
    this.settings = settings;
    this.yields = yields;
  }

  /**
   * Blocks until people can come, or fails with what is in the way.
   *
   * @param yields called once, with the node, when it must not go on as it is: others have taken
   *     its place. It is to be closed, and may be started anew
   */
  static Node start(Settings settings, Consumer<Node> yields) throws Exception {
    Node node = new Node(settings, yields);
    try {
      node.start();
      return node;
    } catch (Exception e) {
      node.close();
      throw e;
    }
  }

  private void start() throws Exception {
    DataFolder folder = DataFolder.take(settings.dataDir());
    started.push(folder);
    DatabaseUrl url = settings.database().orElse(null);
    if (url == null) {
      EmbeddedDatabase server = EmbeddedDatabase.start(folder.path());
      started.push(server);
      url = server.url();
    }
    Migrations.run(url);

    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    grid = Hazelcast.newHazelcastInstance(Live.grid(gridOptions()));
    started.push(this::leaveTheGrid);
    Vertx vertx = await(Wiring.vertx(grid, settings.cluster().bind(), metrics), START_SECONDS);
    started.push(() -> await(vertx.close(), HANDED_OVER_SECONDS));
    started.push(this::handTheRoomsOver);
    Database database = Database.connect(vertx, url);
    started.push(() -> await(database.close(), STOP_SECONDS));
    await(database.reachable(CONNECT_ATTEMPTS), START_SECONDS);

    // A node whose proof of life waited behind somebody's report would be taken for dead.
    Database leases = Database.connect(vertx, url, LEASE_CONNECTIONS, Duration.ofSeconds(3));
    started.push(() -> await(leases.close(), STOP_SECONDS));
    Database patient = Database.connect(vertx, url, 1, Recovery.LONGEST.plusSeconds(1));
    started.push(() -> await(patient.close(), STOP_SECONDS));

    Passwords passwords = new Passwords(vertx);
    if (settings.demo()) {
      await(new Demo(database, clock).fill(passwords::hash), START_SECONDS);
    }
    int port = settings.httpPort() == 0 ? freePort() : settings.httpPort();
    Origins origins = settings.origins(port);
    Engine engine =
        await(
            Engine.start(settings, vertx, grid, database, Wiring.tally(metrics), clock),
            START_SECONDS);
    started.push(() -> await(engine.stop(), STOP_SECONDS));
    // The lease's connection stands before it is needed: a database that is busy at the moment of
    // the start
    // is asked again, as above.
    await(leases.reachable(CONNECT_ATTEMPTS), START_SECONDS);
    Presence presence =
        await(
            Presence.start(
                vertx,
                grid,
                name,
                new Presence.Pools(database.pool(), leases.pool(), patient.pool()),
                clock,
                LiveOptions.standard(origins.allowed()),
                engine,
                this::mustYield),
            START_SECONDS);
    started.push(() -> await(presence.stop(), STOP_SECONDS));
    live = presence.live();
    engine.speaksBy(live, presence::isSilent);
    Wiring.gauges(metrics, live);
    engine.meters(metrics);

    Health health = new Health(database);
    health.settledBy(() -> presence.isSettled(grid));
    health.adriftBy(presence::isAdrift);
    SignIns signIns = new SignIns(database, passwords, clock);
    Routes routes =
        new Routes(
            vertx,
            database,
            signIns,
            origins,
            health,
            Wiring.ports(live, engine, database, metrics),
            clock);
    open(vertx, routes, port);
    started.push(this::sendEverybodyElsewhere);
    health.started();
    started.push(() -> announceTheEnd(health));
    if (!opened()) {
      throw new StartFailure("Others took this node for dead before it was open.");
    }
  }

  private GridOptions gridOptions() {
    Settings.Cluster cluster = settings.cluster();
    return new GridOptions(
        CLUSTER, name, cluster.bind(), cluster.port(), cluster.members(), cluster.service());
  }

  /**
   * Two may say so at the same time, the heartbeat and the watch: it is done once. A node that is
   * not open yet fails its start instead, and whoever starts it decides.
   */
  private void mustYield(String why) {
    boolean first;
    boolean wasOpen;
    synchronized (this) {
      first = !outcast;
      outcast = true;
      wasOpen = open;
    }
    if (first) {
      LOG.error("{}: it closes its connections and begins anew", why);
      if (wasOpen) {
        yields.accept(this);
      }
    }
  }

  private synchronized boolean opened() {
    open = !outcast;
    return open;
  }

  private synchronized boolean isOutcast() {
    return outcast;
  }

  private void sendEverybodyElsewhere() throws Exception {
    if (!isOutcast()) {
      await(live.drain(), DRAIN_SECONDS);
    }
  }

  private void handTheRoomsOver() throws Exception {
    if (live != null && !isOutcast()) {
      await(live.handOver(), STOP_SECONDS);
    }
  }

  /** The proxy must have seen it before people are sent away, or it sends them back here. */
  private void announceTheEnd(Health health) throws InterruptedException {
    health.draining();
    Settings.Cluster cluster = settings.cluster();
    boolean alone = cluster.members().isEmpty() && cluster.service().isEmpty();
    if (!alone && !isOutcast()) {
      Thread.sleep(TO_BE_NOTICED_MS);
    }
  }

  /** Whoever others have taken for dead has nothing to hand over. */
  private void leaveTheGrid() {
    if (isOutcast()) {
      grid.getLifecycleService().terminate();
    } else {
      grid.shutdown();
    }
  }

  private void open(Vertx vertx, Routes routes, int port) throws Exception {
    WebServer management =
        await(
            WebServer.listen(
                vertx,
                routes.management(),
                settings.bind(),
                settings.managementPort(),
                "EVENKEEL_MANAGEMENT_PORT"),
            START_SECONDS);
    started.push(() -> await(management.close(), STOP_SECONDS));
    http =
        await(
            routes
                .open()
                .map(routes::withLive)
                .compose(
                    router ->
                        WebServer.listen(
                            vertx, router, settings.bind(), port, "EVENKEEL_HTTP_PORT")),
            START_SECONDS);
    started.push(() -> await(http.close(), STOP_SECONDS));
  }

  /** Where people reach it. */
  String address() {
    return Optional.of(settings.publicUrls())
        .filter(urls -> !urls.isEmpty())
        .map(urls -> urls.getFirst().toString())
        .orElse("http://localhost:" + http.port());
  }

  /** Stops everything that was started, whatever happens to one part of it. */
  @Override
  public void close() {
    if (isOutcast() && live != null) {
      // Before all else, or the grid merges what this node believes into the others' rooms.
      started.push(grid.getLifecycleService()::terminate);
      started.push(() -> await(live.abandon(), STOP_SECONDS));
    }
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        System.err.println("evenkeel: one part did not stop in order: " + e.getClass().getName());
      }
    }
  }

  /** Chosen before the server listens, because the pages' origin has it in its name. */
  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static <T> T await(Future<T> future, int seconds) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
