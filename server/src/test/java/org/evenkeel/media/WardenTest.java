package org.evenkeel.media;

import static org.evenkeel.media.MediaWorld.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.evenkeel.media.Action.Cause;
import org.evenkeel.media.Action.Fact;
import org.evenkeel.media.MediaWorld.Occupant;
import org.evenkeel.media.Sighting.Answer;
import org.evenkeel.media.Stay.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The warden in a group of Ana, who leads it, and Maya and Tom. */
class WardenTest {
  private final MediaWorld world = new MediaWorld().begins().leads("Ana").sits("Maya").sits("Tom");

  @BeforeEach
  void whoIsPutOutIsSeenToGo() {
    world.whenPutOut = who -> world.sees(world.left(who));
  }

  private void nobodyIsDisturbed() {
    assertEquals(List.of(), world.alarms());
    assertEquals(List.of(), world.moves());
    assertEquals(List.of(), world.kicks());
  }

  private void nobodyIsToldOrMoved() {
    assertEquals(List.of(), world.alarms());
    assertEquals(List.of(), world.moves());
  }

  private void aMinutePasses() {
    world.lives(Duration.ofSeconds(60));
  }

  @Test
  void agroupThatIsWhereItBelongsIsLeftAlone() {
    world.isOn("Ana").isOn("Maya").isOn("Tom");
    world.lives(Duration.ofMinutes(10));
    nobodyIsDisturbed();
    assertEquals(3, Set.copyOf(world.did(Action.Note.class)).size());
  }

  // A kicked person walks back in

  @Test
  void whomAHostTakesOutIsKickedAtOnceAndNobodyIsAlarmed() {
    world.isOn("Ana").isOn("Maya").isRemoved("Maya").sees(new Sighting.Look());
    assertEquals(List.of(Reason.REMOVED), world.kicks());
    assertFalse(world.isThere("Maya"));
    aMinutePasses();
    nobodyIsToldOrMoved();
  }

  @Test
  void whoComesBackAfterThatMovesTheGroupAtOnce() {
    world.isOn("Ana").isOn("Maya").isRemoved("Maya").after(3);
    world.sees(world.joined(world.breaksIn(person("Maya"))));
    assertEquals(List.of(Cause.RETURNED), world.moves());
    assertEquals(List.of(Cause.RETURNED), world.alarms());
    assertFalse(world.isThere("Maya"));
    world.seats.keySet().forEach(seat -> assertNotEquals("room-1", world.media));
  }

  @Test
  void asecondConnectionOfTheirsIsKickedWithTheFirst() {
    Occupant first = world.comesIn("Maya");
    world.sees(world.joined(first)).after(2);
    world.sees(world.joined(world.comesIn("Maya")));
    world.isRemoved("Maya").sees(new Sighting.Look());
    assertFalse(world.isThere("Maya"));
    assertEquals(List.of(Reason.REMOVED, Reason.REMOVED), world.kicks());
  }

  @Test
  void aWordOfTheirFirstStayThatComesAgainIsNoReturn() {
    Occupant maya = world.comesIn("Maya");
    world.sees(world.joined(maya)).isRemoved("Maya").after(1).sees(world.left(maya));
    world.after(5).sees(world.joined(maya)).sees(world.joined(maya)).sees(world.left(maya));
    aMinutePasses();
    nobodyIsToldOrMoved();
  }

  @Test
  void theFirstWordOfTheirStayThatComesAfterTheKickIsNoReturn() {
    Occupant maya = world.comesIn("Maya");
    world.after(2).isRemoved("Maya").after(1);
    assertFalse(world.isThere("Maya"));
    world.after(6).sees(world.joined(maya));
    aMinutePasses();
    nobodyIsToldOrMoved();
  }

  // A lost event hides an intruder

  @Test
  void moreThanWeKnowOfIsToldAtOnceAndMovesTheGroupIfItStays() {
    world.isOn("Ana").isOn("Maya");
    world.breaksIn(person("Nobody"));
    world.after(10).census();
    assertEquals(List.of(Cause.SURPLUS), world.alarms());
    assertEquals(List.of(), world.moves());
    world.after(10).census();
    assertEquals(List.of(Cause.SURPLUS), world.moves());
    assertFalse(world.isThere("Nobody"));
  }

  @Test
  void lostEventsOfPeopleWhoCameThroughTheDoorAreNoSurplus() {
    world.comesIn("Ana");
    world.comesIn("Maya");
    world.comesIn("Tom");
    aMinutePasses();
    nobodyIsDisturbed();
  }

