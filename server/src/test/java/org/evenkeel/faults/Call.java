package org.evenkeel.faults;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * One try to come in, and the connection that it becomes: a ticket where one is needed, a socket,
 * the first frame. After {@link #drop} nothing of it is heard any more.
 */
final class Call {
  private static final long TICKET_MS = 5_000;
  private static final long WELCOME_MS = 8_000;
  private static final int NO_CODE = 1006;

  /** What becomes of it; each on the context that started it. */
  interface Events {
    /**
     * @param askedAt when the first frame was sent
     */
    void message(JsonObject message, Instant askedAt);

    /** It never became a connection. */
    void refused(String why);

    void closed(int code);

    /** It was given up or lost, and what it asked was never answered. */
    void unanswered(Instant askedAt);
  }

  private final Phones phones;
  private final Person who;
  private final int port;
  private final Events events;
  private WebSocket socket;
  private long deadline = -1;
  private boolean dropped;
  private Instant waiting;

  Call(Phones phones, Person who, int port, Events events) {
    this.phones = phones;
    this.who = who;
    this.port = port;
    this.events = events;
  }

  void resume(String token) {
    open(new JsonObject().put("type", "resume").put("resumeToken", token).put("version", 0));
  }

  void join() {
    phones
        .http()
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/api/live/tickets")
                .setTimeout(TICKET_MS)
                .putHeader("Cookie", "evenkeel=" + who.cookie())
                .putHeader("Content-Type", "application/json"))
        .compose(r -> r.send(new JsonObject().put("sessionId", who.session()).encode()))
        .compose(this::ticket)
        .timeout(TICKET_MS, TimeUnit.MILLISECONDS)
        .onSuccess(
            ticket -> {
              if (!dropped) {
                open(new JsonObject().put("type", "join").put("ticket", ticket));
              }
            })
        .onFailure(failure -> refused("no ticket: " + failure.getMessage()));
  }

  private Future<String> ticket(HttpClientResponse answer) {
    return answer
        .body()
        .map(
            body -> {
              if (answer.statusCode() != 201) {
                throw new IllegalStateException(Integer.toString(answer.statusCode()));
              }
              return new JsonObject(body).getString("ticket");
            });
  }

  private void open(JsonObject first) {
    WebSocketConnectOptions where =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/live")
            .setTimeout(WELCOME_MS);
    where.addSubProtocol("evenkeel.v1");
    where.setAllowOriginHeader(false);
    deadline = phones.vertx().setTimer(WELCOME_MS, late -> closed(NO_CODE));
    phones
        .sockets()
        .connect(where)
        .onFailure(failure -> refused("no socket: " + failure.getClass().getSimpleName()))
        .onSuccess(opened -> opened(opened, first));
  }

  private void opened(WebSocket opened, JsonObject first) {
    if (dropped) {
      opened.close();
      return;
    }
    socket = opened;
    Instant askedAt = Journal.now();
    waiting = askedAt;
    opened.exceptionHandler(broken -> {});
    opened.closeHandler(
        v -> closed(opened.closeStatusCode() == null ? NO_CODE : opened.closeStatusCode()));
    opened.textMessageHandler(
        text -> {
          phones.vertx().cancelTimer(deadline);
          if (!dropped) {
            waiting = null;
            events.message(new JsonObject(text), askedAt);
          }
        });
    opened.writeTextMessage(first.encode());
  }

  private void refused(String why) {
    if (!dropped) {
      drop();
      events.refused(why);
    }
  }

  private void closed(int code) {
    if (!dropped) {
      drop();
      events.closed(code);
    }
  }

  void say(JsonObject message) {
    if (socket != null) {
      socket.writeTextMessage(message.encode());
    }
  }

  void drop() {
    dropped = true;
    phones.vertx().cancelTimer(deadline);
    if (waiting != null) {
      events.unanswered(waiting);
      waiting = null;
    }
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
