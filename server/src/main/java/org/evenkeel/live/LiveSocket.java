package org.evenkeel.live;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.evenkeel.room.Reply;
import org.evenkeel.room.Sitter;

/**
 * One client's connection: its signs of life, and its end. What it says is put together by {@link
 * Uplink} and judged by {@link Conversation}; what it is sent waits in {@link Downlink}.
 *
 * <p>Used on its own event loop only.
 */
final class LiveSocket {
  /**
   * Pings of a client while it does not read. Each is answered before we see it, and the answers of
   * somebody who reads none of them would fill the memory.
   */
  private static final int MOST_PINGS_UNREAD = 100;

  /** So long may a slow phone take to answer. */
  private static final long ANSWER_MS = 2_000;

  private final ServerWebSocket socket;
  private final ChannelHandlerContext channel;
  private final Sockets.Loop loop;
  private final LiveNode node;
  private final long connection;
  private final Conversation conversation;
  private final Uplink uplink;
  private final Pulse pulse;
  private final Downlink downlink;

  private int pingsUnread;
  private Long cuttingOff;
  private Runnable lastWord;
  private Placed placed;
  private boolean dismissed;
  private boolean viewed;
  private boolean asked;
  private boolean closed;

  private LiveSocket(ServerWebSocket socket, LiveNode node) {
    this.socket = socket;
    this.node = node;
    this.loop = node.sockets().here();
    this.pulse = new Pulse(loop);
    this.connection = loop.newConnection();
    this.conversation = new Conversation(this, node);
    this.channel = ((WebSocketInternal) socket).channelHandlerContext();
    this.downlink =
        new Downlink(
            socket, channel.channel(), node.vertx().getOrCreateContext(), conversation::catchUp);
    this.uplink = new Uplink(new Heard());
  }

  /** Takes a fresh socket on. */
  static void serve(ServerWebSocket socket, LiveNode node) {
    LiveSocket live = new LiveSocket(socket, node);
    live.loop.add(live);
    socket.frameHandler(live::frame);
    socket.pongHandler(live.pulse::answered);
    socket.exceptionHandler(live::broken);
    socket.drainHandler(ignored -> live.downlink.drained());
    socket.closeHandler(ignored -> live.gone());
  }

  long connection() {
    return connection;
  }

  long heardNanos() {
    return pulse.heardNanos();
  }

  private void frame(WebSocketFrame frame) {
    if (frame.isPing()) {
      pingsUnread = downlink.isFull() ? pingsUnread + 1 : 0;
      if (pingsUnread > MOST_PINGS_UNREAD) {
        close(CloseCode.RATE_LIMITED);
        channel.close();
      }
    } else if (frame.isClose()) {
      pulse.heard();
    } else if (!closed) {
      uplink.frame(frame);
    }
  }

  private final class Heard implements Uplink.Receiver {
    @Override
    public void text(String message) {
      pulse.heard();
      conversation.heard(message);
    }

    @Override
    public void refused(String why, short closeCode) {
      pulse.heard();
      refuse(null, "bad-message", why, closeCode);
    }
  }

