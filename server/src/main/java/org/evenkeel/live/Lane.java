package org.evenkeel.live;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.evenkeel.room.Reply;
import org.evenkeel.room.RoomCommand;

/** A queue before one room. Any thread; whoever finds nothing under way sends. */
final class Lane {
  private static final int LARGEST_BATCH = 256;
  private static final long DEADLINE_SECONDS = OwnerClock.WAITED_FOR.toSeconds();

  private final Tick tick;
  private final Function<RoomBatch, Future<RoomBatch.Replies>> room;
  private final Supplier<Instant> now;
  private final ConcurrentLinkedQueue<Asked> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final AtomicBoolean held = new AtomicBoolean();
  private volatile boolean used;

  /** Something of what waits goes as soon as nothing is under way. */
  private volatile boolean urgent;

  /**
   * @param tick until whose end what people say of themselves waits (their microphone, the quality
   *     of their line), for others to go with it. Everything else goes at once, and takes along
   *     what waits
   * @param room where a batch is judged
   * @param now by this node's clock, which carries on the database's
   */
  Lane(Tick tick, Function<RoomBatch, Future<RoomBatch.Replies>> room, Supplier<Instant> now) {
    this.tick = tick;
    this.room = room;
    this.now = now;
  }

  Future<Reply> add(Asked asked) {
    if (size.incrementAndGet() > Rooms.MOST_WAITING && asked.recorded() == null) {
      size.decrementAndGet();
      return Future.failedFuture(new Overloaded());
    }
    used = true;
    waiting.add(asked);
    if (!mayWait(asked)) {
      sendNow();
    } else if (held.compareAndSet(false, true)) {
      tick.atItsEnd(
          () -> {
            held.set(false);
            sendNow();
          });
    }
    return asked.promise().future();
  }

  private void sendNow() {
    urgent = true;
    send();
  }

  private void send() {
    if (!urgent || !underWay.compareAndSet(false, true)) {
      return;
    }
    urgent = false;
    List<Asked> batch = new ArrayList<>();
    for (Asked next = poll(); next != null; next = poll()) {
      batch.add(next);
      if (batch.size() == LARGEST_BATCH) {
        break;
      }
    }
    if (batch.isEmpty()) {
      underWay.set(false);
      send();
      return;
    }
    if (!waiting.isEmpty()) {
      urgent = true; // more than one batch takes
    }
    run(batch);
  }

  /** Hands are raised in an order that must hold, and go at once. */
  private static boolean mayWait(Asked asked) {
    return asked.command() instanceof RoomCommand.Update update && update.hand() == null;
  }

  boolean isIdleSinceLastLook() {
    boolean idle = !used && !underWay.get() && waiting.isEmpty();
    used = false;
    return idle;
  }

  private Asked poll() {
    Asked next = waiting.poll();
    if (next != null) {
      size.decrementAndGet();
    }
    return next;
  }

  private void run(List<Asked> batch) {
    RoomBatch asked = RoomBatch.askedHere(Asked.work(batch, now.get()));
    Future<RoomBatch.Replies> running;
    try {
      running = room.apply(asked);
    } catch (RuntimeException notRunning) {
      running = Future.failedFuture(notRunning);
    }
    running
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .onComplete(
            done -> {
              underWay.set(false);
              answer(batch, asked.replies(done.result()), done.cause());
              send();
            });
  }

  private static void answer(List<Asked> batch, RoomBatch.Replies replies, Throwable failure) {
    if (failure == null) {
      Asked.answer(batch, replies.replies());
    } else {
      batch.forEach(asked -> asked.answer(null, failure));
    }
  }
}
