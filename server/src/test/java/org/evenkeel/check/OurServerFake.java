package org.evenkeel.check;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * FAKE of our own server, as Jitsi's parts see it: keys, reservations, the door, the events, and a
 * rehearsal. It can be told to misbehave.
 */
final class OurServerFake implements Rehearsal, AutoCloseable {
  static final String ROOM = "0123456789abcdef0123456789abcdef";
  static final String OTHER = "fedcba9876543210fedcba9876543210";
  static final String NOWHERE = "00000000000000000000000000000000";

  /** How the door answers. */
  enum Mood {
    RIGHT,
    SILENT,
    BROKEN,
    NONSENSE
  }

  final TestTokens tokens = new TestTokens();

  /** Another key pair, for orders. */
  private final TestTokens orders = new TestTokens();

  final Set<String> seated = ConcurrentHashMap.newKeySet();
  final List<JsonObject> joins = new CopyOnWriteArrayList<>();
  final List<JsonObject> events = new CopyOnWriteArrayList<>();
  final Set<String> booked = ConcurrentHashMap.newKeySet();
  volatile Mood mood = Mood.RIGHT;

  /** A server that forgets whom it threw out, and what was used. */
  volatile boolean forgets;

  /** By so much its clock is ahead. */
  volatile Duration ahead = Duration.ZERO;

  volatile URI control;

  private final Set<String> spent = ConcurrentHashMap.newKeySet();
  private final HttpServer server;
  private final HttpClient client;

  OurServerFake(Vertx vertx) {
    booked.add(ROOM);
    server = vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1").await();
    client = vertx.createHttpClient();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private void answer(HttpServerRequest request) {
    if (request.path().equals("/jitsi/keys/" + TestTokens.file())) {
      request.response().end(tokens.pem());
      return;
    }
    if (request.path().equals("/jitsi/control-keys/" + TestTokens.file())) {
      request.response().end(orders.pem());
      return;
    }
    if (!("Bearer " + DebianProsody.SECRET).equals(request.getHeader("Authorization"))) {
      request.response().setStatusCode(401).end();
      return;
    }
    request.body().onSuccess(body -> hear(request, body.toString()));
  }

  private void hear(HttpServerRequest request, String body) {
    switch (request.path()) {
      case "/jitsi/joins" -> door(request, new JsonObject(body));
      case "/jitsi/reservations/conference" -> reserve(request, body);
      default -> {
        if (request.path().startsWith("/jitsi/events/")) {
          events.add(new JsonObject(body).put("path", request.path()));
          request.response().end();
        } else {
          request.response().setStatusCode(404).end();
        }
      }
    }
  }

  private void reserve(HttpServerRequest request, String form) {
    String name = form.replaceAll(".*name=([0-9a-f]+).*", "$1");
    if (booked.contains(name)) {
      request.response().end(new JsonObject().put("id", name).put("name", name).encode());
    } else {
      request
          .response()
          .setStatusCode(403)
          .end(new JsonObject().put("message", "No such session").encode());
    }
  }

  private void door(HttpServerRequest request, JsonObject join) {
    joins.add(join);
    switch (mood) {
      case SILENT -> {}
      case BROKEN -> request.response().setStatusCode(500).end();
      case NONSENSE -> request.response().end("\"allow\"");
      case RIGHT -> {
        boolean in =
            forgets
                || seated.contains(join.getString("person"))
                    && spent.add(join.getString("tokenId"));
        request
            .response()
            .end(new JsonObject().put("allow", in).put("reason", in ? "" : "Not seated").encode());
      }
    }
  }

  @Override
  public Future<Stage> open() {
    seated.add("p1");
    seated.add("p2");
    seated.add("p3");
    Map<Pass, String> passes = new EnumMap<>(Pass.class);
    passes.put(Pass.FIRST, tokens.sign(TestTokens.claims("p1", ROOM)));
    passes.put(Pass.SECOND, tokens.sign(TestTokens.claims("p2", ROOM)));
    passes.put(Pass.AGAIN, tokens.sign(TestTokens.claims("p2", ROOM)));
    JsonObject leader = TestTokens.claims("p3", ROOM);
    leader.getJsonObject("context").getJsonObject("user").put("affiliation", "owner");
    passes.put(Pass.LEADER, tokens.sign(leader));
    passes.put(Pass.ELSEWHERE, tokens.sign(TestTokens.claims("p1", OTHER)));
    JsonObject over = TestTokens.claims("p1", ROOM);
    passes.put(Pass.EXPIRED, tokens.sign(over.put("exp", over.getLong("iat") - 60)));
    passes.put(Pass.ANYWHERE, tokens.sign(TestTokens.claims("p1", "*")));
    passes.put(Pass.DENIED, tokens.sign(TestTokens.claims("p1", NOWHERE)));
    return Future.succeededFuture(
        new Stage(
            DebianProsody.DOMAIN,
            DebianProsody.MUC,
            DebianProsody.FOCUS,
            ROOM,
            NOWHERE,
            Instant.now().plus(ahead),
            passes));
  }

  @Override
  public Future<String> published(String kid) {
    return kid.equals(TestTokens.KID)
        ? Future.succeededFuture(tokens.pem())
        : Future.failedFuture("there is no such key");
  }

  @Override
  public Future<Void> removeSecond(Stage stage, String nick) {
    seated.remove("p2");
    return client
        .request(
            HttpMethod.PUT,
            control.getPort(),
            control.getHost(),
            "/kick-participant?room=" + stage.room())
        .compose(
            request ->
                request
                    .putHeader("Content-Type", "application/json")
                    .putHeader(
                        "Authorization",
                        "Bearer " + orders.sign(TestTokens.claims("p2", stage.room())))
                    .send(new JsonObject().put("participantId", nick).encode()))
        .compose(
            response ->
                response.statusCode() == 200
                    ? Future.succeededFuture()
                    : Future.failedFuture("the kick was answered " + response.statusCode()));
  }

  /**
   * Orders the end of the media room.
   *
   * @return how it was answered
   */
  Future<Integer> end() {
    return client
        .request(
            HttpMethod.POST,
            control.getPort(),
            control.getHost(),
            "/end-meeting?conference=" + ROOM + "@" + DebianProsody.MUC)
        .compose(
            request ->
                request
                    .putHeader(
                        "Authorization", "Bearer " + orders.sign(TestTokens.claims("p1", ROOM)))
                    .send())
        .map(HttpClientResponse::statusCode);
  }

  @Override
  public Future<Integer> count(Stage stage) {
    return client
        .request(HttpMethod.GET, control.getPort(), control.getHost(), "/room-census")
        .compose(request -> request.send())
        .compose(response -> response.body())
        .map(
            body ->
                body.toJsonObject().getJsonArray("room_census").stream()
                    .map(JsonObject.class::cast)
                    .filter(room -> room.getString("room_name").startsWith(stage.room() + "@"))
                    .mapToInt(room -> room.getInteger("participants"))
                    .sum());
  }

  @Override
  public Future<Void> end(Stage stage) {
    return end()
        .compose(
            status ->
                status == 200
                    ? Future.succeededFuture()
                    : Future.failedFuture("the end was answered " + status));
  }

  @Override
  public Future<Void> close(Stage stage) {
    return Future.succeededFuture();
  }

  @Override
  public void close() {
    client.close().await();
    server.close().await();
  }
}