  /** Frames that are none, or far larger than any message. The connection ends after this. */
  private void broken(Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      close((short) corrupted.closeStatus().code());
    }
  }

  /** Holds further frames back until {@link #resume}. */
  void pause() {
    socket.pause();
  }

  void resume() {
    socket.resume();
  }

  /** At each beat: what time asks for. */
  void beat() {
    if (closed) {
      return;
    }
    if (lastWord != null) {
      lastWord.run();
      return;
    }
    long now = System.nanoTime();
    if (now - pulse.readNanos() > node.options().silence().toNanos()) {
      close(CloseCode.NO_SIGN_OF_LIFE);
      return;
    }
    if (downlink.stuckNanos(now) > node.options().grace().toNanos()) {
      giveUp();
      return;
    }
    if (conversation.late(now)) {
      close(conversation.lateCode());
      return;
    }
    downlink.pingIfDue(now, pulse.readNanos(), node.options());
  }

  void change(String text) {
    if (closed) {
      return;
    }
    if (downlink.welcomed()) {
      downlink.change(text);
    } else if (viewed) {
      told(text);
    } else if (!asked) {
      asked = conversation.catchUp(); // the view that a welcome is made of has been lost
    }
  }

  void view(Placed placed, String room) {
    if (closed) {
      return;
    }
    this.placed = placed;
    if (downlink.welcomed()) {
      downlink.snapshot(Wire.snapshot(room));
    } else if (viewed) {
      told(Wire.snapshot(room));
    } else {
      viewed = true; // what comes while the welcome is made comes after it
      conversation.welcome(placed, room).onComplete(this::welcome);
    }
  }

  private void welcome(AsyncResult<String> made) {
    if (closed) {
      return;
    }
    if (made.failed()) {
      close(CloseCode.NO_SIGN_OF_LIFE);
    } else if (!downlink.welcome(made.result())) {
      giveUp();
    }
  }

  /** The media have moved: what this client needs for them is made anew. */
  void offer(Sitter who) {
    conversation.offer(who);
  }

  /** What somebody in the room has to say; nobody is told anything before the welcome. */
  void told(String text) {
    if (!closed && !downlink.told(text)) {
      giveUp();
    }
  }

  /** Must arrive; a client that cannot be reached with it has to come back for the whole. */
  void message(String text) {
    if (!closed && !downlink.message(text)) {
      giveUp();
    }
  }

  /** The goodbye has waited for the answers that are owed: who ends a session hears its `ok`. */
  void answered() {
    if (lastWord != null && !closed) {
      lastWord.run();
    }
  }

  /**
   * Says goodbye while the seat stays: the client takes it back elsewhere. Until it is closed the
   * connection still serves.
   */
  void dismiss(String text) {
    if (!closed) {
      dismissed = true;
      if (downlink.welcomed()) {
        downlink.now(text);
      } else {
        downlink.told(text);
      }
    }
  }

  /** The room has settled the seat already. */
  void farewell(String text, short code) {
    if (closed) {
      return;
    }
    conversation.over();
    lastWord =
        () -> {
          askWhetherItWasThere();
          downlink.now(text);
          close(code);
        };
    if (conversation.allAnswered()) {
      lastWord.run();
    }
  }

  /**
   * The seat is gone, or another connection has it. Where this one was there until then, it answers
   * before it is closed; where it was not, as that of a phone that has changed its network, or has
   * none, the time since it was last heard does not count.
   */
  private void askWhetherItWasThere() {
    long goneNanos = System.nanoTime();
    if (placed == null || pulse.felt(goneNanos)) {
      return;
    }
    downlink.ping(goneNanos);
    node.vertx()
        .setTimer(
            ANSWER_MS,
            ignored -> {
              if (!pulse.felt(goneNanos)) {
                conversation.unheard(placed, pulse.heardNanos());
              }
            });
  }

  /** An error, and the end of the connection. */
  void refuse(Long re, String code, String message, short closeCode) {
    if (!closed) {
      downlink.now(Wire.error(re, code, message));
      close(closeCode);
    }
  }

  /** Closes without a word to the room: this node may not speak for anybody any more. */
  void abandon() {
    conversation.over();
    close(CloseCode.DRAINING);
  }

  /**
   * It does not read. A goodbye would wait behind all that it has not read, and whoever hears it so
   * late is not counted until then; a reset does not wait.
   */
  private void giveUp() {
    close(CloseCode.NO_SIGN_OF_LIFE);
    if (channel.channel().isOpen()) { // or it says so by an exception, before others are told
      channel.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  Future<Reply> close(short code) {
    if (closed) {
      return Future.succeededFuture(Reply.DONE);
    }
    closed = true;
    loop.remove(this);
    socket.close(code);
    // Our goodbye may never be read, or never even be written where nothing is read at all.
    cuttingOff =
        node.vertx().setTimer(node.options().silence().toMillis(), ignored -> channel.close());
    return lost();
  }

  /**
   * Tells the room that nobody hears from this connection any more. Whoever was sent elsewhere gets
   * a moment to arrive there, and nobody in the room sees them flicker.
   */
  private Future<Reply> lost() {
    long heardNanos = pulse.heardNanos();
    if (!dismissed) {
      boolean silent = placed != null && !pulse.felt(System.nanoTime());
      return conversation
          .lost(heardNanos, Duration.ZERO)
          .onSuccess(
              told -> {
                if (silent && told instanceof Reply.Refused) {
                  // Another connection was quicker, and had the seat when this was judged.
                  conversation.unheard(placed, heardNanos);
                }
              });
    }
    return conversation
        .lost(heardNanos, Drain.MOVING)
        .timeout(Drain.MOVING.toSeconds() + 6, TimeUnit.SECONDS);
  }

  private void gone() {
    if (cuttingOff != null) {
      node.vertx().cancelTimer(cuttingOff);
    }
    if (closed) {
      return;
    }
    closed = true;
    loop.remove(this);
    Short code = socket.closeStatusCode();
    boolean saidGoodbye = code != null && code != 1006;
    if (saidGoodbye) {
      pulse.heard();
    }
    lost();
  }

  boolean closed() {
    return closed;
  }
}