  @Test
  void whoLeavesWhileTheyAreCountedIsNoSurplus() {
    world.isOn("Ana");
    Occupant maya = world.comesIn("Maya");
    world.after(20).goesOff(maya);
    world.sees(new Sighting.Census(Map.of("room-1", 2), world.now.minusMillis(900)));
    nobodyIsDisturbed();
  }

  @Test
  void afterAStartInTheMiddleOfASessionThoseWhoTalkAreNoIntruders() {
    MediaWorld later = new MediaWorld().leads("Ana");
    later.breaksIn(person("Ana"));
    later.breaksIn(person("Maya"));
    later.breaksIn(person("Tom"));
    later.lives(Duration.ofSeconds(20));
    later.sits("Maya").sits("Tom").lives(Duration.ofMinutes(3));
    assertEquals(List.of(), later.alarms());
    later.breaksIn(person("Nobody"));
    later.lives(Duration.ofSeconds(21));
    assertEquals(List.of(Cause.SURPLUS), later.alarms());
    assertEquals(List.of(Cause.SURPLUS), later.moves());
  }

  // Stale, late and repeated words

  @Test
  void aNewerJoinEndsTheOlderStayOfTheSameConnection() {
    Occupant first = world.comesIn("Maya");
    world.sees(world.joined(first)).after(2);
    Occupant again =
        new Occupant("room-1", first.nick(), first.jid(), first.joinedAt() + 2, first.person());
    world.sees(new Sighting.Admitted("room-1", person("Maya"), first.nick(), false));
    world.sees(world.joined(again)).sees(world.left(first));
    assertEquals(1, world.stays.open().size());
    assertEquals(again.joinedAt(), world.stays.open().getFirst().joinedAt());
  }

  @Test
  void aConnectionThatJitsiStillTakesForAliveIsPutOutAndNobodyIsAlarmed() {
    Occupant first = world.comesIn("Maya");
    world.sees(world.joined(first)).after(5);
    Occupant second = world.comesIn("Maya");
    world.sees(world.joined(second)).census();
    aMinutePasses();
    assertEquals(List.of(Reason.REPLACED), world.kicks());
    assertEquals(List.of(second), world.there);
    nobodyIsToldOrMoved();
  }

  @Test
  void aNewerConnectionThatNeverArrivesCostsNobodyTheirOlderOne() {
    world.isOn("Maya");
    world.sees(new Sighting.Admitted("room-1", person("Maya"), "deadbeef", false));
    aMinutePasses();
    nobodyIsDisturbed();
    assertTrue(world.isThere("Maya"));
  }

  /** Of two whose joins nobody told of, the one is put out; its last word is not the other's. */
  @Test
  void theLastWordOfAConnectionThatWasPutOutEndsNoOther() {
    world.whenPutOut = who -> {};
    Occupant first = world.comesIn("Maya");
    world.after(1).isOn("Maya");
    for (int i = 0; i < 20; i++) {
      world.after(1);
    }
    assertFalse(world.there.contains(first), "it was replaced");
    world.comesIn("Maya");
    world.sees(world.left(first)).census();
    aMinutePasses();
    nobodyIsToldOrMoved();
    assertEquals(List.of(Reason.REPLACED), world.kicks().stream().distinct().toList());
  }

  @Test
  void aRestartOfTheMediaServerEndsAllStaysSilently() {
    world.isOn("Ana").isOn("Maya").after(30);
    world.there.clear();
    world.census();
    assertEquals(List.of(), world.stays.open());
    world.isOn("Ana").isOn("Maya");
    aMinutePasses();
    nobodyIsDisturbed();
  }

  @Test
  void aKickThatFindsNobodyEndsTheStay() {
    Occupant maya = world.comesIn("Maya");
    world.isOn("Ana").sees(world.joined(maya)).losesSeat("Maya");
    world.there.remove(maya);
    aMinutePasses();
    assertEquals(List.of(Reason.UNSEATED), world.kicks());
    assertEquals(1, world.stays.open().size());
    nobodyIsToldOrMoved();
  }

