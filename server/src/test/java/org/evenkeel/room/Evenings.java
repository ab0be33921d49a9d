package org.evenkeel.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random evenings for tests outside of this package: what was asked, and what became of it. */
public final class Evenings {
  private Evenings() {}

  /** One command in a room, and what followed. */
  public record Moment(RoomCommand command, Outcome outcome) {}

  /** The same seed tells the same evening. */
  public static List<Moment> tell(long seed, int steps) {
    Random random = new Random(seed);
    Story story = new Story(1 + random.nextInt(4), random.nextBoolean());
    List<Moment> moments = new ArrayList<>(steps);
    for (int i = 0; i < steps; i++) {
      RoomCommand command =
          story.next(
              new Story.Step(
                  random.nextInt(Story.VERBS),
                  random.nextInt(64),
                  random.nextInt(64),
                  random.nextInt(256),
                  random.nextInt(8) == 0 ? random.nextInt(-5_000, 40_000) : random.nextInt(2_000)));
      moments.add(new Moment(command, story.apply(command)));
    }
    return moments;
  }
}
