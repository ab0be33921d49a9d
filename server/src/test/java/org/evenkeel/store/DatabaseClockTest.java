package org.evenkeel.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
  private static final Instant WRONG = Instant.parse("2026-03-02T18:05:00Z");
  private static final Instant RIGHT = Instant.parse("2026-03-02T18:00:00Z");
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong();
  private final DatabaseClock slow =
      new DatabaseClock(Clock.fixed(RIGHT, ZoneOffset.UTC), nanos::get);

  private void pass(long duration) {
    nanos.addAndGet(duration);
  }

  @Test
  void beforeItHasHeardItIsTheMachinesClock() {
    pass(2 * SECOND);
    assertEquals(RIGHT.plusSeconds(2), slow.instant());
  }

  @Test
  void aMachineThatIsLateIsSetRightAndAnAnswerIsTakenForItsMiddle() {
    slow.heard(RIGHT.plusSeconds(300), nanos.get(), nanos.get() + SECOND / 5);
    pass(SECOND);
    assertEquals(RIGHT.plusSeconds(300).plusMillis(900), slow.instant());
  }

  @Test
  void aMachineThatIsEarlyIsSetRightAtTheFirstAnswer() {
    DatabaseClock fast = new DatabaseClock(Clock.fixed(WRONG, ZoneOffset.UTC), nanos::get);
    assertEquals(WRONG, fast.instant());
    fast.heard(RIGHT, 0, 0);
    pass(SECOND);
    assertEquals(RIGHT.plusSeconds(1), fast.instant(), "and does not stand still for minutes");
  }

  @Test
  void aDatabaseWhoseClockIsSetBackMakesItStandStillRatherThanRunBackwards() {
    slow.heard(WRONG, 0, 0);
    assertEquals(WRONG, slow.instant());
    slow.heard(WRONG.minusSeconds(2), 0, 0);
    pass(SECOND);
    assertEquals(WRONG, slow.instant());
    pass(2 * SECOND);
    assertEquals(WRONG.plusSeconds(1), slow.instant());
  }

  @Test
  void anAnswerThatTookLongSaysNothing() {
    slow.heard(WRONG, 0, DatabaseClock.SLOWEST.toNanos() + 1);
    assertEquals(RIGHT, slow.instant());
  }

  @Test
  void aSlowAnswerDoesNotBlurWhatAQuickOneSaid() {
    slow.heard(RIGHT.plusSeconds(300), nanos.get(), nanos.get() + 1_000_000);
    pass(10 * SECOND);
    Instant before = slow.instant();
    // Its way to us was long, its way there short: half-way is wrong by 190 ms.
    slow.heard(RIGHT.plusSeconds(310), nanos.get(), nanos.get() + 400_000_000);
    assertEquals(before, slow.instant());
  }

  @Test
  void aSlowAnswerCountsWhenTheQuickOneIsOld() {
    slow.heard(RIGHT.plusSeconds(300), nanos.get(), nanos.get() + 1_000_000);
    pass(3_600 * SECOND);
    slow.heard(RIGHT.plusSeconds(300 + 3_601), nanos.get(), nanos.get() + 400_000_000);
    pass(200_000_000);
    assertEquals(RIGHT.plusSeconds(300 + 3_601), slow.instant());
  }

  @Test
  void aMachineThatStoodStillIsSetRightByASlowAnswerToo() {
    slow.heard(RIGHT, nanos.get(), nanos.get() + 1_000_000);
    pass(SECOND);
    // An hour in which the machine's own clock did not move.
    slow.heard(RIGHT.plusSeconds(3_601), nanos.get(), nanos.get() + 400_000_000);
    pass(200_000_000);
    assertEquals(RIGHT.plusSeconds(3_601), slow.instant());
  }
}