  @Test
  void twoLostEventsAreNotTwoOffences() {
    Occupant first = world.comesIn("Maya");
    world.sees(world.joined(first)).losesSeat("Maya");
    world.there.remove(first);
    aMinutePasses();
    world.sits("Maya");
    Occupant second = world.comesIn("Maya");
    world.losesSeat("Maya");
    world.there.remove(second);
    aMinutePasses();
    world.sees(world.joined(second)).sees(world.left(first));
    aMinutePasses();
    nobodyIsToldOrMoved();
  }

  @Test
  void whoHasASeatAgainIsNotWhoWasSentAway() {
    world.isOn("Ana").isOn("Maya").losesSeat("Maya");
    aMinutePasses();
    assertEquals(List.of(Reason.UNSEATED), world.kicks());
    world.sits("Maya").isOn("Maya");
    aMinutePasses();
    nobodyIsToldOrMoved();
    assertTrue(world.isThere("Maya"));
  }

  @Test
  void aKickOfWhichNothingIsSeenIsAskedForAgainAndFindsNobody() {
    world.whenPutOut = who -> {};
    world.isOn("Ana").isOn("Maya").isRemoved("Maya");
    aMinutePasses();
    assertEquals(List.of(Reason.REMOVED, Reason.REMOVED), world.kicks());
    assertEquals(1, world.stays.open().size());
    nobodyIsToldOrMoved();
  }

  // Another room than the group's

  @Test
  void whoStaysInARoomThatTheGroupHasLeftIsPutOutOfIt() {
    world.isOn("Ana").isOn("Maya");
    world.media = "room-7";
    for (int i = 0; i < 11; i++) {
      world.after(1);
    }
    assertEquals(List.of(Reason.MOVED, Reason.MOVED), world.kicks());
    assertEquals(List.of(), world.there);
    nobodyIsToldOrMoved();
  }

  // Moderators who lead no more

  @Test
  void whoLeadsNoMoreIsKickedAtOnceAndMayComeBack() {
    world.sits("Maya").leads("Ben").isOn("Ben").isOn("Ana").demotes("Ben");
    world.sees(new Sighting.Look());
    assertEquals(List.of(Reason.DEMOTED), world.kicks());
    world.isOn("Ben");
    aMinutePasses();
    assertEquals(List.of(Reason.DEMOTED), world.kicks());
    nobodyIsToldOrMoved();
  }

  @Test
  void whoseModeratorCannotBeTakenAwayIsMovedWithAllOthersAndNobodyIsAlarmed() {
    world.leads("Ben").isOn("Ben").isOn("Ana").demotes("Ben");
    world.kicksAnswer = Answer.TAKEN;
    world.lives(Duration.ofSeconds(20));
    assertEquals(List.of(Cause.KICK_WITHOUT_EFFECT), world.moves());
    assertEquals(List.of(), world.alarms());
  }

  // Kicks that are refused

  @Test
  void aRefusedKickIsToldAndTheGroupMoves() {
    world.isOn("Ana").isOn("Maya").isRemoved("Maya");
    world.kicksAnswer = Answer.REFUSED;
    world.lives(Duration.ofSeconds(6));
    assertEquals(List.of(Cause.KICK_REFUSED), world.alarms());
    assertEquals(List.of(Cause.KICK_REFUSED), world.moves());
    assertFalse(world.isThere("Maya"));
  }

  /** A media server that refuses a kick answers as if it had been done. */
  @Test
  void aKickThatIsSaidToBeDoneAndIsNotIsFoundOut() {
    world.isOn("Ana").isOn("Maya").isRemoved("Maya");
    for (Answer answer : List.of(Answer.TAKEN, Answer.FAILED)) {
      world.kicksAnswer = answer;
    }
    world.lives(Duration.ofSeconds(16));
    assertEquals(3, world.kicks().size(), "and not more");
    assertEquals(List.of(Cause.KICK_WITHOUT_EFFECT), world.alarms());
    assertEquals(List.of(Cause.KICK_WITHOUT_EFFECT), world.moves());
  }

  // Strangers

  @Test
  void somebodyWhomNoPassOfOursNamesIsToldOfAndKickedAtOnce() {
    world.isOn("Ana").sees(world.joined(world.breaksIn(null)));
    assertEquals(List.of(Cause.STRANGER), world.alarms());
    assertEquals(List.of(Reason.STRANGER), world.kicks());
    world.after(1).sees(world.joined(world.breaksIn(null)));
    assertEquals(List.of(Cause.RETURNED), world.moves());
  }

