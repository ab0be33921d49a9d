package org.evenkeel.media;

import static org.evenkeel.media.MediaWorld.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.evenkeel.media.MediaStory.Step;
import org.evenkeel.media.MediaWorld.Occupant;
import org.evenkeel.media.Sighting.Answer;

/** What the warden promises, whatever a group does and whatever is told of it. */
class WardenPropertyTest {
  private static final int GONE_WITHIN = 25;
  private static final int MOVED_WITHIN = 40;

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, MediaStory.VERBS - 1),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 100_000))
        .as(Step::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(60);
  }

  private static MediaStory story(boolean lossy, List<Step> steps) {
    MediaStory story = new MediaStory(lossy);
    steps.forEach(story::happens);
    return story;
  }

  private static void nobodyIsWronged(MediaWorld world) {
    assertEquals(List.of(), world.unjust, "nobody is put out who has a right to be there");
    assertEquals(List.of(), world.alarms(), "nobody is alarmed for nothing");
    assertEquals(List.of(), world.moves(), "nobody is moved for nothing");
  }

  @Property(tries = 600)
  void aGroupThatBehavesIsNeverWronged(@ForAll("steps") List<Step> steps) {
    MediaStory story = story(true, steps);
    nobodyIsWronged(story.world);
    nobodyIsWronged(story.passes(120).world);
  }

  @Property(tries = 300)
  void inTheEndWhatIsKnownIsWhatIsThere(@ForAll("steps") List<Step> steps) {
    MediaWorld world = story(false, steps).passes(120).world;
    world.census();
    List<String> known = world.stays.open().stream().map(Stay::nick).sorted().toList();
    for (Occupant there : world.there) {
      assertTrue(known.contains(there.nick()), "nobody is there unknown");
      assertTrue(world.seats.containsKey(there.person()), "nobody is there without a seat");
    }
  }

  @Property(tries = 300)
  void whoStaysWithoutASeatIsSoonGone(@ForAll("steps") List<Step> steps, @ForAll boolean takenOut) {
    MediaStory story = story(true, steps);
    MediaWorld world = story.world.sits("Eve");
    Occupant eve = world.comesIn("Eve");
    story.tells(world.joined(eve));
    story.passes(3);
    if (takenOut) {
      world.isRemoved("Eve");
    } else {
      world.losesSeat("Eve");
    }
    story.passes(takenOut ? 1 : GONE_WITHIN);
    assertFalse(world.there.contains(eve));
    assertEquals(List.of(), world.alarms(), "a kick was enough");
  }

  @Property(tries = 200)
  void whereKicksHaveNoEffectTheGroupMoves(
      @ForAll("steps") List<Step> steps, @ForAll Answer answer) {
    MediaStory story = story(true, steps);
    MediaWorld world = story.world.sits("Eve");
    if (answer == Answer.NOBODY) {
      return;
    }
    Occupant eve = world.comesIn("Eve");
    story.tells(world.joined(eve));
    story.passes(3);
    String before = world.media;
    world.isRemoved("Eve");
    world.kicksAnswer = answer;
    story.passes(MOVED_WITHIN);
    assertNotEquals(before, world.media);
    assertFalse(world.there.contains(eve));
    assertFalse(world.alarms().isEmpty(), "and those who lead know of it");
  }

  /** Lost words of somebody's leaving may hide one who comes; late ones may not for long. */
  @Property(tries = 200)
  void whoComesInUnseenIsFoundByCounting(@ForAll("steps") List<Step> steps) {
    MediaStory story = story(false, steps).passes(90);
    MediaWorld world = story.world;
    Occupant unseen = world.breaksIn(person("Eve"));
    story.passes(MOVED_WITHIN);
    assertFalse(world.there.contains(unseen));
    assertFalse(world.alarms().isEmpty());
  }

  @Property(tries = 200)
  void whoComesBackMovesTheGroupAtOnce(@ForAll("steps") List<Step> steps) {
    MediaStory story = story(true, steps);
    MediaWorld world = story.world.sits("Eve");
    story.tells(world.joined(world.comesIn("Eve")));
    story.passes(2);
    world.isRemoved("Eve");
    story.passes(3);
    String before = world.media;
    Occupant again = world.breaksIn(person("Eve"));
    world.sees(world.joined(again));
    assertNotEquals(before, world.media, "in the same moment");
    assertFalse(world.there.contains(again));
  }

  @Example
  void whatIsRememberedHasABound() {
    MediaWorld world = new MediaWorld().begins();
    for (int i = 0; i < 1_500; i++) {
      world.sits("p" + i);
      world.sees(world.joined(world.comesIn("p" + i)));
      if (i % 2 == 0) {
        world.goesOff(world.latest.get(person("p" + i)));
      }
    }
    assertTrue(world.stays.open().size() <= Vigil.MOST_OPEN);
    assertTrue(world.stays.over().size() <= 500);
  }
}
