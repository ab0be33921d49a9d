package org.evenkeel.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Faults in an order by chance, one crowd living through all of them. */
final class Schedule {
  private static final int BACK_SECONDS = 60;

  private enum Blow {
    KILL,
    RESTART,
    FREEZE,
    DATABASE_SWALLOWED,
    DATABASE_TORN,
    DATABASE_SLOW,
    NOTHING
  }

  private final Town town;
  private final Random chance;
  private final List<String> done = new ArrayList<>();

  Schedule(Town town, long seed) {
    this.town = town;
    this.chance = new Random(seed);
  }

  List<Finding> run(int rooms, int each, int blows) throws Exception {
    Crowd crowd = Crowd.gather(town, rooms, each, chance.nextLong());
    for (int i = 0; i < blows; i++) {
      Thread.sleep(500 + chance.nextInt(3_000));
      Blow blow = Blow.values()[chance.nextInt(Blow.values().length)];
      int node = chance.nextInt(town.size());
      done.add(blow + " of " + node);
      System.out.println("faults: " + done.getLast());
      crowd.fault();
      strike(crowd, blow, node);
      town.repair();
      crowd.awaitAllBack(BACK_SECONDS);
      Thread.sleep(4_000);
    }
    return crowd.judge("Random: " + String.join(", ", done), Limits.FROZEN.returning(30, 30));
  }

  private void strike(Crowd crowd, Blow blow, int node) throws Exception {
    switch (blow) {
      case KILL -> {
        crowd.cut(node, Seen.Way.TORN);
        town.node(node).kill9();
      }
      case RESTART -> town.node(node).stop();
      case FREEZE -> {
        int ms = 500 + chance.nextInt(20_000);
        // A short pause ends before anybody's path is lost; the clients know best.
        if (ms > 5_000) {
          crowd.cut(node, Seen.Way.SILENT);
        }
        town.node(node).signal("STOP");
        Thread.sleep(ms);
        town.node(node).signal("CONT");
        // As in F4: a node that wakes is an event of its own, however long it slept.
        crowd.fault();
        Thread.sleep(1_000);
      }
      case DATABASE_SWALLOWED -> {
        for (int i = 0; i < town.size(); i++) {
          town.toDatabase(i).swallow();
        }
        Thread.sleep(1_000 + chance.nextInt(14_000));
      }
      case DATABASE_TORN -> {
        for (int i = 0; i < town.size(); i++) {
          town.toDatabase(i).tear();
        }
      }
      case DATABASE_SLOW -> {
        for (int i = 0; i < town.size(); i++) {
          town.toDatabase(i).delay(400);
        }
        Thread.sleep(5_000);
      }
      case NOTHING -> Thread.sleep(1_000);
    }
  }
}
