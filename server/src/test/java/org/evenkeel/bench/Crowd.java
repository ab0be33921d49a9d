package org.evenkeel.bench;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** All clients of one server, on one event loop, and what they have counted. */
final class Crowd {
  private static final int PATIENCE_SECONDS = 30;
  private static final int MOST_ON_THEIR_WAY = 512;
  private static final int MOST_PER_STEP = 2_000;

  private final Vertx vertx;
  private final NetClient network;
  private final Subject subject;
  private final int rooms;
  private final Person[] people;
  private final SplittableRandom chance = new SplittableRandom(20_261_124);
  private final int[] order;
  private byte[] scratch = new byte[1 << 17];

  // The event loop only
  private final Latencies latencies = new Latencies();
  private final CompletableFuture<Long> allWelcomed = new CompletableFuture<>();
  private final CompletableFuture<Void> allGone = new CompletableFuture<>();
  private int connecting;
  private int welcomed;
  private int gone;
  private boolean leaving;
  private boolean talking;
  private long errors;
  private int turn;
  private long sent;
  private long roomFrames;
  private long roomBytes;
  private long lastFrameNanos;
  private volatile String failure;

  /** What came of some seconds of talk. */
  record Heard(
      long sent, long errors, long delivered, long frames, long bytes, double p50, double p99) {}

  Crowd(Vertx vertx, NetClient network, Subject subject, int rooms, int seats) throws Exception {
    this.vertx = vertx;
    this.network = network;
    this.subject = subject;
    this.rooms = rooms;
    this.people = new Person[rooms * seats];
    this.order = new int[people.length];
    List<String> tickets = subject.tickets(rooms, seats);
    Person[][] byRoom = new Person[rooms][seats];
    for (int i = 0; i < people.length; i++) {
      people[i] = new Person(this, byRoom[i % rooms], tickets.get(i));
      byRoom[i % rooms][i / rooms] = people[i];
      order[i] = i;
    }
  }

  int size() {
    return people.length;
  }

  int seats() {
    return people.length / rooms;
  }

  /** Everybody comes at once. Seconds from the first connect to the last welcome. */
  double join() throws Exception {
    CompletableFuture<Long> begun = new CompletableFuture<>();
    vertx.runOnContext(
        ignored -> {
          begun.complete(System.nanoTime());
          for (int i = 0; i < MOST_ON_THEIR_WAY; i++) {
            connectNext();
          }
        });
    long end = wait(allWelcomed);
    return (end - wait(begun)) / 1e9;
  }

  private void connectNext() {
    if (connecting < people.length) {
      Person person = people[connecting++];
      network
          .connect(subject.port(), "127.0.0.1")
          .onSuccess(
              socket -> {
                person.connected(socket, subject.port());
                connectNext();
              })
          .onFailure(refused -> failed("no connection: " + refused));
    }
  }

  /** Waits until nothing has been said for a while. */
  void settle() throws Exception {
    long quiet = TimeUnit.MILLISECONDS.toNanos(150);
    for (int i = 0; i < 200; i++) {
      Thread.sleep(20);
      if (System.nanoTime() - onLoop(() -> lastFrameNanos) > quiet) {
        return;
      }
    }
    throw new IOException(subject.name() + " does not come to rest");
  }

  /**
   * Lets them talk at a fixed rate, each as often as the others, in an order of chance; then waits
   * for what is on its way.
   *
   * @param perSecond updates said
   * @param waitSeconds so long it waits for the last of them
   */
  Heard talk(double perSecond, double seconds, double waitSeconds) throws Exception {
    onLoop(
        () -> {
          latencies.clear();
          sent = 0;
          errors = 0;
          talking = true;
          roomFrames = 0;
          roomBytes = 0;
          return null;
        });
    CompletableFuture<Void> said = new CompletableFuture<>();
    long start = System.nanoTime();
    vertx.setPeriodic(
        1,
        timer -> {
          double passed = (System.nanoTime() - start) / 1e9;
          long due = (long) (Math.min(passed, seconds) * perSecond) - sent;
          for (long i = Math.min(due, MOST_PER_STEP); i > 0; i--) {
            next().update();
            sent++;
          }
          if (passed >= seconds) {
            vertx.cancelTimer(timer);
            said.complete(null);
          }
        });
    wait(said);
    long wanted = onLoop(() -> sent) * seats();
    long deadline = System.nanoTime() + (long) (waitSeconds * 1e9);
    while (System.nanoTime() < deadline && onLoop(latencies::total) < wanted) {
      Thread.sleep(5);
    }
    return onLoop(
        () -> {
          talking = false;
          long missing = Math.max(0, wanted - latencies.total());
          return new Heard(
              sent,
              errors,
              latencies.total(),
              roomFrames,
              roomBytes,
              latencies.quantile(0.5, missing),
              latencies.quantile(0.99, missing));
        });
  }

  private Person next() {
    if (turn == order.length) {
      turn = 0;
    }
    int other = turn + chance.nextInt(order.length - turn);
    int index = order[other];
    order[other] = order[turn];
    order[turn++] = index;
    return people[index];
  }

  /** The hosts end their sessions, and the server sends everybody home. */
  void leave() throws Exception {
    onLoop(
        () -> {
          leaving = true;
          for (int i = 0; i < rooms; i++) {
            people[i].end();
          }
          return null;
        });
    wait(allGone);
  }

  private <T> T onLoop(java.util.concurrent.Callable<T> question) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    vertx.runOnContext(
        ignored -> {
          try {
            answer.complete(question.call());
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    return wait(answer);
  }

  private <T> T wait(CompletableFuture<T> future) throws Exception {
    T value = future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (failure != null) {
      throw new IOException(subject.name() + ": " + failure);
    }
    return value;
  }

  // What the people tell, all on the event loop

  byte[] scratch(int size) {
    if (scratch.length < size) {
      scratch = new byte[size * 2];
    }
    return scratch;
  }

  void frame(long now) {
    lastFrameNanos = now;
  }

  void roomFrame(int length) {
    roomFrames++;
    roomBytes += length;
  }

  void delivered(long nanos) {
    latencies.add(nanos, 1);
  }

  void welcomed(long now) {
    if (++welcomed == people.length) {
      allWelcomed.complete(now);
    }
  }

  void error(byte[] bytes, int from, int length) {
    errors++;
    if (talking) {
      return; // an overloaded server says so; the update is missing then
    }
    failed(new String(bytes, from, length, StandardCharsets.US_ASCII));
  }

  void gone() {
    if (!leaving) {
      failed("a connection was closed");
    }
    if (++gone == people.length) {
      allGone.complete(null);
    }
  }

  /** The first thing that goes wrong makes the run worthless, and ends it. */
  void failed(String what) {
    if (failure == null) {
      failure = what;
      IOException problem = new IOException(subject.name() + ": " + what);
      allWelcomed.completeExceptionally(problem);
      allGone.completeExceptionally(problem);
    }
  }
}
