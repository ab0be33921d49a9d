package org.evenkeel.check;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * As much of an XMPP client as a check needs: it signs in with a token, asks, and enters rooms, as
 * a browser with Jitsi's library does. All of it on one event loop; every wait has a deadline.
 */
final class Xmpp {
  private static final String FRAMING = "urn:ietf:params:xml:ns:xmpp-framing";
  private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
  private static final int MOST_KEPT = 1_000;

  private record Waiting(Predicate<Stanza> wanted, Promise<Stanza> promise) {}

  private final Vertx vertx;
  private final WebSocket socket;
  private final String domain;
  private final int patienceMs;
  private final List<Waiting> waiting = new ArrayList<>();
  private final List<Stanza> seen = new ArrayList<>();
  private String failure;

  /** Who it is after {@link #signIn}: the bound JID. */
  private String jid = "";

  private Xmpp(Vertx vertx, WebSocket socket, String domain, int patienceMs) {
    this.vertx = vertx;
    this.socket = socket;
    this.domain = domain;
    this.patienceMs = patienceMs;
    socket.textMessageHandler(this::hear);
    socket.closeHandler(v -> fail("the connection was closed"));
    socket.exceptionHandler(e -> fail("the connection broke"));
  }

  /**
   * @param token goes into the address, as Jitsi wants it; empty for none
   * @param client its messages' limit must bear a roster
   */
  static Future<Xmpp> connect(
      Vertx vertx,
      WebSocketClient client,
      URI service,
      String domain,
      Optional<String> token,
      int patienceMs) {
    boolean tls = service.getScheme().equals("wss");
    int port = service.getPort() > 0 ? service.getPort() : tls ? 443 : 80;
    String query =
        token.map(t -> "?token=" + URLEncoder.encode(t, StandardCharsets.UTF_8)).orElse("");
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost(service.getHost())
            .setPort(port)
            .setSsl(tls)
            .setURI(service.getRawPath() + query)
            .setSubProtocols(List.of("xmpp"));
    return client
        .connect(options)
        .timeout(patienceMs, TimeUnit.MILLISECONDS)
        .map(socket -> new Xmpp(vertx, socket, domain, patienceMs));
  }

  /**
   * @return whether it is signed in; of a refusal, why
   */
  Future<Optional<String>> signIn() {
    return opened()
        .compose(
            features ->
                ask(
                    "<auth xmlns='" + SASL + "' mechanism='ANONYMOUS'/>",
                    s -> s.name().equals("success") || s.name().equals("failure")))
        .compose(
            answer ->
                answer.name().equals("failure")
                    ? Future.succeededFuture(Optional.of(answer.why()))
                    : opened().compose(features -> bind()).map(Optional.empty()));
  }

  private Future<Stanza> opened() {
    return ask(
        "<open xmlns='" + FRAMING + "' to='" + Stanza.escape(domain) + "' version='1.0'/>",
        s -> s.name().equals("features"));
  }

  private Future<Stanza> bind() {
    return iq("set", domain, "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>", false)
        .map(
            answer -> {
              jid =
                  answer
                      .child("bind")
                      .flatMap(bind -> bind.child("jid"))
                      .map(found -> found.element().getTextContent())
                      .orElse("");
              return answer;
            });
  }

  String jid() {
    return jid;
  }

  /** Asks somebody, and gives the answer, be it an error. */
  Future<Stanza> iq(String type, String to, String payload) {
    return iq(type, to, payload, true);
  }

  private Future<Stanza> iq(String type, String to, String payload, boolean addressed) {
    String id = UUID.randomUUID().toString();
    String address = addressed ? " to='" + Stanza.escape(to) + "'" : "";
    return ask(
        "<iq xmlns='jabber:client' type='"
            + type
            + "' id='"
            + id
            + "'"
            + address
            + ">"
            + payload
            + "</iq>",
        s -> s.name().equals("iq") && s.get("id").equals(id));
  }

  /**
   * Enters a room.
   *
   * @return empty when it is in; of a refusal, why
   */
  Future<Optional<String>> join(String room, String nick) {
    String occupant = room + "/" + nick;
    return ask(
            "<presence xmlns='jabber:client' to='"
                + Stanza.escape(occupant)
                + "'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
            s -> s.name().equals("presence") && (isOwn(s) || isRefusal(s, room)))
        .map(s -> s.isError() ? Optional.of(s.why()) : Optional.empty());
  }

  private static boolean isRefusal(Stanza s, String room) {
    return s.isError() && s.get("from").startsWith(room);
  }

  /** The presence in which a room tells somebody of themselves. */
  static boolean isOwn(Stanza s) {
    return s.name().equals("presence") && !s.isError() && hasStatus(s, "110");
  }

  static boolean hasStatus(Stanza s, String code) {
    return s.child("x").stream()
        .flatMap(x -> x.children().stream())
        .anyMatch(c -> c.name().equals("status") && c.get("code").equals(code));
  }

  /** What has come so far, the oldest first. */
  List<Stanza> seen() {
    return List.copyOf(seen);
  }

  /** The first that comes from now on. */
  Future<Stanza> awaits(Predicate<Stanza> wanted) {
    if (failure != null) {
      return Future.failedFuture(failure);
    }
    Promise<Stanza> promise = Promise.promise();
    Waiting one = new Waiting(wanted, promise);
    waiting.add(one);
    return promise
        .future()
        .timeout(patienceMs, TimeUnit.MILLISECONDS)
        .onComplete(done -> waiting.remove(one));
  }

  void says(String text) {
    socket.writeTextMessage(text);
  }

  private Future<Stanza> ask(String text, Predicate<Stanza> wanted) {
    Future<Stanza> answer = awaits(wanted);
    if (failure == null) {
      says(text);
    }
    return answer;
  }

  private void hear(String text) {
    Stanza stanza;
    try {
      stanza = Stanza.parse(text);
    } catch (IllegalArgumentException notXml) {
      fail("what came is not XMPP");
      return;
    }
    if (seen.size() < MOST_KEPT) {
      seen.add(stanza);
    }
    if (stanza.name().equals("close")) {
      fail("the server closed the stream");
      return;
    }
    for (Waiting one : List.copyOf(waiting)) {
      if (one.wanted().test(stanza)) {
        waiting.remove(one);
        one.promise().tryComplete(stanza);
      }
    }
  }

  private void fail(String why) {
    if (failure == null) {
      failure = why;
      for (Waiting one : List.copyOf(waiting)) {
        one.promise().tryFail(why);
      }
      waiting.clear();
    }
  }

  Future<Void> leave(String room, String nick) {
    socket.writeTextMessage(
        "<presence xmlns='jabber:client' type='unavailable' to='"
            + Stanza.escape(room + "/" + nick)
            + "'/>");
    return close();
  }

  Future<Void> close() {
    return failure == null ? socket.close().otherwiseEmpty() : Future.succeededFuture();
  }
}
