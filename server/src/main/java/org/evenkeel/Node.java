package org.evenkeel;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.ext.web.RoutingContext;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.PrometheusScrapingHandler;
import io.vertx.micrometer.VertxPrometheusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.evenkeel.attendance.AttendanceRoutes;
import org.evenkeel.attendance.AttendanceStore;
import org.evenkeel.attendance.CreditRule;
import org.evenkeel.attendance.LedgerWriter;
import org.evenkeel.attendance.Recovery;
import org.evenkeel.attendance.Viewer;
import org.evenkeel.live.Live;
import org.evenkeel.live.LiveOptions;
import org.evenkeel.media.Mesh;
import org.evenkeel.people.Passwords;
import org.evenkeel.people.SignIns;
import org.evenkeel.schedule.Demo;
import org.evenkeel.store.DataFolder;
import org.evenkeel.store.Database;
import org.evenkeel.store.DatabaseUrl;
import org.evenkeel.store.EmbeddedDatabase;
import org.evenkeel.store.Migrations;
import org.evenkeel.store.NodeLease;
import org.evenkeel.web.Authentication;
import org.evenkeel.web.Health;
import org.evenkeel.web.Origins;
import org.evenkeel.web.Ports;
import org.evenkeel.web.Routes;
import org.evenkeel.web.WebServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of one node: started in order, stopped in the opposite one. */
final class Node implements AutoCloseable {
  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 5;
  private static final int DRAIN_SECONDS = 12;
  private static final int CONNECT_ATTEMPTS = 10;
  private static final int FENCED = 75;
  private static final String CLUSTER = "evenkeel";
  private static final String LOOPBACK = "127.0.0.1";
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final Settings settings;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private WebServer http;

  private Node(Settings settings) {
    this.settings = settings;
  }

  /** Blocks until people can come, or fails with what is in the way. */
  static Node start(Settings settings) throws Exception {
    Node node = new Node(settings);
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
    HazelcastInstance grid = grid();
    started.push(grid::shutdown);
    Vertx vertx = await(vertx(grid, metrics), START_SECONDS);
    started.push(() -> await(vertx.close(), STOP_SECONDS));
    Database database = Database.connect(vertx, url);
    started.push(() -> await(database.close(), STOP_SECONDS));
    await(database.reachable(CONNECT_ATTEMPTS), START_SECONDS);

    Passwords passwords = new Passwords(vertx);
    if (settings.demo()) {
      await(new Demo(database, CLOCK).fill(passwords::hash), START_SECONDS);
    }
    int port = settings.httpPort() == 0 ? freePort() : settings.httpPort();
    Origins origins = settings.origins(port);
    Live live = live(vertx, grid, database, origins);
    gauges(metrics, live);

    Health health = new Health(database);
    SignIns signIns = new SignIns(database, passwords, CLOCK);
    Routes routes =
        new Routes(
            vertx, database, signIns, origins, health, ports(live, database, metrics), CLOCK);
    open(vertx, routes, port);
    started.push(() -> await(live.drain(), DRAIN_SECONDS));
    health.started();
    started.push(health::draining);
  }

  private HazelcastInstance grid() {
    return Hazelcast.newHazelcastInstance(Live.gridAlone(CLUSTER));
  }

  /** The rooms, with their way to the ledger, and what was left open by nodes that died. */
  private Live live(Vertx vertx, HazelcastInstance grid, Database database, Origins origins)
      throws Exception {
    String name = "node-" + UUID.randomUUID();
    NodeLease lease = new NodeLease(database.pool());
    await(lease.register(name), START_SECONDS);
    Mesh mesh = new Mesh(settings.ice().servers(), settings.ice().turnSecret(), CLOCK);
    LedgerWriter ledger = new LedgerWriter(database.pool());
    Promise<Live> starting = Promise.promise();
    vertx.runOnContext(
        ignored ->
            starting.complete(
                Live.start(
                    vertx,
                    grid,
                    name,
                    LiveOptions.standard(origins.allowed()),
                    CLOCK,
                    ledger::write,
                    mesh::offerTo)));
    Live live = await(starting.future(), START_SECONDS);
    Heartbeat heartbeat = new Heartbeat(vertx, lease, name, live::lifeProof, this::fenced);
    heartbeat.start();
    started.push(() -> await(heartbeat.stop(), STOP_SECONDS));
    new Aftercare(vertx, new Recovery(database.pool()), live).start();
    return live;
  }

  private void fenced() {
    LOG.error("this node was taken for dead while it did not answer: it stops now");
    Thread.ofPlatform().name("fenced").start(() -> System.exit(FENCED));
  }

  private static Ports ports(Live live, Database database, PrometheusMeterRegistry metrics) {
    AttendanceRoutes attendance =
        new AttendanceRoutes(
            new AttendanceStore(database.pool()), CreditRule.DEFAULT, Node::viewer);
    return new Ports(
        live::phases,
        live::issue,
        router -> router.route("/live").handler(ctx -> live.endpoint(ctx.request())),
        Map.of("attendance", attendance.json(), "attendanceCsv", attendance.csv()),
        PrometheusScrapingHandler.create(metrics));
  }

  private static Optional<Viewer> viewer(RoutingContext ctx) {
    return Authentication.of(ctx).map(who -> new Viewer(who.id(), who.staffOf()));
  }

  private static void gauges(PrometheusMeterRegistry metrics, Live live) {
    Gauge.builder("evenkeel.live.sockets", live, Live::sockets)
        .description("Open live connections of this node")
        .register(metrics);
    Gauge.builder("evenkeel.live.outbox", live, Live::outboxSize)
        .description("Attendance events that wait for the ledger on this node")
        .register(metrics);
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
                .compose(
                    router ->
                        WebServer.listen(
                            vertx, router, settings.bind(), port, "EVENKEEL_HTTP_PORT")),
            START_SECONDS);
    started.push(() -> await(http.close(), STOP_SECONDS));
  }

  private static Future<Vertx> vertx(HazelcastInstance grid, PrometheusMeterRegistry metrics) {
    VertxOptions options =
        new VertxOptions()
            .setEventBusOptions(new EventBusOptions().setHost(LOOPBACK))
            .setMetricsOptions(
                new MicrometerMetricsOptions()
                    .setEnabled(true)
                    .setJvmMetricsEnabled(true)
                    .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true)));
    return Vertx.builder()
        .with(options)
        .withMetrics(new MicrometerMetricsFactory(metrics))
        .withClusterManager(new HazelcastClusterManager(grid))
        .buildClustered();
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
