package org.evenkeel.faults;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A piece of network that can be made bad: late, slow, torn, or a hole that swallows everything
 * while both ends believe that they are connected.
 */
public final class Wire implements AutoCloseable {
  private enum Mode {
    PASS,
    SWALLOW,
    REFUSE
  }

  private final Vertx vertx;
  private final String host;
  private final int target;
  private final NetClient client;
  private final NetServer server;
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.PASS;
  private volatile long delayMs;
  private volatile int bytesPerSecond;

  private Wire(Vertx vertx, String host, int target, boolean thin) {
    this.vertx = vertx;
    this.host = host;
    this.target = target;
    NetClientOptions far = new NetClientOptions().setConnectTimeout(5_000).setTcpNoDelay(true);
    NetServerOptions near = new NetServerOptions().setTcpNoDelay(true);
    if (thin) {
      // The kernel's own buffers would hide a slow reader for megabytes.
      far.setReceiveBufferSize(8_192);
      near.setSendBufferSize(8_192);
    }
    this.client = vertx.createNetClient(far);
    this.server = vertx.createNetServer(near).connectHandler(this::accept);
  }

  /**
   * One that leads there.
   *
   * @param host whom it leads to
   */
  public static Wire to(Vertx vertx, String host, int port) throws Exception {
    return to(vertx, host, port, "127.0.0.1");
  }

  /**
   * @param at our own address, where it is reached
   */
  static Wire to(Vertx vertx, String host, int port, String at) throws Exception {
    return open(new Wire(vertx, host, port, false), at);
  }

  /** One whose buffers are small, for {@link #slow}. */
  static Wire thin(Vertx vertx, String host, int port) throws Exception {
    return open(new Wire(vertx, host, port, true), "127.0.0.1");
  }

  private static Wire open(Wire wire, String at) throws Exception {
    wire.server.listen(0, at).await(5, TimeUnit.SECONDS);
    return wire;
  }

  /** Where it begins. */
  public int port() {
    return server.actualPort();
  }

  /** Each byte comes so much later. */
  void delay(long ms) {
    delayMs = ms;
  }

  /** From the far end to the near one not more than this; 0 for as fast as it goes. */
  void slow(int bytesEachSecond) {
    bytesPerSecond = bytesEachSecond;
  }

  /** Nothing gets through, and nobody is told. */
  public void swallow() {
    mode = Mode.SWALLOW;
  }

  /**
   * What is open now leads nowhere any more, and nobody is told; what is opened from now on passes.
   * So it is with a phone that has another network.
   */
  void forsake() {
    pairs.forEach(pair -> pair.forsaken = true);
  }

  /** All that is open is torn, and so is whatever is opened. */
  void refuse() {
    mode = Mode.REFUSE;
    tear();
  }

  /** Tears what is open, once: both ends get a reset. */
  void tear() {
    pairs.forEach(Pair::tear);
  }

  /** As a wire should be. What lost bytes meanwhile is torn. */
  public void pass() {
    mode = Mode.PASS;
    pairs.stream().filter(p -> p.tainted).forEach(Pair::tear);
  }

  private void accept(NetSocket near) {
    if (mode == Mode.REFUSE) {
      reset(near);
      return;
    }
    Pair pair = new Pair(near);
    pairs.add(pair);
    near.pause();
    near.exceptionHandler(torn -> {});
    near.closeHandler(closed -> pair.closed(pair.far));
    if (mode == Mode.SWALLOW) {
      pair.tainted = true;
      near.handler(lost -> {});
      near.resume();
      return;
    }
    client
        .connect(target, host)
        .onSuccess(pair::join)
        .onFailure(
            nobody -> {
              pairs.remove(pair);
              reset(near);
            });
  }

  private static void reset(NetSocket socket) {
    Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
    channel
        .eventLoop()
        .execute(
            () -> {
              if (channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                channel.close();
              }
            });
  }

  private final class Pair {
    private final NetSocket near;
    private volatile NetSocket far;
    private volatile boolean tainted;
    private volatile boolean forsaken;

    private Pair(NetSocket near) {
      this.near = near;
    }

    private void join(NetSocket other) {
      far = other;
      other.exceptionHandler(torn -> {});
      other.closeHandler(closed -> closed(near));
      new Direction(this, near, other, false);
      new Direction(this, other, near, true);
      near.resume();
    }

    /** One end has closed; whether the other learns of it depends on the wire. */
    private void closed(NetSocket other) {
      if (mode == Mode.SWALLOW || forsaken) {
        tainted = true;
        return;
      }
      pairs.remove(this);
      if (other != null) {
        other.close();
      }
    }

    private void tear() {
      pairs.remove(this);
      reset(near);
      if (far != null) {
        reset(far);
      }
    }
  }

  /** Bytes of one direction, in order. */
  private final class Direction {
    private long dueNanos = System.nanoTime();

    private Direction(Pair pair, NetSocket from, NetSocket to, boolean slowed) {
      from.handler(
          bytes -> {
            if (mode == Mode.SWALLOW || pair.forsaken) {
              pair.tainted = true;
            } else if (slowed && bytesPerSecond > 0) {
              from.pause();
              to.write(bytes);
              long took = bytes.length() * 1_000_000_000L / bytesPerSecond;
              resumeAt(from, System.nanoTime() + took);
            } else {
              send(from, to, bytes);
            }
          });
    }

    /** Or as soon as the wire is fast again. */
    private void resumeAt(NetSocket from, long nanos) {
      if (bytesPerSecond == 0 || System.nanoTime() >= nanos) {
        from.resume();
      } else {
        vertx.setTimer(50, t -> resumeAt(from, nanos));
      }
    }

    private void send(NetSocket from, NetSocket to, Buffer bytes) {
      long now = System.nanoTime();
      dueNanos = Math.max(dueNanos, now + TimeUnit.MILLISECONDS.toNanos(delayMs));
      long wait = TimeUnit.NANOSECONDS.toMillis(dueNanos - now);
      if (wait > 0) {
        vertx.setTimer(wait, t -> to.write(bytes));
        return;
      }
      to.write(bytes);
      if (to.writeQueueFull()) {
        from.pause();
        to.drainHandler(drained -> from.resume());
      }
    }
  }

  @Override
  public void close() {
    tear();
    server.close();
    client.close();
  }
}
