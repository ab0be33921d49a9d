package org.evenkeel.room;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random evenings for tests outside of this package: what was asked, and what became of it. */
public final class Evenings {
  private Evenings() {}

  /** One command in a room, and what followed. */
  public record Moment(RoomCommand command, Outcome outcome) {}

  /**
   * The same, and now and then somebody else takes the room over from a copy that lacks the last
   * moments; such a moment has no command.
   */
  public static List<Moment> tellOfManyKeepers(long seed, int steps) {
    Random random = new Random(seed);
    Story story = new Story(1 + random.nextInt(4), random.nextBoolean());
    List<Moment> moments = new ArrayList<>(steps);
    int keptSince = 0;
    for (int i = 0; i < steps; i++) {
      if (i > keptSince && random.nextInt(6) == 0) {
        Moment copy = moments.get(i - 1 - random.nextInt(Math.min(4, i - keptSince)));
        Room latest = story.room;
        Instant now = latest.clock().plusMillis(random.nextInt(3_000));
        story.now = now;
        Outcome taken = copy.outcome().room().inOtherHands("keeper " + i, now);
        story.room = taken.room();
        moments.add(new Moment(null, taken));
        keptSince = i;
      } else {
        RoomCommand command = story.next(step(random));
        moments.add(new Moment(command, story.apply(command)));
      }
    }
    return moments;
  }

  /** The same seed tells the same evening. */
  public static List<Moment> tell(long seed, int steps) {
    Random random = new Random(seed);
    Story story = new Story(1 + random.nextInt(4), random.nextBoolean());
    List<Moment> moments = new ArrayList<>(steps);
    for (int i = 0; i < steps; i++) {
      RoomCommand command = story.next(step(random));
      moments.add(new Moment(command, story.apply(command)));
    }
    return moments;
  }

  private static Story.Step step(Random random) {
    return new Story.Step(
        random.nextInt(Story.VERBS),
        random.nextInt(64),
        random.nextInt(64),
        random.nextInt(256),
        random.nextInt(8) == 0 ? random.nextInt(-5_000, 40_000) : random.nextInt(2_000));
  }
}
