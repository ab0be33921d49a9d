package org.evenkeel;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.PrometheusScrapingHandler;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.evenkeel.people.Passwords;
import org.evenkeel.people.SignIns;
import org.evenkeel.schedule.Demo;
import org.evenkeel.store.DataFolder;
import org.evenkeel.store.Database;
import org.evenkeel.store.DatabaseUrl;
import org.evenkeel.store.EmbeddedDatabase;
import org.evenkeel.store.Migrations;
import org.evenkeel.store.Problem;
import org.evenkeel.web.Health;
import org.evenkeel.web.Ports;
import org.evenkeel.web.Routes;
import org.evenkeel.web.WebServer;

/** The parts of one node: started in order, stopped in the opposite one. */
final class Node implements AutoCloseable {
  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 5;
  private static final int CONNECT_ATTEMPTS = 10;

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
    Vertx vertx = vertx(metrics);
    started.push(() -> await(vertx.close(), STOP_SECONDS));
    Database database = Database.connect(vertx, url);
    started.push(() -> await(database.close(), STOP_SECONDS));
    await(database.reachable(CONNECT_ATTEMPTS), START_SECONDS);

    Passwords passwords = new Passwords(vertx);
    if (settings.demo()) {
      await(
          passwords.hash(Demo.PASSWORD).compose(new Demo(database, Clock.systemUTC())::fill),
          START_SECONDS);
    }
    // Here the rooms and the ledger start; they supply what the Ports below leave open.
    Health health = new Health(database);
    Ports ports =
        new Ports(
            sessions -> Future.succeededFuture(Map.of()),
            grant ->
                Future.failedFuture(new Problem(503, "unavailable", "There are no rooms yet.")),
            router -> {},
            Map.of(),
            PrometheusScrapingHandler.create(metrics));
    SignIns signIns = new SignIns(database, passwords, Clock.systemUTC());
    int port = settings.httpPort() == 0 ? freePort() : settings.httpPort();
    Routes routes =
        new Routes(
            vertx, database, signIns, settings.origins(port), health, ports, Clock.systemUTC());
    open(vertx, routes, port);
    health.started();
    started.push(health::draining);
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

  private static Vertx vertx(PrometheusMeterRegistry metrics) {
    VertxOptions options =
        new VertxOptions()
            .setMetricsOptions(
                new MicrometerMetricsOptions()
                    .setEnabled(true)
                    .setJvmMetricsEnabled(true)
                    .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true)));
    return Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(metrics)).build();
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
