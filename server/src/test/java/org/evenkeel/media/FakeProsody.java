package org.evenkeel.media;

import static org.evenkeel.testing.RealDatabase.await;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A stand-in for the control side of Prosody: it answers as the modules of jitsi-meet do, by their
 * source. A kick that is refused, or is for a room that is not there, is answered 200 and changes
 * nothing: {@code mod_muc_kick_participant} returns an {@code error_code} that nobody reads.
 */
final class FakeProsody {
  static final String MUC = "muc.meet.jitsi";

  final Map<String, Set<String>> rooms = new ConcurrentHashMap<>();
  final List<String> orders = new CopyOnWriteArrayList<>();
  final List<JWTClaimsSet> tokens = new CopyOnWriteArrayList<>();
  volatile int failures;
  volatile boolean mute;
  volatile boolean withoutModules;
  private final MediaKey key;
  private final HttpServer server;

  /**
   * @param key whose public half it finds at the key server
   */
  FakeProsody(Vertx vertx, MediaKey key) {
    this.key = key;
    server = await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
  }

  JitsiSettings settings() {
    return new JitsiSettings(
        URI.create("https://meet.example.org"),
        "evenkeel",
        "meet.jitsi",
        MUC,
        URI.create("http://127.0.0.1:" + server.actualPort()),
        "s".repeat(32),
        Optional.empty());
  }

  void enters(String room, String nick) {
    rooms.computeIfAbsent(room, r -> ConcurrentHashMap.newKeySet()).add(nick);
  }

  boolean has(String room, String nick) {
    return rooms.getOrDefault(room, Set.of()).contains(nick);
  }

  void close() {
    await(server.close());
  }

  private void handle(HttpServerRequest request) {
    orders.add(request.method() + " " + request.path());
    HttpServerResponse response = request.response();
    if (mute) {
      return;
    }
    if (failures > 0) {
      failures--;
      response.setStatusCode(503).end();
      return;
    }
    if (withoutModules) {
      response.setStatusCode(404).end("<html>Not found</html>");
      return;
    }
    switch (request.method() + " " + request.path()) {
      case "GET /room-census" -> response.end(census());
      case "PUT /kick-participant" ->
          request.body().onSuccess(body -> kick(request, body.toJsonObject()));
      case "POST /end-meeting" -> end(request);
      default -> response.setStatusCode(404).end("<html>Not found</html>");
    }
  }

  private String census() {
    JsonArray all = new JsonArray();
    rooms.forEach(
        (room, nicks) ->
            all.add(
                new JsonObject()
                    .put("room_name", room + "@" + MUC)
                    .put("participants", nicks.size())
                    .put("created_time", 1_625_823_996_000L)
                    .put("leaked", false)));
    return new JsonObject().put("room_census", all).encode();
  }

  private void kick(HttpServerRequest request, JsonObject body) {
    HttpServerResponse response = request.response();
    if (!"application/json".equals(request.getHeader("Content-Type"))
        || body.getString("participantId") == null) {
      response.setStatusCode(400).end();
      return;
    }
    Set<String> room = rooms.get(request.getParam("room"));
    if (!isOurs(request) || room == null) {
      response.end();
      return;
    }
    response.setStatusCode(room.remove(body.getString("participantId")) ? 200 : 404).end();
  }

  private void end(HttpServerRequest request) {
    if (!isOurs(request)) {
      request.response().setStatusCode(401).end();
      return;
    }
    String conference = request.getParam("conference");
    boolean was = rooms.remove(conference.replace("@" + MUC, "")) != null;
    request.response().setStatusCode(was ? 200 : 404).end();
  }

  private boolean isOurs(HttpServerRequest request) {
    try {
      SignedJWT token =
          SignedJWT.parse(request.getHeader("Authorization").replaceFirst("^Bearer ", ""));
      tokens.add(token.getJWTClaimsSet());
      return token.verify(new RSASSAVerifier(key.publicKey()));
    } catch (Exception unreadable) {
      return false;
    }
  }
}
