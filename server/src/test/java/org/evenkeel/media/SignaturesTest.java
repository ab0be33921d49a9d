package org.evenkeel.media;

import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody waits long for a signature, and not without end many. */
@Timeout(30)
class SignaturesTest {
  private final Vertx vertx = Vertx.vertx();
  private final Signatures signatures = new Signatures(vertx);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void itIsMadeOnAnotherThread() {
    Thread here = Thread.currentThread();
    assertTrue(await(signatures.make(() -> Thread.currentThread() != here)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            await(
                signatures.make(
                    () -> {
                      throw new IllegalArgumentException("no");
                    })));
  }

  @Test
  void whereItTakesTooLongThoseWhoWaitAreToldAndTheOthersAreNotEvenTakenOn() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    List<Future<Integer>> asked = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < 3 * Signatures.MOST_WAITING; i++) {
      asked.add(
          signatures.make(
              () -> {
                slow.await();
                return made.incrementAndGet();
              }));
    }
    await(Future.join(asked).otherwiseEmpty());
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
    assertTrue(asked.stream().allMatch(Future::failed));
    slow.countDown();
    org.awaitility.Awaitility.await().until(() -> made.get() == Signatures.MOST_WAITING);
    assertEquals("again", await(signatures.make(() -> "again")), "and then there is room again");
  }
}
