package org.evenkeel.live;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The sockets of this node, each kept by the event loop that it belongs to. A connection's number
 * names its loop, so words find their way without a shared table.
 */
final class Sockets {
  /** Of a connection's number: 24 random bits of this start, a count, and the loop. */
  private static final int LOOP_BITS = 6;

  private static final int COUNT_BITS = 34;
  private static final int MOST_LOOPS = 1 << LOOP_BITS;

  /** A loop that has not looked at its sockets twice within so many beats has stood still. */
  private static final int LATE_BEATS = 3;

  private final Vertx vertx;
  private final Duration beat;
  private final long salt =
      ThreadLocalRandom.current().nextLong(1 << 24) << (COUNT_BITS + LOOP_BITS);
  private final AtomicLong count = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private final Map<Thread, Loop> byThread = new ConcurrentHashMap<>();

  /**
   * @param beat how often each socket is looked at
   */
  Sockets(Vertx vertx, Duration beat) {
    this.vertx = vertx;
    this.beat = beat;
  }

  /** The loop of the calling event loop. */
  Loop here() {
    return byThread.computeIfAbsent(Thread.currentThread(), this::newLoop);
  }

  private synchronized Loop newLoop(Thread thread) {
    if (loops.size() == MOST_LOOPS) {
      throw new IllegalStateException("more than " + MOST_LOOPS + " event loops");
    }
    Loop loop = new Loop(loops.size(), vertx.getOrCreateContext());
    loops.add(loop);
    return loop;
  }

  /** How many are open, with or without a seat. */
  int size() {
    return open.get();
  }

  /** Carries words out; any thread. Words to a connection that is gone are dropped. */
  void deliver(List<Parcel> parcels) {
    if (loops.size() == 1) {
      loops.get(0).run(loop -> parcels.forEach(loop::deliver));
      return;
    }
    boolean[] named = new boolean[MOST_LOOPS];
    for (Parcel parcel : parcels) {
      for (long connection : parcel.to()) {
        named[(int) (connection & (MOST_LOOPS - 1))] = true;
      }
    }
    for (Loop loop : loops) {
      if (named[loop.index]) {
        loop.run(l -> parcels.forEach(l::deliver));
      }
    }
  }

  /** Calls something for every socket, each on its own loop; succeeds when all of it is done. */
  Future<Void> forEach(Function<LiveSocket, Future<?>> action) {
    List<Future<Void>> done = new ArrayList<>();
    for (Loop loop : loops) {
      Promise<Void> promise = Promise.promise();
      loop.run(
          l ->
              Future.join(List.copyOf(l.sockets.values()).stream().<Future<?>>map(action).toList())
                  .<Void>mapEmpty()
                  .onComplete(promise));
      done.add(promise.future());
    }
    return Future.join(done).mapEmpty();
  }

  /**
   * What this node can witness of its connections at this moment; of one that was looked at a
   * little earlier than another, no more.
   */
  Future<LifeProof> lifeProof(Duration silent) {
    long asked = System.nanoTime();
    List<Future<LifeProof>> parts = new ArrayList<>();
    for (Loop loop : loops) {
      Promise<LifeProof> promise = Promise.promise();
      loop.run(l -> promise.complete(LifeProof.of(l.sockets.values(), silent)));
      parts.add(promise.future());
    }
    return Future.all(parts)
        .map(all -> LifeProof.merge(all.list()).olderBy(System.nanoTime() - asked));
  }

  /** One event loop's sockets; everything but {@link #run} only on that loop. */
  final class Loop {
    private final int index;
    private final Context context;
    private final Map<Long, LiveSocket> sockets = new HashMap<>();

    /** When the sockets were looked at last, and when before that. */
    private long lookedNanos = System.nanoTime();

    private long lookedBeforeNanos = lookedNanos;

    private Loop(int index, Context context) {
      this.index = index;
      this.context = context;
      vertx.setPeriodic(beat.toMillis(), ignored -> run(l -> look()));
    }

    void look() {
      lookedBeforeNanos = lookedNanos;
      lookedNanos = System.nanoTime();
      List.copyOf(sockets.values()).forEach(LiveSocket::beat);
    }

    /**
     * Until when it is proven that somebody was there whose word is read now. Where the process has
     * stood still the word may have waited, and proves no more than the time before. That is so for
     * one look longer than it stood still: the loop may look before it reads what waits.
     */
    long provenNanos(long now) {
      boolean stoodStill = now - lookedBeforeNanos > LATE_BEATS * beat.toNanos();
      return stoodStill ? lookedBeforeNanos : now;
    }

    private void run(Consumer<Loop> work) {
      context.runOnContext(ignored -> work.accept(this));
    }

    /** A number that no other connection of this start has. */
    long newConnection() {
      return salt | (count.incrementAndGet() << LOOP_BITS) | index;
    }

    void add(LiveSocket socket) {
      sockets.put(socket.connection(), socket);
      open.incrementAndGet();
    }

    void remove(LiveSocket socket) {
      if (sockets.remove(socket.connection()) != null) {
        open.decrementAndGet();
      }
    }

    private void deliver(Parcel parcel) {
      List<Long> to = parcel.to();
      for (int i = 0; i < to.size(); i++) {
        LiveSocket socket = sockets.get(to.get(i));
        if (socket == null) {
          continue;
        }
        switch (parcel) {
          case Parcel.Change change -> socket.change(change.text());
          case Parcel.View view -> socket.view(view.seats().get(i), view.room());
          case Parcel.Offer offer -> socket.offer(offer.who().get(i));
          case Parcel.Message message -> socket.told(message.text());
          case Parcel.Farewell bye -> socket.farewell(bye.text(), (short) bye.code());
        }
      }
    }
  }
}
