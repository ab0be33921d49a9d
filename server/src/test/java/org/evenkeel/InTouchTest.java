package org.evenkeel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes, of which one does not hear the database. */
@Timeout(60)
class InTouchTest {
  private static final Duration WITHOUT = Duration.ofSeconds(6);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Map<String, Consumer<Buffer>> handlers = new HashMap<>();
  private final List<Runnable> underWay = new ArrayList<>();
  private final List<String> yields = new ArrayList<>();
  private Duration cutOffFor = Duration.ofSeconds(7);
  private Duration otherInTouchFor = Duration.ofMinutes(1);
  private InTouch asks;

  @BeforeEach
  void twoNodes() throws Exception {
    InTouch answers = node("answers", () -> Duration.ZERO, () -> otherInTouchFor);
    asks = node("asks", () -> cutOffFor, () -> Duration.ZERO);
    onContext(
        () -> {
          answers.serve();
          asks.serve();
        });
  }

  private InTouch node(String name, Supplier<Duration> sinceTick, Supplier<Duration> inTouch) {
    InTouch.Post post =
        new InTouch.Post() {
          @Override
          public void send(String node, String topic, Buffer body) {
            underWay.add(() -> handlers.get(node + topic).accept(body));
          }

          @Override
          public void hear(String topic, Consumer<Buffer> handler) {
            handlers.put(name + topic, handler);
          }
        };
    return new InTouch(
        vertx,
        name,
        () -> Set.of("asks", "answers"),
        post,
        () -> sinceTick.get().toNanos(),
        () -> inTouch.get().toNanos());
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void onContext(Runnable work) throws Exception {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        ignored -> {
          work.run();
          done.complete();
        });
    done.future().await(10, TimeUnit.SECONDS);
  }

  private void ask() throws Exception {
    onContext(() -> asks.ask(WITHOUT, () -> yields.add("yields")));
  }

  /** All that is under way arrives, and what follows from it. */
  private void arrive() throws Exception {
    while (!underWay.isEmpty()) {
      underWay.removeFirst().run();
    }
    onContext(() -> {});
  }

  @Test
  void whoIsCutOffYieldsWhereAnotherIsNot() throws Exception {
    ask();
    assertEquals(1, underWay.size(), "it does not ask itself");
    arrive();
    assertEquals(List.of("yields"), yields);
  }

  @Test
  void whoHearsTheDatabaseAsksNobody() throws Exception {
    cutOffFor = Duration.ofSeconds(5);
    ask();
    assertEquals(0, underWay.size());
  }

  @Test
  void whoHasJustFoundItAgainMovesNobody() throws Exception {
    otherInTouchFor = Duration.ofSeconds(2);
    ask();
    arrive();
    assertEquals(List.of(), yields);
  }

  @Test
  void whoHasFoundItMeanwhileStays() throws Exception {
    ask();
    cutOffFor = Duration.ZERO;
    arrive();
    assertEquals(List.of(), yields);
  }

  @Test
  void anAnswerToAnEarlierQuestionSaysNothing() throws Exception {
    ask();
    underWay.removeFirst().run();
    Runnable late = underWay.removeFirst();
    otherInTouchFor = Duration.ZERO;
    ask();
    late.run();
    arrive();
    assertEquals(List.of(), yields);
    otherInTouchFor = Duration.ofMinutes(1);
    ask();
    arrive();
    assertEquals(List.of("yields"), yields);
  }
}
