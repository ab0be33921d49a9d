package org.evenkeel.live;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A client of the live protocol for tests: it says things, and waits for what it names. */
final class LiveClient {
  static final long PATIENCE_MS = 5_000;

  /** Kept, for a client that nobody refers to closes its sockets when it is collected. */
  private static final Map<Vertx, WebSocketClient> HANDSHAKES = new ConcurrentHashMap<>();

  private final WebSocket socket;
  private final BlockingQueue<JsonObject> inbox = new LinkedBlockingQueue<>();
  final List<JsonObject> everything = new CopyOnWriteArrayList<>();
  private final AtomicLong ids = new AtomicLong();
  private final CompletableFuture<Short> closed = new CompletableFuture<>();
  JsonObject welcome;
  private JsonObject room;

  private LiveClient(WebSocket socket) {
    this.socket = socket;
  }

  static LiveClient connect(Vertx vertx, int port, String origin) throws Exception {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/live");
    options.setAllowOriginHeader(origin != null);
    options.addSubProtocol("evenkeel.v1");
    if (origin != null) {
      options.addHeader("Origin", origin);
    }
    CompletableFuture<LiveClient> ready = new CompletableFuture<>();
    HANDSHAKES
        .computeIfAbsent(
            vertx,
            v -> v.createWebSocketClient(new WebSocketClientOptions().setMaxFrameSize(1 << 20)))
        .connect(options)
        .onSuccess(
            ws -> {
              LiveClient client = new LiveClient(ws);
              ws.textMessageHandler(client::received);
              ws.closeHandler(v -> client.closed.complete(ws.closeStatusCode()));
              ready.complete(client);
            })
        .onFailure(ready::completeExceptionally);
    return ready.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  private void received(String text) {
    JsonObject message = new JsonObject(text);
    everything.add(message);
    inbox.add(message);
  }

  void sendRaw(String text) {
    socket.writeTextMessage(text);
  }

  void sendBinary() {
    socket.writeBinaryMessage(io.vertx.core.buffer.Buffer.buffer("x"));
  }

  /** Goes without a word, as a phone does that loses its network. */
  void vanishes() throws Exception {
    LiveServer.await(socket.close((short) 1001));
  }

  long send(JsonObject command) {
    long id = ids.incrementAndGet();
    socket.writeTextMessage(command.copy().put("id", id).encode());
    return id;
  }

  /** Sends a command and gives its answer, {@code ok} or {@code error}. */
  JsonObject asks(String type, Object... fields) throws Exception {
    JsonObject command = new JsonObject().put("type", type);
    for (int i = 0; i < fields.length; i += 2) {
      command.put((String) fields[i], fields[i + 1]);
    }
    long id = send(command);
    return awaits("the answer to " + type, m -> Long.valueOf(id).equals(m.getLong("re")));
  }

  void joins(String ticket) throws Exception {
    sendRaw(new JsonObject().put("type", "join").put("ticket", ticket).encode());
    welcome = awaits("welcome", m -> is(m, "welcome") || is(m, "error"));
    if (is(welcome, "welcome")) {
      room = welcome.getJsonObject("room");
    }
  }

  void resumes(String token) throws Exception {
    sendRaw(
        new JsonObject()
            .put("type", "resume")
            .put("resumeToken", token)
            .put("version", 0)
            .encode());
    welcome = awaits("welcome", m -> is(m, "welcome") || is(m, "error"));
  }

  String seat() {
    return welcome.getString("seatId");
  }

  String token() {
    return welcome.getString("resumeToken");
  }

  static boolean is(JsonObject message, String type) {
    return type.equals(message.getString("type"));
  }

  JsonObject awaits(String what, Predicate<JsonObject> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    while (true) {
      long left = deadline - System.nanoTime();
      JsonObject message = left <= 0 ? null : inbox.poll(left, TimeUnit.NANOSECONDS);
      if (message == null) {
        throw new AssertionError(
            "waited for "
                + what
                + "; came: "
                + everything.stream().map(JsonObject::encode).toList());
      }
      apply(message);
      if (wanted.test(message)) {
        return message;
      }
    }
  }

  /** Follows the room until it looks like this. */
  JsonObject awaitsRoom(String what, Predicate<JsonObject> wanted) throws Exception {
    if (room != null && wanted.test(room)) {
      return room;
    }
    awaits(what, m -> room != null && wanted.test(room));
    return room;
  }

  JsonObject awaitsSeat(String what, String name, Predicate<JsonObject> wanted) throws Exception {
    awaitsRoom(what, r -> find(r, name) != null && wanted.test(find(r, name)));
    return find(room, name);
  }

  /** The copy of the room, as a browser keeps it. */
  private void apply(JsonObject message) {
    switch (message.getString("type")) {
      case "welcome", "snapshot" -> room = message.getJsonObject("room").copy();
      case "change" -> {
        if (message.getLong("base") > room.getLong("version")) {
          throw new AssertionError("a gap: " + room.getLong("version") + " then " + message);
        }
        JsonArray seats = room.getJsonArray("seats");
        for (Object gone : message.getJsonArray("gone")) {
          for (int i = seats.size() - 1; i >= 0; i--) {
            if (seats.getJsonObject(i).getString("id").equals(gone)) {
              seats.remove(i);
            }
          }
        }
        for (Object changed : message.getJsonArray("seats")) {
          replace(seats, asJson(changed));
        }
        room.put("version", message.getLong("version"));
        if (message.containsKey("room")) {
          room.mergeIn(message.getJsonObject("room"));
        }
      }
      default -> {}
    }
  }

  private static void replace(JsonArray seats, JsonObject seat) {
    for (int i = 0; i < seats.size(); i++) {
      if (seats.getJsonObject(i).getString("id").equals(seat.getString("id"))) {
        seats.set(i, seat);
        return;
      }
    }
    seats.add(seat);
  }

  @SuppressWarnings("unchecked")
  private static JsonObject asJson(Object value) {
    return value instanceof JsonObject json
        ? json
        : new JsonObject((java.util.Map<String, Object>) value);
  }

  JsonObject room() {
    return room;
  }

  static JsonObject find(JsonObject room, String name) {
    JsonArray seats = room.getJsonArray("seats");
    for (int i = 0; i < seats.size(); i++) {
      if (name.equals(seats.getJsonObject(i).getString("name"))) {
        return seats.getJsonObject(i);
      }
    }
    return null;
  }

  short closeCode() throws Exception {
    return closed.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  boolean isOpen() {
    return !closed.isDone();
  }
}
