package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The way to one node, which answers when the test says so. */
class ErrandsTest {
  private final List<List<String>> sent = new ArrayList<>();
  private final List<CompletableFuture<Void>> answers = new ArrayList<>();
  private final List<String> byBus = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong();
  private final List<Runnable> later = new ArrayList<>();
  private long nanos;
  private boolean busy;
  private boolean refused;
  private int timesLost;
  private int timesLeft;

  private final Errands errands =
      new Errands(
          numbers,
          new Errands.Ways() {
            @Override
            public CompletionStage<?> byGrid(List<Errand.Word> words) {
              if (refused) {
                throw new IllegalStateException("refused");
              }
              sent.add(words.stream().map(ErrandsTest::text).toList());
              answers.add(new CompletableFuture<>());
              return answers.getLast();
            }

            @Override
            public void byBus(Errand.Word word) {
              byBus.add(text(word));
            }

            @Override
            public void onContext(Runnable work) {
              if (busy) {
                later.add(work);
              } else {
                work.run();
              }
            }

            @Override
            public void lost() {
              timesLost++;
            }

            @Override
            public void left(Errands left) {
              timesLeft++;
            }
          },
          () -> nanos);

  private static String text(Errand.Word word) {
    return new String(word.body(), StandardCharsets.UTF_8);
  }

  private boolean say(String... words) {
    boolean all = true;
    for (String word : words) {
      all &= errands.add("words", word.getBytes(StandardCharsets.UTF_8));
    }
    return all;
  }

  private void answer(int errand) {
    answers.get(errand).complete(null);
  }

  /** The longest that an errand is waited for is over. */
  private void patienceEnds() {
    nanos += Errands.PATIENCE.plus(Errands.JITTER).toNanos();
    errands.look();
  }

  @Test
  void oneIsUnderWayAtATimeAndWhatWaitsGoesTogether() {
    say("a", "b", "c");
    assertEquals(List.of(List.of("a")), sent);
    answer(0);
    assertEquals(List.of(List.of("a"), List.of("b", "c")), sent);
    answer(1);
    say("d");
    assertEquals(List.of("d"), sent.getLast());
    assertEquals(3, sent.size());
  }

  /** Where nobody speaks after that, nothing would be answered. */
  @Test
  void aLossInAQuietRoomIsTold() {
    say("a");
    for (int i = 0; i < Errands.MOST_TRIES; i++) {
      patienceEnds();
    }
    assertEquals(Errands.MOST_TRIES, sent.size());
    assertEquals(0, timesLost);
    errands.look();
    errands.look();
    assertEquals(1, timesLost);
    say("b");
    answer(answers.size() - 1);
    assertEquals(1, timesLost);
  }

  @Test
  void anErrandHasABound() {
    say("first");
    for (int i = 0; i < Errands.LARGEST + 1; i++) {
      say("word " + i);
    }
    answer(0);
    assertEquals(Errands.LARGEST, sent.get(1).size());
    answer(1);
    assertEquals(List.of("word " + Errands.LARGEST), sent.get(2));
  }

  @Test
  void largeWordsGoOneByOne() {
    String large = "x".repeat(400 * 1024);
    say("first", large, large);
    answer(0);
    assertEquals(List.of(large), sent.get(1));
    answer(1);
    assertEquals(List.of(large), sent.get(2));
  }

  @Test
  void whatIsNotAnsweredGoesAgainWithWhatWaits() {
    say("a", "b");
    nanos += Errands.PATIENCE.toNanos() - 1;
    errands.look();
    assertEquals(1, sent.size(), "it may still be answered");
    patienceEnds();
    assertEquals(List.of("a", "b"), sent.get(1));
    say("c");
    answer(0);
    assertEquals(2, sent.size(), "b may not have come");
    answer(1);
    assertEquals(List.of("c"), sent.get(2));
    assertEquals(0, timesLost);
  }

  @Test
  void aLateAnswerToWhatWentAgainEndsNothingElse() {
    say("a");
    patienceEnds();
    answer(1);
    say("b", "c");
    answer(0);
    assertEquals(List.of(List.of("a"), List.of("a"), List.of("b")), sent);
  }

