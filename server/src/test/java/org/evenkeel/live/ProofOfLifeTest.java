package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an answer, a word and a tick prove of the life of a connection. */
@ExtendWith(VertxExtension.class)
class ProofOfLifeTest {
  private static final long NOW = -7_000_000_000L;

  private static long provenBy(long sentBack) {
    return Downlink.provenNanos(Buffer.buffer().appendLong(sentBack), NOW);
  }

  @Test
  void anAnswerProvesLifeWhenItsPingWasSent() {
    long fiveSeconds = Duration.ofSeconds(5).toNanos();
    assertEquals(NOW - fiveSeconds, provenBy(NOW - fiveSeconds));
    assertEquals(NOW, provenBy(NOW));
  }

  @Test
  void whatWeHaveNotSentProvesThatSomebodySentItNow() {
    assertEquals(NOW, provenBy(NOW + 1), "from the future");
    assertEquals(NOW, provenBy(NOW - Duration.ofHours(1).toNanos() - 1), "older than any ping");
    assertEquals(NOW, provenBy(Long.MIN_VALUE), "any eight bytes");
    assertEquals(NOW, Downlink.provenNanos(Buffer.buffer(), NOW), "nothing at all");
    assertEquals(NOW, Downlink.provenNanos(Buffer.buffer("hello there"), NOW), "and text");
  }

  /** A ping goes to whoever was quiet for half as long as promised, and is looked for each beat. */
  @Test
  void whoOwesAnAnswerIsNamedAndShortensNobodysTime() {
    LiveOptions options = LiveOptions.standard(Set.of("http://evenkeel.test"));
    assertEquals(Duration.ofMillis(3_500), options.silentAfter());
  }

  @Test
  void aConnectionThatIsClosedAndUntoldIsSilent() {
    LifeProof proof = new LifeProof(Duration.ofSeconds(2), Map.of(1L, Duration.ofSeconds(9)));
    assertSame(proof, proof.and(Map.of()));
    assertEquals(
        new LifeProof(
            Duration.ofSeconds(2), Map.of(1L, Duration.ofSeconds(9), 5L, Duration.ofSeconds(3))),
        proof.and(Map.of(5L, Duration.ofSeconds(3))));
  }

  /** One loop was looked at before another, and the answer came later still. */
  @Test
  void whatWasSeenALittleEarlierIsALittleOlder() {
    LifeProof proof = new LifeProof(Duration.ofSeconds(2), Map.of(1L, Duration.ofSeconds(9)));
    assertEquals(
        new LifeProof(Duration.ofMillis(2_100), Map.of(1L, Duration.ofMillis(9_100))),
        proof.olderBy(Duration.ofMillis(100).toNanos()));
  }

  /** What waited while the process stood still may have been said at its beginning. */
  @Test
  void aWordThatIsReadAfterAStandstillProvesNoMoreThanTheTimeBefore(Vertx vertx) throws Exception {
    Duration beat = Duration.ofMillis(20);
    Sockets sockets = new Sockets(vertx, beat);
    Promise<Sockets.Loop> made = Promise.promise();
    vertx.runOnContext(ignored -> made.complete(sockets.here()));
    Sockets.Loop loop = made.future().await(5, TimeUnit.SECONDS);
    long standstill = Duration.ofMillis(200).toNanos();
    Future<Long> lag =
        vertx
            .timer(100, TimeUnit.MILLISECONDS)
            .map(
                ignored -> {
                  long now = System.nanoTime();
                  return now + standstill - loop.provenNanos(now + standstill);
                });
    assertTrue(lag.await(5, TimeUnit.SECONDS) >= standstill, "the last look was before that");

    // It stands still, and looks at its sockets before it reads what waits.
    Promise<Long> looked = Promise.promise();
    vertx.setTimer(
        100,
        ignored -> {
          long before = System.nanoTime();
          LockSupport.parkNanos(standstill);
          loop.look();
          looked.complete(before - loop.provenNanos(System.nanoTime()));
        });
    assertTrue(looked.future().await(5, TimeUnit.SECONDS) >= 0, "no more than the time before");
    long now = System.nanoTime() - Duration.ofSeconds(60).toNanos();
    assertEquals(now, loop.provenNanos(now), "no look is too old for what is read before it");
  }
}
