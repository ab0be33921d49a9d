package org.evenkeel.live;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.evenkeel.room.Reply;
import org.evenkeel.room.SeatId;

/**
 * One client's connection: what is written to it, its signs of life, and its end. What it says is
 * judged by {@link Conversation}.
 *
 * <p>Used on its own event loop only.
 */
final class LiveSocket {
  /** Chat and the like that a slow reader is owed; more than that, and it is closed. */
  private static final int MOST_OWED = 64;

  private static final Duration SLOWEST_READER = Duration.ofSeconds(30);

  private final ServerWebSocket socket;
  private final Sockets.Loop loop;
  private final LiveNode node;
  private final long connection;
  private final Conversation conversation;
  private final Deque<String> owed = new ArrayDeque<>(0);

  private long heardNanos = System.nanoTime();
  private long pingedNanos = heardNanos;
  private long fullSinceNanos;
  private boolean behind;
  private Runnable lastWord;
  private boolean welcomed;
  private boolean closed;

  private LiveSocket(ServerWebSocket socket, LiveNode node) {
    this.socket = socket;
    this.node = node;
    this.loop = node.sockets().here();
    this.connection = loop.newConnection();
    this.conversation = new Conversation(this, node);
  }

  /** Takes a fresh socket on. */
  static void serve(ServerWebSocket socket, LiveNode node) {
    LiveSocket live = new LiveSocket(socket, node);
    live.loop.add(live);
    socket.textMessageHandler(live::heardText);
    socket.binaryMessageHandler(live::heardBinary);
    socket.pongHandler(pong -> live.heard());
    socket.exceptionHandler(live::broken);
    socket.drainHandler(ignored -> live.drained());
    socket.closeHandler(ignored -> live.gone());
  }

  long connection() {
    return connection;
  }

  long heardNanos() {
    return heardNanos;
  }

  private void heard() {
    heardNanos = System.nanoTime();
  }

  private void heardText(String text) {
    heard();
    if (!closed) {
      conversation.heard(text);
    }
  }

  private void heardBinary(Buffer ignored) {
    heard();
    refuse(null, "bad-message", "frames are text", CloseCode.BAD_MESSAGE);
  }

  private void broken(Throwable failure) {
    // A message over the limit of several frames; Netty itself closes on a single frame that is.
    if (failure instanceof IllegalStateException) {
      close(CloseCode.TOO_BIG);
    }
  }

  /** Holds further frames back until {@link #resume}. */
  void pause() {
    socket.pause();
  }

  void resume() {
    socket.resume();
  }

  /** Once a second. */
  void beat() {
    if (closed) {
      return;
    }
    if (lastWord != null) {
      lastWord.run();
      return;
    }
    long now = System.nanoTime();
    if (now - heardNanos > node.options().silence().toNanos()
        || behind && now - fullSinceNanos > SLOWEST_READER.toNanos()) {
      close(CloseCode.NO_SIGN_OF_LIFE);
      return;
    }
    if (conversation.late(now)) {
      close(CloseCode.NOT_AUTHENTICATED);
      return;
    }
    if (now - pingedNanos >= node.options().pingEvery().toNanos()) {
      pingedNanos = now;
      socket.writePing(Buffer.buffer());
    }
  }

  /** A slow reader does not get this; it gets the whole room when it has caught up. */
  void change(String text) {
    if (closed || !welcomed || behind) {
      return;
    }
    if (socket.writeQueueFull()) {
      fallBehind();
    } else {
      socket.writeTextMessage(text);
    }
  }

  void view(SeatId seat, String room) {
    if (closed) {
      return;
    }
    if (!welcomed) {
      welcomed = true;
      socket.writeTextMessage(conversation.welcome(seat, room));
    } else if (socket.writeQueueFull()) {
      fallBehind();
    } else {
      socket.writeTextMessage(Wire.snapshot(room));
    }
  }

  /** Must arrive, even late: kept in order behind what is not yet read. */
  void message(String text) {
    if (closed) {
      return;
    }
    if (owed.isEmpty() && !socket.writeQueueFull()) {
      socket.writeTextMessage(text);
    } else if (owed.size() < MOST_OWED) {
      owed.add(text);
    } else {
      close(CloseCode.TRY_AGAIN_LATER);
    }
  }

  /** The goodbye has waited for the answers that are owed: who ends a session hears its `ok`. */
  void answered() {
    if (lastWord != null && !closed) {
      lastWord.run();
    }
  }

  private void fallBehind() {
    behind = true;
    fullSinceNanos = System.nanoTime();
  }

  private void drained() {
    while (!owed.isEmpty() && !closed && !socket.writeQueueFull()) {
      socket.writeTextMessage(owed.poll());
    }
    if (behind && !closed) {
      behind = false;
      conversation.catchUp();
    }
  }

  /**
   * Says goodbye while the seat stays: the client takes it back elsewhere.
   *
   * @return succeeds when the room knows that the connection is gone
   */
  Future<Reply> dismiss(String text, short code) {
    if (closed) {
      return Future.succeededFuture(Reply.DONE);
    }
    heard(); // we close, it does not go: life is proven up to here
    socket.writeTextMessage(text);
    return close(code);
  }

  /** The room has settled the seat already. */
  void farewell(String text, short code) {
    if (closed) {
      return;
    }
    conversation.over();
    lastWord =
        () -> {
          socket.writeTextMessage(text);
          close(code);
        };
    if (conversation.allAnswered()) {
      lastWord.run();
    }
  }

  /** An error, and the end of the connection. */
  void refuse(Long re, String code, String message, short closeCode) {
    if (!closed) {
      socket.writeTextMessage(Wire.error(re, code, message));
      close(closeCode);
    }
  }

  Future<Reply> close(short code) {
    if (closed) {
      return Future.succeededFuture(Reply.DONE);
    }
    closed = true;
    loop.remove(this);
    socket.close(code);
    return conversation.lost(heardNanos);
  }

  private void gone() {
    if (closed) {
      return;
    }
    closed = true;
    loop.remove(this);
    Short code = socket.closeStatusCode();
    boolean saidGoodbye = code != null && code != 1006;
    conversation.lost(saidGoodbye ? System.nanoTime() : heardNanos);
  }

  boolean closed() {
    return closed;
  }
}