  @Test
  void whatFailsGoesAgainButNotAtOnce() {
    say("a");
    answers.get(0).completeExceptionally(new IllegalStateException("away"));
    assertEquals(1, sent.size());
    patienceEnds();
    assertEquals(List.of("a"), sent.get(1));
  }

  @Test
  void whatCannotBeSentGoesAgainAsWell() {
    refused = true;
    say("a");
    refused = false;
    patienceEnds();
    assertEquals(List.of(List.of("a")), sent);
  }

  @Test
  void afterSomeTriesItsWordsAreLostAndTheOthersGoOn() {
    say("a");
    for (int i = 1; i < Errands.MOST_TRIES; i++) {
      patienceEnds();
    }
    say("b");
    assertEquals(Errands.MOST_TRIES, sent.size());
    patienceEnds();
    assertEquals(List.of("b"), sent.getLast());
    assertEquals(0, timesLost, "nobody is there to be told anew");
    answer(Errands.MOST_TRIES);
    assertEquals(1, timesLost);
    say("c");
    answer(Errands.MOST_TRIES + 1);
    assertEquals(1, timesLost, "that is told once");
  }

  @Test
  void noMoreWaitsThanItsBound() {
    for (int i = 0; i < Errands.MOST_WAITING + 10; i++) {
      say("" + i);
    }
    answer(0);
    assertEquals(0, timesLost, "to tell all anew would be too much still");
    for (int i = 1; i < answers.size(); i++) {
      answer(i);
    }
    assertEquals(Errands.MOST_WAITING, sent.stream().mapToInt(List::size).sum());
    assertEquals("" + (Errands.MOST_WAITING - 1), sent.getLast().getLast());
    assertEquals(1, timesLost);
  }

  @Test
  void noMoreBytesWaitThanTheirBound() {
    String large = "x".repeat(1024 * 1024);
    for (int i = 0; i < 2 * Errands.MOST_BYTES / large.length(); i++) {
      say(large);
    }
    for (int i = 0; i < answers.size(); i++) {
      answer(i);
    }
    assertEquals(Errands.MOST_BYTES / large.length(), sent.size());
    assertEquals(1, timesLost);
    say("small");
    assertEquals(List.of("small"), sent.getLast(), "there is room again");
  }

  @Test
  void whereTheBusIsBackWhatWaitsTakesItAfterWhatIsUnderWay() {
    say("a", "b");
    errands.leave();
    assertTrue(say("c"), "it stands behind the others");
    assertEquals(List.of(), byBus);
    answer(0);
    assertEquals(List.of("b", "c"), byBus);
    assertEquals(1, timesLeft);
    assertFalse(say("d"), "that takes the bus by itself");
    assertEquals(List.of(List.of("a")), sent);
    errands.leave();
    assertEquals(1, timesLeft);
  }

  @Test
  void whereNothingIsUnderWayItIsLeftAtOnce() {
    errands.leave();
    assertEquals(1, timesLeft);
    assertFalse(errands.stay());
  }

  @Test
  void theBusMayBeSilentAgainBeforeThat() {
    say("a", "b");
    errands.leave();
    assertTrue(errands.stay());
    answer(0);
    assertEquals(List.of("b"), sent.getLast());
    assertEquals(List.of(), byBus);
  }

  /** What is said before its turn has come stands behind the others. */
  @Test
  void theBusIsTakenOnTheContextOfThoseWhoSpeak() {
    busy = true;
    errands.leave();
    assertTrue(say("a", "b"));
    assertEquals(List.of(), sent);
    assertEquals(1, later.size(), "it is asked for once");
    later.removeFirst().run();
    assertEquals(List.of("a", "b"), byBus);
    assertFalse(say("c"));
  }

  @Test
  void whereTheBusIsSilentBeforeThatTurnHasComeItIsNotTaken() {
    busy = true;
    errands.leave();
    say("a");
    assertTrue(errands.stay());
    later.removeFirst().run();
    assertEquals(List.of(List.of("a")), sent);
    assertEquals(0, timesLeft);
  }

  @Test
  void whoNeverAnswersHoldsNobodyBackFromTheBus() {
    say("a", "b");
    errands.leave();
    for (int i = 0; i < Errands.MOST_TRIES; i++) {
      patienceEnds();
    }
    assertEquals(1, timesLeft);
    assertFalse(say("c"));
  }
}
