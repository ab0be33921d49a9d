package org.evenkeel.testing;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.micrometer.PrometheusScrapingHandler;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.evenkeel.live.Ticket;
import org.evenkeel.live.TicketGrant;
import org.evenkeel.people.Passwords;
import org.evenkeel.people.SignIns;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Phase;
import org.evenkeel.room.SessionId;
import org.evenkeel.store.Database;
import org.evenkeel.store.DatabaseUrl;
import org.evenkeel.web.Health;
import org.evenkeel.web.MediaServer;
import org.evenkeel.web.Origins;
import org.evenkeel.web.Ports;
import org.evenkeel.web.Routes;
import org.evenkeel.web.WebServer;

/** The HTTP side of a node on a free port, without rooms: tickets are noted instead. */
public final class DoorFixture implements AutoCloseable {
  public static final String PASSWORD = "correct horse battery";
  public static final Instant NOW = Instant.parse("2026-03-02T18:00:00Z");

  public final List<TicketGrant> granted = new CopyOnWriteArrayList<>();
  public final Map<SessionId, Phase> phases = new ConcurrentHashMap<>();
  public final List<PersonId> readmitted = new CopyOnWriteArrayList<>();
  public volatile Function<PersonId, Future<Void>> readmissions = this::noteReadmission;
  public final Health health;
  public final String passwordHash;

  /** How the rooms answer when a ticket is asked for; a test may put another in its place. */
  public volatile Function<TicketGrant, Future<Ticket>> rooms = this::note;

  private final Map<String, String> cookies = new ConcurrentHashMap<>();
  private final Vertx vertx = Vertx.vertx();
  private final Router router;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile Instant now = NOW;

  public DoorFixture(TestDatabase db, Origins origins) throws Exception {
    this(db.parsed(), origins);
  }

  /**
   * @param url may lead nowhere
   */
  public DoorFixture(DatabaseUrl url, Origins origins) throws Exception {
    this(url, origins, vertx -> Optional.empty());
  }

  /**
   * @param mediaServer what stands beside it
   */
  public DoorFixture(
      DatabaseUrl url, Origins origins, Function<Vertx, Optional<MediaServer>> mediaServer)
      throws Exception {
    Database database = Database.connect(vertx, url);
    health = new Health(database);
    Passwords passwords = new Passwords(vertx);
    passwordHash = await(passwords.hash(PASSWORD));
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now;
          }
        };
    Handler<RoutingContext> empty = ctx -> ctx.json(new JsonObject());
    Ports ports =
        new Ports(
            ids -> Future.succeededFuture(phases),
            grant -> rooms.apply(grant),
            (session, person) -> readmissions.apply(person),
            request -> request.response().setStatusCode(404).end(),
            Map.of("attendance", empty, "attendanceCsv", empty),
            PrometheusScrapingHandler.create(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)),
            mediaServer.apply(vertx));
    Routes routes =
        new Routes(
            vertx,
            database,
            new SignIns(database, passwords, clock),
            origins,
            health,
            ports,
            clock);
    router = await(routes.open());
    server = await(WebServer.listen(vertx, router, "127.0.0.1", 0, "NONE"));
  }

  public Future<Void> noteReadmission(PersonId person) {
    readmitted.add(person);
    return Future.succeededFuture();
  }

  /** Notes whom a ticket is asked for, and gives one. */
  public Future<Ticket> note(TicketGrant grant) {
    granted.add(grant);
    return Future.succeededFuture(new Ticket("t-" + granted.size(), now.plusSeconds(30)));
  }

  /** All that the port answers. */
  public Router router() {
    return router;
  }

  /** From now on it is this time for the server. */
  public void timeIs(Instant time) {
    now = time;
  }

  public int port() {
    return server.port();
  }

  public HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  public HttpResponse<String> post(String path, JsonObject body, String... headers) {
    return send("POST", path, body.encode(), headers);
  }

  public HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null && !List.of(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(method + " " + path, e);
    }
  }

  /** Sends a request line and headers just as they are, and returns all that comes back. */
  public String raw(String... lines) {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      String request = String.join("\r\n", lines) + "\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(lines[0], e);
    }
  }

  public HttpResponse<String> signIn(String email, String password, String... headers) {
    return post(
        "/api/sign-in", new JsonObject().put("email", email).put("password", password), headers);
  }

  /** The cookie of somebody who has signed in once and stays so, as a header's value. */
  public String as(String email) {
    return cookies.computeIfAbsent(email, this::cookieOf);
  }

  /** The cookie of somebody who signs in now, as a header's value. */
  public String cookieOf(String email) {
    HttpResponse<String> answer = signIn(email, PASSWORD);
    if (answer.statusCode() != 200) {
      throw new AssertionError("sign-in: " + answer.statusCode() + " " + answer.body());
    }
    return cookie(answer);
  }

  public static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
  }

  /** The last word of the problem's type. */
  public static String code(HttpResponse<String> answer) {
    if (!"application/problem+json"
        .equals(answer.headers().firstValue("Content-Type").orElse(""))) {
      throw new AssertionError("not a problem: " + answer.statusCode() + " " + answer.body());
    }
    JsonObject problem = new JsonObject(answer.body());
    if (problem.getInteger("status") != answer.statusCode()) {
      throw new AssertionError("two statuses: " + answer.statusCode() + " " + answer.body());
    }
    return problem.getString("type").replace("urn:evenkeel:problem:", "");
  }

  public static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    client.shutdownNow();
    try {
      vertx.close().await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("it did not close within 20 s", e);
    }
  }
}
