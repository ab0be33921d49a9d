package org.evenkeel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.evenkeel.live.LifeProof;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The beats are the test's; only what is waited for in vain takes real time. */
@Timeout(60)
class HeartbeatTest {
  private static final String TICK = "tick a 4200 {7=PT12S}";

  private final Vertx vertx = Vertx.vertx();
  private final FakeLeases leases = new FakeLeases();
  private final List<String> fenced = new ArrayList<>();
  private Future<LifeProof> proof =
      Future.succeededFuture(
          new LifeProof(Duration.ofMillis(4_200), Map.of(7L, Duration.ofSeconds(12))));
  private Duration time = Duration.ofHours(1);

  private final Heartbeat heartbeat =
      new Heartbeat(
          vertx, leases, "a", () -> proof, () -> fenced.add("fenced"), () -> time.toNanos());

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void beatAfter(Duration pause) {
    time = time.plus(pause);
    heartbeat.beat();
  }

  private void beatsEachSecond(int seconds) {
    for (int i = 0; i < seconds; i++) {
      beatAfter(Duration.ofSeconds(1));
    }
  }

  private static Duration nanos(long nanos) {
    return Duration.ofNanos(nanos);
  }

  @Test
  void itProvesWhatTheNodeCanWitness() {
    heartbeat.beat();
    assertEquals(List.of(TICK), leases.calls);
    heartbeat.beat();
    assertEquals(List.of(TICK, TICK), leases.calls);
  }

  @Test
  void itBeatsByItself() {
    heartbeat.start();
    await().until(() -> leases.calls.size() >= 2);
  }

  @Test
  void noTickWaitsBehindAnother() {
    Promise<Boolean> slow = Promise.promise();
    leases.tick = slow.future();
    heartbeat.beat();
    heartbeat.beat();
    assertEquals(1, leases.calls.size());
    slow.complete(true);
    heartbeat.beat();
    assertEquals(2, leases.calls.size());
  }

  /** A loop that stands still cannot say what its sockets have heard; it holds up one tick only. */
  @Test
  void aProofThatDoesNotComeIsNotWaitedForLong() {
    Future<LifeProof> good = proof;
    proof = Promise.<LifeProof>promise().future();
    heartbeat.beat();
    proof = good;
    await()
        .until(
            () -> {
              heartbeat.beat();
              return leases.calls.contains(TICK);
            });
  }

  @Test
  void whoWasTakenForDeadLearnsOfItOnceAndProvesNothingMore() {
    leases.tick = Future.succeededFuture(false);
    heartbeat.beat();
    heartbeat.beat();
    assertEquals(List.of("fenced"), fenced);
    assertTrue(heartbeat.isOver());
    assertEquals(1, leases.calls.size());
  }

  @Test
  void aDatabaseThatIsAwayFencesNobody() {
    leases.away = true;
    beatAfter(Duration.ofSeconds(60));
    assertEquals(List.of(), fenced);
    assertFalse(heartbeat.isOver());
  }

  @Test
  void itKnowsSinceWhenTheDatabaseDoesNotAnswer() {
    beatAfter(Duration.ofSeconds(1));
    assertEquals(Duration.ZERO, nanos(heartbeat.nanosSinceTick()));
    leases.away = true;
    beatAfter(Duration.ofSeconds(1));
    beatAfter(Duration.ofSeconds(1));
    assertEquals(Duration.ofSeconds(2), nanos(heartbeat.nanosSinceTick()));
    leases.away = false;
    beatAfter(Duration.ofSeconds(1));
    assertEquals(Duration.ZERO, nanos(heartbeat.nanosSinceTick()));
  }

  @Test
  void itKnowsForHowLongTheDatabaseHasAnsweredWithoutAMiss() {
    beatsEachSecond(10);
    assertEquals(Duration.ofSeconds(10), nanos(heartbeat.nanosInTouch()));
    leases.away = true;
    beatAfter(Duration.ofMillis(2_500));
    assertEquals(Duration.ofMillis(12_500), nanos(heartbeat.nanosInTouch()), "it may be slow");
    beatAfter(Duration.ofMillis(1));
    assertEquals(Duration.ZERO, nanos(heartbeat.nanosInTouch()));
    leases.away = false;
    beatAfter(Duration.ofSeconds(1));
    assertEquals(Duration.ZERO, nanos(heartbeat.nanosInTouch()), "it counts anew");
    beatAfter(Duration.ofSeconds(1));
    assertEquals(Duration.ofSeconds(1), nanos(heartbeat.nanosInTouch()));
  }

  /** A survivor is busy with those who come to it, and must not wait anew at each slow answer. */
  @Test
  void oneSlowAnswerIsNoOutage() {
    beatsEachSecond(10);
    leases.away = true;
    beatAfter(Duration.ofSeconds(1));
    leases.away = false;
    beatAfter(Duration.ofSeconds(1));
    assertEquals(Duration.ofSeconds(12), nanos(heartbeat.nanosInTouch()));
  }

  @Test
  void theLastTickComesBeforeTheEndOfTheLease() {
    assertTrue(heartbeat.stop().succeeded());
    assertEquals(List.of(TICK, "stop a"), leases.calls);
    heartbeat.beat();
    assertEquals(2, leases.calls.size());
    assertTrue(heartbeat.isOver());
  }

  @Test
  void itEndsAlsoWhereTheLastTickFails() {
    proof = Future.failedFuture("no loop answers");
    assertTrue(heartbeat.stop().succeeded());
    assertEquals(List.of("stop a"), leases.calls);
  }

  @Test
  void itEndsAfterTheTickThatIsUnderWay() {
    Promise<Boolean> slow = Promise.promise();
    leases.tick = slow.future();
    heartbeat.beat();
    Future<Void> end = heartbeat.stop();
    assertEquals(List.of(TICK), leases.calls);
    leases.tick = Future.succeededFuture(true);
    slow.complete(false);
    assertTrue(end.succeeded());
    assertEquals(List.of(TICK, TICK, "stop a"), leases.calls);
    assertEquals(List.of(), fenced, "it stops anyway");
  }
}
