package org.evenkeel.room;

import static org.evenkeel.room.RoomFixture.COHOST;
import static org.evenkeel.room.RoomFixture.HOST;
import static org.evenkeel.room.RoomFixture.room;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.junit.jupiter.api.Test;

class FreezeTest {
  private final RoomFixture room = room().hostJoins().isIn("Maya R.", "Tom B.");

  @Test
  void theRoomIsHeldStillWhenTheLastHostIsLost() {
    room.unmutes("Maya R.").showsVideo("Maya R.").loses(HOST);
    assertTrue(room.room.frozen());
    assertEquals(Phase.OPEN, room.room.phase());
    assertEquals(Device.OFF, room.seat("Maya R.").audio());
    assertEquals(Device.ON, room.seat("Maya R.").video());
    assertEquals(
        List.of(Kind.LOST, Kind.FROZEN), room.last.events().stream().map(e -> e.kind()).toList());
  }

  @Test
  void theRoomIsHeldStillWhenTheLastHostLeaves() {
    assertTrue(room.leaves(HOST).room.frozen());
  }

  @Test
  void aCohostKeepsTheRoomGoing() {
    room.cohostJoins().unmutes("Maya R.").loses(HOST);
    assertFalse(room.room.frozen());
    assertEquals(Device.ON, room.seat("Maya R.").audio());
    assertTrue(room.loses(COHOST).room.frozen());
  }

  @Test
  void inAFrozenRoomNobodyIsHeardUntilAHostIsBack() {
    room.loses(HOST);
    room.unmutes("Maya R.").refusedWith(RoomError.NOT_ALLOWED);
    room.saysToAll("Maya R.", "is anybody there?").refusedWith(RoomError.NOT_ALLOWED);
    room.saysTo("Maya R.", "Tom B.", "psst").refusedWith(RoomError.NOT_ALLOWED);
    room.raisesHand("Maya R.").agreed();

    room.resumes(HOST);

    assertFalse(room.room.frozen());
    assertEquals(
        List.of(Kind.RESUMED, Kind.THAWED),
        room.last.events().stream().map(e -> e.kind()).toList());
    room.unmutes("Maya R.").agreed();
    room.saysToAll("Maya R.", "welcome back").agreed();
  }

  @Test
  void anotherHostThawsTheRoomToo() {
    assertFalse(room.loses(HOST).cohostJoins().room.frozen());
  }

  /** What the keeper before froze or released last may be in the ledger alone. */
  @Test
  void whoTakesTheRoomOverSaysFirstWhetherItIsHeldStill() {
    Outcome going = room.room.inOtherHands("node-b", room.now.plusSeconds(3));
    assertEquals(List.of(Kind.THAWED), going.events().stream().map(AttendanceEvent::kind).toList());
    AttendanceEvent first = going.events().getFirst();
    assertEquals(room.now.plusSeconds(3), first.at());
    assertEquals(going.room().events(), first.seq());
    assertEquals(Room.takenOver(room.room.events()) + 1, Room.takenOver(first.seq()));
    assertEquals(room.room.seats(), going.room().seats());
    assertEquals(room.room.version(), going.room().version(), "nobody sees a difference");

    Outcome held = room.loses(HOST).room.inOtherHands("node-b", room.now.minusSeconds(9));
    assertEquals(List.of(Kind.FROZEN), held.events().stream().map(AttendanceEvent::kind).toList());
    assertEquals(room.now, held.events().getFirst().at(), "time never runs backwards in a room");
    assertTrue(held.room().frozen());
  }

  @Test
  void ofARoomThatHasEndedNothingIsSaid() {
    assertEquals(List.of(), room.ends().room.inOtherHands("node-b", room.now).events());
  }

  @Test
  void aCallForHelpThatNobodyCanHearIsNotAnsweredWithOk() {
    room.loses(HOST).needsAMinute("Maya R.").refusedWith(RoomError.UNAVAILABLE);
    assertTrue(room.last.notices().isEmpty());
  }

  @Test
  void aWordToALostHostIsNotAnsweredWithOk() {
    room.loses(HOST);
    room.saysTo("Maya R.", HOST, "are you there?").refusedWith(RoomError.NOT_ALLOWED);
    room.saysToHosts("Maya R.", "are you there?").refusedWith(RoomError.NOT_ALLOWED);
  }

  @Test
  void whoMayWalkInWaitsWhileTheRoomIsHeld() {
    room.loses(HOST).comesBack("Lee K.");
    assertEquals(SeatState.WAITING, room.seat("Lee K.").state());
    room.resumes(HOST);
    assertEquals(SeatState.PRESENT, room.seat("Lee K.").state());
  }

  @Test
  void aMicrophoneThatIsLostWhileTheRoomFreezesComesBackSilent() {
    room.unmutes("Maya R.").loses("Maya R.").loses(HOST).resumes("Maya R.");
    assertEquals(Device.OFF, room.seat("Maya R.").audio());
  }

  @Test
  void anEndIsNotFrozen() {
    room.loses(HOST).tick(java.time.Duration.ofHours(4));
    assertEquals(Phase.ENDED, room.room.phase());
    assertFalse(room.room.frozen());
  }
}
