package org.evenkeel.media;

import static org.evenkeel.media.MediaWorld.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.evenkeel.media.Action.Cause;
import org.evenkeel.media.MediaWorld.Occupant;
import org.junit.jupiter.api.Test;

/**
 * What the warden asks for is done by whoever asked it, and a node may die in between: it asks for
 * it again until it is seen to be done.
 */
class WardenAgainTest {
  private final MediaWorld world = new MediaWorld().begins().leads("Ana").sits("Maya");

  private List<String> ends() {
    return world.did(Action.End.class).stream().map(Action.End::room).sorted().toList();
  }

  @Test
  void ofSeveralRoomsThatAreOverEachIsEndedAtOnce() {
    world.dies = Action.End.class::isInstance;
    world.sees(new Sighting.Census(Map.of("old-1", 1, "old-2", 2), world.now));
    assertEquals(List.of("old-1", "old-2"), ends());
    world.after(2).sees(new Sighting.Census(Map.of("old-1", 1, "old-3", 1), world.now));
    assertEquals(List.of("old-1", "old-2", "old-3"), ends(), "not again and again");
  }

  @Test
  void anAlarmThatNobodyHeardIsForTheNextWhoLeads() {
    world.hostsAreAway = true;
    world.isOn("Maya").sees(world.joined(world.breaksIn(null)));
    Instant noticed = world.now;
    world.lives(Duration.ofMinutes(3));
    assertEquals(List.of(Cause.STRANGER), world.alarms(), "not to an empty room, again and again");
    assertEquals(List.of(), world.heardOf);
    world.hostsAreAway = false;
    world.sees(new Sighting.Look());
    assertEquals(List.of(noticed), world.heardOf, "as of when it was noticed");
    world.lives(Duration.ofMinutes(3));
    assertEquals(List.of(noticed), world.heardOf, "once");
  }

  @Test
  void anAlarmIsToldAgainWhereWhoeverWasToTellItDied() {
    world.dies = Action.Alarm.class::isInstance;
    world.isOn("Ana").sees(world.joined(world.breaksIn(null)));
    Instant noticed = world.now;
    world.after(4);
    world.dies = action -> false;
    assertEquals(List.of(), world.heardOf);
    world.lives(Duration.ofMinutes(3));
    assertEquals(List.of(noticed), world.heardOf);
  }

  @Test
  void ofSeveralAlarmsThatNobodyHeardTheFirstIsTold() {
    world.hostsAreAway = true;
    world.isOn("Maya").sees(world.joined(world.breaksIn(null)));
    Instant first = world.now;
    world.after(60).sees(world.joined(world.breaksIn(null)));
    assertEquals(2, world.alarms().size());
    world.hostsAreAway = false;
    world.lives(Duration.ofMinutes(1));
    assertEquals(List.of(first), world.heardOf);
  }

  @Test
  void alateAnswerToAnEarlierAlarmIsNoAnswerToALaterOne() {
    world.dies = Action.Alarm.class::isInstance;
    world.isOn("Ana").sees(world.joined(world.breaksIn(null)));
    Instant first = world.now;
    world.sees(new Sighting.AlarmAnswered(first, true));
    world.after(60).sees(world.joined(world.breaksIn(null)));
    Instant second = world.now;
    world.sees(new Sighting.AlarmAnswered(first, true));
    world.dies = action -> false;
    world.lives(Duration.ofSeconds(20));
    assertEquals(List.of(second), world.heardOf);
  }

  /** The node that had it judged dies, with all that it was to do. */
  private void theNodeDiesAndAnotherTakesOver() {
    world.dies = action -> true;
    world.sees(new Sighting.Look());
    world.dies = action -> false;
  }

  @Test
  void aKickThatNobodyAskedForIsAskedForByTheNext() {
    world.isOn("Ana").isOn("Maya").isRemoved("Maya");
    theNodeDiesAndAnotherTakesOver();
    assertTrue(world.isThere("Maya"));
    world.lives(Duration.ofSeconds(10));
    assertFalse(world.isThere("Maya"));
    assertEquals(List.of(), world.alarms());
  }

  @Test
  void aMoveThatNobodyMadeIsMadeByTheNext() {
    Occupant maya = world.comesIn("Maya");
    world.isOn("Ana").sees(world.joined(maya)).isRemoved("Maya").after(1).after(3);
    Occupant again = world.breaksIn(person("Maya"));
    world.dies = action -> true;
    world.sees(world.joined(again));
    assertEquals("room-1", world.media);
    // What was the reason is over before anybody looks again.
    world.goesOff(again);
    world.dies = action -> false;
    world.lives(Duration.ofSeconds(15));
    assertEquals("room-2", world.media);
    world.lives(Duration.ofMinutes(2));
    assertEquals("room-2", world.media, "once");
  }

  @Test
  void anEndThatNobodyAskedForIsAskedForByTheNext() {
    world.isOn("Ana").isOn("Maya");
    world.ended = true;
    theNodeDiesAndAnotherTakesOver();
    assertEquals(2, world.there.size());
    world.lives(Duration.ofSeconds(10));
    assertEquals(List.of(), world.there);
  }

  @Test
  void factsThatNobodyWroteAreNotedAgainWithTheSameWords() {
    world.isOn("Ana");
    Occupant maya = world.comesIn("Maya");
    world.after(2).sees(world.joined(maya)).after(7).goesOff(maya);
    List<Action.Note> first = world.did(Action.Note.class);
    assertEquals(3, first.size());
    world.done.clear();
    world.lives(Duration.ofSeconds(15));
    assertEquals(Set.copyOf(first), Set.copyOf(world.did(Action.Note.class)));
    world.lives(Duration.ofMinutes(2));
    world.done.clear();
    world.lives(Duration.ofMinutes(2));
    assertEquals(List.of(), world.did(Action.Note.class), "not for ever");
  }
}
