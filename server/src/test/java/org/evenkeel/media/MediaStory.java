package org.evenkeel.media;

import static org.evenkeel.media.MediaWorld.person;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.media.MediaWorld.Occupant;

/**
 * Makes a group out of numbers: people come, go, are lost and come back, the media server starts
 * anew, and what is told of all that is late, twice, or never. Everybody in it behaves: whoever has
 * no seat any more leaves the media within seconds, or is a connection that dies slowly.
 */
final class MediaStory {

  /**
   * One thing that happens.
   *
   * @param what which
   * @param who to whom
   * @param flavour everything else that is left to chance
   */
  record Step(int what, int who, int flavour) {}

  static final int VERBS = 12;
  private static final int PEOPLE = 6;
  private static final int SLOWEST_SECONDS = 13;

  final MediaWorld world = new MediaWorld().begins();

  /** Whether what is told may be lost, beside being late. */
  private final boolean lossy;

  private final List<Later> later = new ArrayList<>();
  private final List<Sighting> history = new ArrayList<>();
  private int chance;
  private long seconds;

  /**
   * @param word of the media server, which keeps in its memory what it could not tell yet
   */
  private record Later(Instant at, boolean word, Runnable what) {}

  MediaStory(boolean lossy) {
    this.lossy = lossy;
    world.leads("p0");
    world.whenPutOut = who -> tells(world.left(who));
  }

  MediaStory happens(Step step) {
    chance = step.flavour();
    String name = "p" + step.who() % PEOPLE;
    switch (step.what() % VERBS) {
      case 0, 1 -> sits(name);
      case 2, 3, 4 -> comesOn(name);
      case 5 -> goesOff(name);
      case 6 -> losesSeat(name, 1 + chance % 4);
      case 7 -> isTakenOut(name);
      case 8 -> losesSeat(name, 30 + chance % 30);
      case 9 -> restarts();
      case 10 -> changesRole(name);
      default ->
          history.stream().skip(chance % (history.size() + 1)).findFirst().ifPresent(world::sees);
    }
    return passes(1 + chance % 5);
  }

  private void sits(String name) {
    if (!world.removed.contains(person(name)) && !world.seats.containsKey(person(name))) {
      world.sits(name);
    }
  }

  /** Also while an older connection of theirs is still there, which dies within a minute. */
  private void comesOn(String name) {
    if (!world.seats.containsKey(person(name))) {
      return;
    }
    Occupant before = world.latest.get(person(name));
    if (world.there.contains(before)) {
      in(20 + chance % 40, () -> leaves(before));
    }
    tells(world.joined(world.comesIn(name)));
  }

  private void goesOff(String name) {
    Occupant who = world.latest.get(person(name));
    if (who != null) {
      leaves(who);
    }
  }

  private void leaves(Occupant who) {
    if (world.there.remove(who)) {
      tells(world.left(who));
    }
  }

  private void losesSeat(String name, int mediaGoesAfter) {
    if (name.equals("p0") || !world.seats.containsKey(person(name))) {
      return;
    }
    Occupant who = world.latest.get(person(name));
    world.losesSeat(name).sees(new Sighting.Look());
    in(mediaGoesAfter, () -> leaves(who));
  }

  private void isTakenOut(String name) {
    if (!name.equals("p0") && world.seats.containsKey(person(name)) && chance % 3 == 0) {
      world.isRemoved(name).sees(new Sighting.Look());
    }
  }

  /** What it has not told by then it tells to nobody. */
  private void restarts() {
    if (chance % 5 == 0) {
      world.there.clear();
      later.removeIf(Later::word);
      history.clear();
    }
  }

  private void changesRole(String name) {
    if (!name.equals("p0") && world.seats.containsKey(person(name))) {
      world.seats.put(person(name), chance % 2 == 0);
      world.sees(new Sighting.Look());
    }
  }

  /** The media server tells of it: soon, late, twice, or not at all. */
  void tells(Sighting sighting) {
    history.add(sighting);
    if (lossy && chance % 5 == 0) {
      return;
    }
    says(chance % SLOWEST_SECONDS, sighting);
    if (chance % 7 == 0) {
      says(chance % SLOWEST_SECONDS + 20, sighting);
    }
    chance = chance / 2 + 11;
  }

  private void says(int seconds, Sighting sighting) {
    later.add(new Later(world.now.plusSeconds(seconds), true, () -> world.sees(sighting)));
  }

  private void in(int seconds, Runnable what) {
    later.add(new Later(world.now.plusSeconds(seconds), false, what));
  }

  MediaStory passes(int howMany) {
    for (int i = 0; i < howMany; i++) {
      world.after(1);
      List<Later> due = later.stream().filter(l -> !l.at().isAfter(world.now)).toList();
      later.removeAll(due);
      due.forEach(l -> l.what().run());
      if (++seconds % 10 == 0) {
        world.census();
      }
    }
    return this;
  }
}
