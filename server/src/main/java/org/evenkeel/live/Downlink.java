package org.evenkeel.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What one client is sent. However slowly it reads, what waits for it here is bounded: changes are
 * left out and made good by the whole room; what must arrive is owed, up to a limit.
 *
 * <p>Used on one event loop only.
 */
final class Downlink {
  /** Chat and the like that a slow reader is owed; more than that, and it is given up. */
  static final int MOST_OWED = 64;

  /** And as many characters, for a signal may be large. */
  static final int MOST_OWED_TEXT = 512 * 1024;

  private final ServerWebSocket socket;
  private final Runnable askForTheRoom;
  private final Deque<String> owed = new ArrayDeque<>(0);
  private int owedText;
  private boolean behind;
  private boolean full;
  private long fullSinceNanos;

  /**
   * @param askForTheRoom asks for a {@link #snapshot}
   */
  Downlink(ServerWebSocket socket, Runnable askForTheRoom) {
    this.socket = socket;
    this.askForTheRoom = askForTheRoom;
  }

  /** Waits for nothing: the first word and the last. */
  void now(String text) {
    socket.writeTextMessage(text);
  }

  /**
   * A slow reader does not get this. From then on it gets no other one before it has the whole
   * room, so it never sees a change that builds on one it has missed.
   */
  void change(String text) {
    if (behind) {
      return;
    }
    if (socket.writeQueueFull()) {
      behind = true;
    } else {
      socket.writeTextMessage(text);
    }
  }

  /** The whole room; whoever was behind is not any more. */
  void snapshot(String text) {
    behind = socket.writeQueueFull();
    if (!behind) {
      socket.writeTextMessage(text);
    }
  }

  /**
   * Must arrive, even late, and in order.
   *
   * @return false where too much is owed already
   */
  boolean message(String text) {
    if (owed.isEmpty() && !socket.writeQueueFull()) {
      socket.writeTextMessage(text);
      return true;
    }
    if (owed.size() >= MOST_OWED || owedText + text.length() > MOST_OWED_TEXT) {
      return false;
    }
    owed.add(text);
    owedText += text.length();
    return true;
  }

  /** Nothing where the client has not even read what came before. */
  void ping() {
    if (!socket.writeQueueFull()) {
      socket.writePing(Buffer.buffer());
    }
  }

  /** The client has read something. */
  void drained() {
    full = false;
    while (!owed.isEmpty() && !socket.writeQueueFull()) {
      String text = owed.poll();
      owedText -= text.length();
      socket.writeTextMessage(text);
    }
    if (behind && !socket.writeQueueFull()) {
      askForTheRoom.run();
    }
  }

  /**
   * Called now and then. Asks again for a room that did not come.
   *
   * @return for how long nothing could be written, 0 where it can
   */
  long stuckNanos(long nowNanos) {
    if (!socket.writeQueueFull()) {
      drained();
    } else if (!full) {
      full = true;
      fullSinceNanos = nowNanos;
    }
    return full ? nowNanos - fullSinceNanos : 0;
  }
}
