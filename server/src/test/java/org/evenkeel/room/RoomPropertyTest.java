package org.evenkeel.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Random evenings, with {@link RoomWatch} looking at each command. */
class RoomPropertyTest {

  @Property(tries = 1500)
  void whateverHappensTheRoomKeepsItsPromises(
      @ForAll("steps") List<Story.Step> steps,
      @ForAll @IntRange(min = 1, max = 4) int capacity,
      @ForAll boolean waitingRoom) {
    tell(new Story(capacity, waitingRoom), steps);
  }

  private static void tell(Story story, List<Story.Step> steps) {
    RoomWatch watch = new RoomWatch();
    for (Story.Step step : steps) {
      look(watch, story, story.next(step));
    }
    Instant closing = story.room.rules().closesAt();
    story.now = story.now.isBefore(closing) ? closing : story.now;
    look(watch, story, new RoomCommand.Tick());
    watch.theEnd(story.room);
  }

  private static Outcome look(RoomWatch watch, Story story, RoomCommand command) {
    Room before = story.room;
    Outcome outcome = story.apply(command);
    watch.looksAt(before, command, story.now, outcome);
    return outcome;
  }

  @Provide
  Arbitrary<List<Story.Step>> steps() {
    Arbitrary<Long> jumps =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, Arbitraries.longs().between(0, 2_000)),
            net.jqwik.api.Tuple.of(2, Arbitraries.longs().between(-5_000, 40_000)),
            net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(-600_000, 600_000)));
    return Combinators.combine(
            Arbitraries.integers().between(0, Story.VERBS - 1).withoutEdgeCases(),
            Arbitraries.integers().between(0, 63).withoutEdgeCases(),
            Arbitraries.integers().between(0, 63).withoutEdgeCases(),
            Arbitraries.integers().between(0, 255).withoutEdgeCases(),
            jumps)
        .as(Story.Step::new)
        .list()
        .ofMaxSize(120);
  }

  /** Properties over stories that never get anywhere would prove nothing. */
  @Example
  void theRandomStoriesGetEverywhere() {
    Random random = new Random(7);
    Set<AttendanceEvent.Kind> kinds = EnumSet.noneOf(AttendanceEvent.Kind.class);
    Set<RoomError> refusals = EnumSet.noneOf(RoomError.class);
    Set<Notice.Reason> goodbyes = EnumSet.noneOf(Notice.Reason.class);
    Set<Class<?>> notices = new java.util.HashSet<>();
    for (int i = 0; i < 400; i++) {
      Story story = new Story(1 + i % 4, i % 2 == 0);
      RoomWatch watch = new RoomWatch();
      for (int s = 0; s < 120; s++) {
        Outcome outcome = look(watch, story, story.next(randomStep(random)));
        outcome.events().forEach(e -> kinds.add(e.kind()));
        if (outcome.reply() instanceof Reply.Refused refused) {
          refusals.add(refused.error());
        }
        for (Notice notice : outcome.notices()) {
          notices.add(notice.getClass());
          if (notice instanceof Notice.Goodbye bye) {
            goodbyes.add(bye.reason());
          }
        }
      }
    }
    assertEquals(EnumSet.allOf(AttendanceEvent.Kind.class), kinds);
    // Before the ticket's time is a matter of the ticket.
    assertEquals(EnumSet.complementOf(EnumSet.of(RoomError.SESSION_NOT_OPEN)), refusals);
    assertEquals(EnumSet.complementOf(EnumSet.of(Notice.Reason.CONSENT_REVOKED)), goodbyes);
    assertEquals(Set.of(Notice.class.getPermittedSubclasses()), notices);
  }

  private static Story.Step randomStep(Random random) {
    return new Story.Step(
        random.nextInt(Story.VERBS),
        random.nextInt(64),
        random.nextInt(64),
        random.nextInt(256),
        random.nextInt(8) == 0 ? random.nextInt(-5_000, 40_000) : random.nextInt(2_000));
  }
}
