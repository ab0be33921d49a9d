package org.evenkeel.live;

import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What one client is sent. However slowly it reads, what waits for it here is bounded: changes are
 * left out and made good by the whole room; what must arrive is owed, up to a limit.
 *
 * <p>Used on one event loop only.
 */
final class Downlink {
  /**
   * Answers, chat and the like that a slow reader is owed; more than that, and it is given up.
   * Whoever says something each second and reads a thousand bytes in it is owed some hundred short
   * ones, and would not be better off for coming anew.
   */
  static final int MOST_OWED = 512;

  /** And as many characters, for a signal may be large. */
  static final int MOST_OWED_TEXT = 512 * 1024;

  /** Words to somebody who is coming in, and whose welcome is not there yet. */
  static final int MOST_EARLY = 60;

  /** Nothing that we have sent is older; a connection that says nothing ends far sooner. */
  private static final long OLDEST_PONG_NANOS = Duration.ofHours(1).toNanos();

  private final ServerWebSocket socket;
  private final Channel channel;
  private final Context context;
  private final Runnable askForTheRoom;
  private final Deque<String> owed = new ArrayDeque<>(0);
  private int owedText;
  private final List<String> early = new ArrayList<>(0);
  private boolean welcomed;
  private long pingedNanos = System.nanoTime();
  private boolean behind;
  private boolean asked;
  private boolean full;
  private long fullSinceNanos;

  /**
   * @param channel the socket's own, which knows how much of it is not yet sent
   * @param context the socket's own
   * @param askForTheRoom asks for a {@link #snapshot}
   */
  Downlink(ServerWebSocket socket, Channel channel, Context context, Runnable askForTheRoom) {
    this.socket = socket;
    this.channel = channel;
    this.context = context;
    this.askForTheRoom = askForTheRoom;
  }

  /** The socket itself would take sixteen messages more, however large, before it says so. */
  boolean isFull() {
    return !channel.isWritable() || socket.writeQueueFull();
  }

  private void write(String text) {
    Future<Void> written = socket.writeTextMessage(text);
    if (isFull()) {
      // Afterwards, for the channel counts what was written only when it has told us.
      written.onComplete(done -> context.runOnContext(ignored -> drained()));
    }
  }

  /**
   * The first word, and then what has come in the meantime.
   *
   * @return false where too much is owed already
   */
  boolean welcome(String text) {
    welcomed = true;
    write(text);
    boolean taken = early.stream().allMatch(this::message);
    early.clear();
    return taken;
  }

  boolean welcomed() {
    return welcomed;
  }

  /**
   * As {@link #message}, and nobody is told anything before the welcome.
   *
   * @return false where too much is owed already
   */
  boolean told(String text) {
    if (welcomed) {
      return message(text);
    }
    return early.size() < MOST_EARLY && early.add(text);
  }

  /** Waits for nothing: the last word. */
  void now(String text) {
    write(text);
  }

  /**
   * A slow reader does not get this. From then on it gets no other one before it has the whole
   * room, so it never sees a change that builds on one it has missed.
   */
  void change(String text) {
    if (behind) {
      return;
    }
    if (isFull()) {
      behind = true;
    } else {
      write(text);
    }
  }

  /** The whole room; whoever was behind is not any more. */
  void snapshot(String text) {
    behind = isFull();
    asked = false;
    if (!behind) {
      write(text);
    }
  }

  /**
   * Must arrive, even late, and in order.
   *
   * @return false where too much is owed already
   */
  boolean message(String text) {
    if (owed.isEmpty() && !isFull()) {
      write(text);
      return true;
    }
    if (owed.size() >= MOST_OWED || owedText + text.length() > MOST_OWED_TEXT) {
      return false;
    }
    owed.add(text);
    owedText += text.length();
    return true;
  }

  /**
   * Pings twice as often as promised, or a crash would leave twice as long unproven; and only as
   * often where the client has just been heard. Not at all where it has not even read what came
   * before.
   */
  void pingIfDue(long now, long heardNanos, LiveOptions options) {
    long every = options.pingEvery().toNanos();
    long pinged = now - pingedNanos;
    if (Math.min(pinged, now - heardNanos) < every / 2
        && pinged < every - options.beat().toNanos()) {
      return;
    }
    ping(now);
  }

  void ping(long now) {
    pingedNanos = now;
    if (!isFull()) {
      socket.writePing(Buffer.buffer(Long.BYTES).appendLong(now));
    }
  }

  /**
   * When life is proven by a pong: a client sends back what came with the ping (RFC 6455, 5.5.3),
   * so it was there when that was sent, however late its answer is read here.
   *
   * @return a time of {@link System#nanoTime}, never after now; now, where it sent back what we
   *     have not sent
   */
  static long provenNanos(Buffer pong, long now) {
    long age = pong.length() == Long.BYTES ? now - pong.getLong(0) : 0;
    return age < 0 || age > OLDEST_PONG_NANOS ? now : now - age;
  }

  /** The client has read something. */
  void drained() {
    if (isFull()) {
      return;
    }
    full = false;
    while (!owed.isEmpty() && !isFull()) {
      String text = owed.poll();
      owedText -= text.length();
      write(text);
    }
    if (behind && !asked && !isFull()) {
      asked = true;
      askForTheRoom.run();
    }
  }

  /**
   * Called now and then. Asks again for a room that did not come.
   *
   * @return for how long nothing could be written, 0 where it can
   */
  long stuckNanos(long nowNanos) {
    asked = false;
    drained();
    if (isFull() && !full) {
      full = true;
      fullSinceNanos = nowNanos;
    }
    return full ? nowNanos - fullSinceNanos : 0;
  }
}