  /**
   * Whoever takes another name than Jitsi's client would is kicked by that one, where it is told.
   */
  @Test
  void somebodyWithANameOfTheirOwnIsKickedByIt() {
    world.tellsNicks = true;
    world.isOn("Ana").sees(world.joined(world.breaksIn(person("Eve"), "some name")));
    world.lives(Duration.ofSeconds(12));
    assertEquals(
        List.of("some name"),
        world.did(Action.Kick.class).stream().map(Action.Kick::nick).toList());
    assertFalse(world.isThere("Eve"));
    assertTrue(world.isThere("Ana"));
  }

  @Test
  void theNameOfSomebodyWhoCameByTheDoorIsTheOneThatIsToldLast() {
    world.tellsNicks = true;
    Occupant maya = world.breaksIn(person("Maya"), "another");
    world.isOn("Ana").sees(new Sighting.Admitted(world.media, person("Maya"), "one", false));
    world.sees(world.joined(maya)).isRemoved("Maya").sees(new Sighting.Look());
    assertEquals(List.of(Reason.REMOVED), world.kicks());
    assertFalse(world.isThere("Maya"));
  }

  @Test
  void somebodyWhoNeverHadASeatIsKickedAndToldOfWhenTheyAreCounted() {
    world.isOn("Ana").sees(world.joined(world.breaksIn(person("Eve"))));
    world.lives(Duration.ofSeconds(12));
    assertEquals(List.of(Reason.UNSEATED), world.kicks());
    assertEquals(List.of(Cause.NEVER_SEATED), world.alarms());
    assertFalse(world.isThere("Eve"));
  }

  @Test
  void nobodyTakesTheNameOfAnother() {
    world.isOn("Ana").isOn("Maya");
    String name = world.latest.get(person("Ana")).nick();
    world.sees(new Sighting.Admitted("room-1", person("Maya"), name, false));
    assertEquals(1, world.did(Action.NameTaken.class).size());
    aMinutePasses();
    nobodyIsDisturbed();
  }

  // Where nothing may be judged

  @Test
  void whileSeatsAreNotKnownNobodyIsJudged() {
    world.isOn("Ana").isOn("Maya");
    Seating unknown = Seating.of(null, "room-1");
    Warden.Judgement judged =
        Warden.judge(world.stays, new Sighting.Look(), unknown, world.now.plusSeconds(600));
    assertEquals(List.of(), judged.actions());
    assertEquals(world.stays, judged.stays());
  }

  @Test
  void theMediaEndWithTheSession() {
    world.isOn("Ana").isOn("Maya");
    world.ended = true;
    world.lives(Duration.ofSeconds(8));
    assertEquals(List.of(), world.there);
    assertEquals(List.of(), world.stays.open());
    nobodyIsDisturbed();
  }

  // The second witness

  @Test
  void factsAreNotedOnceAndInOrder() {
    Occupant maya = world.comesIn("Maya");
    world.after(1).sees(world.joined(maya)).sees(world.joined(maya));
    world.after(30).goesOff(maya).sees(world.left(maya));
    List<Action.Note> notes = world.did(Action.Note.class);
    assertEquals(List.of(Fact.JOINED, Fact.LEFT), notes.stream().map(Action.Note::fact).toList());
    assertEquals(MediaWorld.START, notes.getFirst().at(), "by our clock, from the door on");
    assertEquals(MediaWorld.START.plusSeconds(31), notes.getLast().at());
  }

  @Test
  void whoLeavesBeforeTheJoinIsToldWasThereAllTheSame() {
    Occupant maya = world.comesIn("Maya");
    world.after(30).goesOff(maya).sees(world.joined(maya));
    List<Action.Note> notes = world.did(Action.Note.class);
    assertEquals(List.of(Fact.JOINED, Fact.LEFT), notes.stream().map(Action.Note::fact).toList());
    assertEquals(List.of(), world.stays.open());
  }

  /**
   * The room had ended and was made anew, and she was back in it, before it was told of the first.
   */
  @Test
  void theLateWordOfAnEarlierStayHidesNobody() {
    Occupant first = world.comesIn("Maya");
    world.there.clear();
    world.begins();
    Occupant again = world.comesIn("Maya");
    world.sees(world.joined(first)).sees(world.joined(again));
    Occupant unseen = world.breaksIn(person("Eve"));
    world.lives(Duration.ofSeconds(60));
    assertFalse(world.there.contains(unseen));
    assertFalse(world.alarms().isEmpty());
    assertEquals(List.of(), world.unjust);
  }
}
