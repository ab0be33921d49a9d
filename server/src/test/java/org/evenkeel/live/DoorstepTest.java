package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DoorstepTest {
  private final Doorstep doorstep = new Doorstep();
  private final List<Long> taken = Collections.synchronizedList(new ArrayList<>());

  private static List<Errand.Word> words(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(n -> new Errand.Word(n, "words", new byte[0]))
        .toList();
  }

  private void bring(String from, long first, long last) {
    doorstep.take(from, words(first, last), word -> taken.add(word.number()));
  }

  @Test
  void whatComesAgainWithMoreBehindItIsTakenOnce() {
    bring("a", 1, 3);
    bring("a", 1, 5);
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), taken);
  }

  @Test
  void anErrandThatComesAfterTheOneThatTookItsPlaceBringsNothing() {
    bring("a", 1, 5);
    bring("a", 1, 3);
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), taken);
  }

  @Test
  void everySenderCountsByItself() {
    bring("a", 7, 9);
    bring("b", 2, 3);
    assertEquals(List.of(7L, 8L, 9L, 2L, 3L), taken);
  }

  @Test
  void nothingIsKeptOfWhoIsGone() {
    bring("a", 7, 7);
    bring("b", 7, 7);
    for (int look = 0; look <= Doorstep.MOST_ABSENT; look++) {
      doorstep.keepOnly(Set.of("b"));
    }
    bring("a", 7, 7);
    bring("b", 7, 7);
    assertEquals(List.of(7L, 7L, 7L), taken, "b's is known still");
  }

  /** After a split the same node is there again, and sends again what was not answered. */
  @Test
  void whoIsOutOfViewForAMomentIsNotForgotten() {
    bring("a", 1, 3);
    for (int look = 0; look < Doorstep.MOST_ABSENT; look++) {
      doorstep.keepOnly(Set.of());
    }
    doorstep.keepOnly(Set.of("a"));
    doorstep.keepOnly(Set.of());
    bring("a", 1, 4);
    assertEquals(List.of(1L, 2L, 3L, 4L), taken);
  }

  @Test
  void aWordThatCannotBeTakenHoldsNobodyUp() {
    doorstep.take(
        "a",
        words(1, 3),
        word -> {
          if (word.number() == 2) {
            throw new IllegalStateException("cannot");
          }
          taken.add(word.number());
        });
    assertEquals(List.of(1L, 3L), taken);
  }

  /** A slow node is sent the words again, and finds them on another thread while it takes them. */
  @Test
  void whatComesAgainMeanwhileWaits() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread first =
        Thread.ofPlatform()
            .start(
                () ->
                    doorstep.take(
                        "a",
                        words(1, 2),
                        word -> {
                          begun.countDown();
                          wait(goOn);
                          taken.add(word.number());
                        }));
    wait(begun);
    Thread second = Thread.ofPlatform().start(() -> bring("a", 1, 3));
    await().until(() -> second.getState() == Thread.State.BLOCKED || !second.isAlive());
    assertEquals(List.of(), taken);
    goOn.countDown();
    first.join(10_000);
    second.join(10_000);
    assertEquals(List.of(1L, 2L, 3L), taken);
  }

  private static void wait(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
