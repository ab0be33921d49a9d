package org.evenkeel.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.evenkeel.media.Action.Cause;
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
}
