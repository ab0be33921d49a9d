package org.evenkeel;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What nodes ask each other when one of them does not hear the database: whether the others do.
 *
 * <p>It goes as rooms' words do, also where the event bus is silent: whoever is cut off from the
 * database may be cut off from the bus by the same fault, and would never step aside.
 */
final class InTouch {
  private static final String ASKED = "in-touch-asked";
  private static final String TOLD = "in-touch-told";
  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Vertx vertx;
  private final String self;
  private final Supplier<Set<String>> nodes;
  private final Post post;
  private final LongSupplier nanosSinceTick;
  private final LongSupplier nanosInTouch;
  private Context context;

  // The context only
  private Question last;

  /** How words go to another node, and come from there on any thread. */
  interface Post {
    void send(String node, String topic, Buffer body);

    void hear(String topic, Consumer<Buffer> handler);
  }

  private record Question(long askedNanos, Duration without, Runnable othersAre) {}

  /**
   * @param nodes all that this node sees
   * @param nanosSinceTick how this node stands with the database now
   * @param nanosInTouch and for how long it has done so
   */
  InTouch(
      Vertx vertx,
      String self,
      Supplier<Set<String>> nodes,
      Post post,
      LongSupplier nanosSinceTick,
      LongSupplier nanosInTouch) {
    this.vertx = vertx;
    this.self = self;
    this.nodes = nodes;
    this.post = post;
    this.nanosSinceTick = nanosSinceTick;
    this.nanosInTouch = nanosInTouch;
  }

  /** Answers the others. Call it on the context on which it is to ask. */
  void serve() {
    context = vertx.getOrCreateContext();
    post.hear(ASKED, this::answer);
    post.hear(
        TOLD,
        in -> {
          long question = in.getLong(0);
          long inTouch = in.getLong(8);
          context.runOnContext(ignored -> told(question, inTouch));
        });
  }

  private void answer(Buffer in) {
    Buffer answer = Buffer.buffer().appendLong(in.getLong(0)).appendLong(nanosInTouch.getAsLong());
    post.send(in.getString(8, in.length()), TOLD, answer);
  }

  /**
   * Asks all others, where this node has not been answered for longer than that.
   *
   * @param othersAre called for each that has been in touch all the while. Not for one that has
   *     just found the database again: that may be our turn in a moment, and nobody need move
   */
  void ask(Duration without, Runnable othersAre) {
    if (!isCutOff(without)) {
      return;
    }
    last = new Question(System.nanoTime(), without, othersAre);
    Buffer question = Buffer.buffer().appendLong(last.askedNanos()).appendString(self);
    for (String node : nodes.get()) {
      if (!node.equals(self)) {
        post.send(node, ASKED, question);
      }
    }
  }

  /** An answer that comes late says nothing of now; by then the next question is out. */
  private void told(long question, long inTouch) {
    boolean now =
        last != null && last.askedNanos() == question && System.nanoTime() - question < SOON_NANOS;
    if (now && inTouch > last.without().toNanos() && isCutOff(last.without())) {
      last.othersAre().run();
    }
  }

  private boolean isCutOff(Duration without) {
    return nanosSinceTick.getAsLong() > without.toNanos();
  }
}
