package org.evenkeel.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Somebody who knows nothing of our code but the public contract: signs in over HTTP, takes a
 * ticket, and speaks the live protocol over a WebSocket.
 */
public final class Visitor implements WebSocket.Listener {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** A message, and when it came. */
  public record Heard(Instant at, JsonObject message) {}

  private final String base;
  private final String cookie;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final StringBuilder partial = new StringBuilder();
  private final AtomicLong ids = new AtomicLong();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private WebSocket socket;

  private Visitor(String base, String cookie) {
    this.base = base;
    this.cookie = cookie;
  }

  /**
   * @param base where the node is, for instance http://localhost:40123
   */
  public static Visitor signsIn(String base, String email, String password) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(base + "/api/sign-in"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        new JsonObject().put("email", email).put("password", password).encode())));
    require(200, answer);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
    return new Visitor(base, cookie);
  }

  /** The same person, to the same or another node, with nothing heard yet. */
  public Visitor at(String otherBase) {
    return new Visitor(otherBase, cookie);
  }

  /** The id of the session of that title which runs now. */
  public String sessionNow(String title) {
    Instant now = Instant.now();
    JsonArray sessions = get("/api/sessions").getJsonArray("sessions");
    return sessions.stream()
        .map(JsonObject.class::cast)
        .filter(s -> s.getString("title").equals(title))
        .filter(s -> Instant.parse(s.getString("startsAt")).isBefore(now))
        .filter(s -> Instant.parse(s.getString("endsAt")).isAfter(now))
        .findFirst()
        .orElseThrow()
        .getString("id");
  }

  public JsonObject get(String path) {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(URI.create(base + path)).header("Cookie", cookie).GET());
    require(200, answer);
    return new JsonObject(answer.body());
  }

  /** One person's line of a session's attendance, by their name. */
  public JsonObject attendance(String session, String name) {
    return get("/api/sessions/" + session + "/attendance").getJsonArray("people").stream()
        .map(JsonObject.class::cast)
        .filter(p -> p.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Takes a ticket and joins; waits for the welcome. */
  public Visitor joins(String session) throws Exception {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(base + "/api/live/tickets"))
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(new JsonObject().put("sessionId", session).encode())));
    require(201, answer);
    JsonObject ticket = new JsonObject(answer.body());
    open(ticket.getString("url"));
    say(new JsonObject().put("type", "join").put("ticket", ticket.getString("ticket")));
    await("welcome", m -> is(m, "welcome"));
    return this;
  }

  private void open(String path) throws Exception {
    socket =
        HTTP.newWebSocketBuilder()
            .subprotocols("evenkeel.v1")
            .buildAsync(URI.create(base.replaceFirst("^http", "ws") + path), this)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  public void say(JsonObject message) throws Exception {
    socket.sendText(message.encode(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Sends a command and waits for its answer. */
  public JsonObject asks(JsonObject command) throws Exception {
    long id = ids.incrementAndGet();
    say(command.put("id", id));
    return await("the answer to " + command, m -> Long.valueOf(id).equals(m.getLong("re")));
  }

  /** The first message of that kind, come or to come. */
  public JsonObject await(String what, Predicate<JsonObject> wanted) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      for (Heard one : heard) {
        if (wanted.test(one.message())) {
          return one.message();
        }
      }
      Thread.sleep(20);
    }
    throw new AssertionError("never: " + what + "; heard: " + heard);
  }

  public static boolean is(JsonObject message, String type) {
    return type.equals(message.getString("type"));
  }

  public List<Heard> heard() {
    return List.copyOf(heard);
  }

  /** The close code, when the socket is closed. */
  public int closed() throws Exception {
    return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      heard.add(new Heard(Instant.now(), new JsonObject(partial.toString())));
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete(1006);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void require(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new AssertionError(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
  }
}
