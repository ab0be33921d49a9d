package org.evenkeel.room;

import static org.evenkeel.room.RoomFixture.COHOST;
import static org.evenkeel.room.RoomFixture.GRACE;
import static org.evenkeel.room.RoomFixture.HOST;
import static org.evenkeel.room.RoomFixture.room;
import static org.evenkeel.room.RoomFixture.roomFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.junit.jupiter.api.Test;

class LeadTest {
  private final RoomFixture room = room().hostJoins().cohostJoins().isIn("Maya R.", "Tom B.");

  @Test
  void aMuteTurnsAMicrophoneOffAndLeavesTheRest() {
    room.unmutes("Maya R.").showsVideo("Maya R.");
    room.asks(COHOST, c -> new RoomCommand.Mute(c, room.seatOf("Maya R."))).agreed();
    assertEquals(Device.OFF, room.seat("Maya R.").audio());
    assertEquals(Device.ON, room.seat("Maya R.").video());
    room.unmutes("Maya R.").agreed();
  }

  @Test
  void stopVideoTurnsCameraAndScreenOff() {
    room.asks(
        "Maya R.",
        c -> new RoomCommand.Update(c, 1, null, Device.ON, Device.BLOCKED, Device.ON, null));
    room.asks(HOST, c -> new RoomCommand.StopVideo(c, room.seatOf("Maya R."))).agreed();
    assertEquals(Device.ON, room.seat("Maya R.").audio());
    assertEquals(Device.BLOCKED, room.seat("Maya R.").video());
    assertEquals(Device.OFF, room.seat("Maya R.").screen());
  }

  @Test
  void muteAllSparesThoseWhoLead() {
    room.unmutes(HOST).unmutes(COHOST).unmutes("Maya R.").unmutes("Tom B.");
    room.asks(COHOST, RoomCommand.MuteAll::new).agreed();
    assertEquals(Device.ON, room.seat(HOST).audio());
    assertEquals(Device.ON, room.seat(COHOST).audio());
    assertEquals(Device.OFF, room.seat("Maya R.").audio());
    assertEquals(Device.OFF, room.seat("Tom B.").audio());
  }

  @Test
  void whatIsDoneAlreadyChangesNothing() {
    Room before = room.room;
    room.asks(HOST, RoomCommand.MuteAll::new).agreed();
    room.unlocks().agreed();
    room.asks(HOST, c -> new RoomCommand.Spotlight(c, null)).agreed();
    room.makes("Maya R.", Role.PARTICIPANT).agreed();
    assertSame(before, room.room);
  }

  @Test
  void theSpotlightGoesOutWithItsSeat() {
    room.spotlights("Maya R.").agreed();
    assertEquals(room.seatOf("Maya R."), room.room.spotlight());
    room.loses("Maya R.");
    assertEquals(room.seatOf("Maya R."), room.room.spotlight());
    room.tick(GRACE);
    assertNull(room.room.spotlight());
  }

  @Test
  void theSpotlightNeverShowsWhoWaits() {
    room.knocks("Lee K.").spotlights("Lee K.").refusedWith(RoomError.NOT_ALLOWED);
  }

  @Test
  void aHostMakesACohostAndTakesItBack() {
    room.makes("Maya R.", Role.COHOST).agreed();
    room.asks("Maya R.", RoomCommand.Lock::new).agreed();
    room.makes("Maya R.", Role.PARTICIPANT).agreed();
    room.asks("Maya R.", RoomCommand.Unlock::new).refusedWith(RoomError.NOT_ALLOWED);
  }

  @Test
  void aRoleSurvivesALostConnectionAndASecondDevice() {
    room.makes("Maya R.", Role.COHOST).loses("Maya R.").resumes("Maya R.").knocks("Maya R.");
    assertEquals(Role.COHOST, room.seat("Maya R.").role());
  }

  @Test
  void relativesAndObserversNeverComeToLead() {
    room.isIn("Aunt", Role.FAMILY).isIn("Intern", Role.OBSERVER);
    room.makes("Aunt", Role.COHOST).refusedWith(RoomError.NOT_ALLOWED);
    room.makes("Aunt", Role.PARTICIPANT).refusedWith(RoomError.NOT_ALLOWED);
    room.makes("Intern", Role.HOST).refusedWith(RoomError.NOT_ALLOWED);
    room.makes("Maya R.", Role.FAMILY).refusedWith(RoomError.NOT_ALLOWED);
    room.makes("Aunt", Role.OBSERVER).agreed();
  }

  @Test
  void theOnlyHostCannotStepDown() {
    room.makes(HOST, Role.COHOST).refusedWith(RoomError.NOT_ALLOWED);
    room.makes(COHOST, Role.HOST).agreed();
    room.makes(HOST, Role.COHOST).agreed();
  }

  @Test
  void aHostWhoWasLostCanBeTakenOutOfTheChair() {
    room.joins("Ghost", Role.HOST).loses("Ghost");
    room.makes("Ghost", Role.COHOST).agreed();
    room.removes("Ghost").agreed();
    assertTrue(!room.hasSeat("Ghost"));
  }

  @Test
  void aLostHostDoesNotStandInForTheOneWhoStepsDown() {
    room.joins("Ghost", Role.HOST).loses("Ghost");
    room.makes(HOST, Role.COHOST).refusedWith(RoomError.NOT_ALLOWED);
  }

  @Test
  void steppingDownNeedsAFreePlace() {
    RoomFixture small = roomFor(1).hostJoins().cohostJoins().isIn("Maya R.");
    small.makes(COHOST, Role.PARTICIPANT).refusedWith(RoomError.ROOM_FULL);
    small.leaves("Maya R.").makes(COHOST, Role.PARTICIPANT).agreed();
  }

  @Test
  void endingSendsEveryoneHomeAndClosesEverySeatOnce() {
    room.knocks("Lee K.").loses("Tom B.", Duration.ofSeconds(5)).after(Duration.ofSeconds(10));
    room.ends().agreed();
    assertEquals(Phase.ENDED, room.room.phase());
    assertTrue(room.room.seats().isEmpty());
    assertEquals(4, room.last.notices().size(), "not to the one whose line is dead");
    assertTrue(
        room.last.notices().stream()
            .allMatch(n -> n instanceof Notice.Goodbye b && b.reason() == Notice.Reason.ENDED));
    assertEquals(room.now, room.event("Maya R.", Kind.LEFT).at());
    assertEquals(
        room.event("Tom B.", Kind.LOST).at(),
        room.event("Tom B.", Kind.LEFT).at(),
        "nothing is counted after the last proof of life");
    assertEquals(List.of(Kind.ARRIVED), room.story("Lee K."));
    assertEquals(Kind.ENDED, room.ledger.getLast().kind());
  }

  @Test
  void aSessionThatNobodyEndsClosesByItself() {
    Duration untilClose = Duration.between(room.now, room.room.rules().closesAt());
    room.tick(untilClose.minusMillis(1));
    assertEquals(Phase.OPEN, room.room.phase());
    room.tick(Duration.ofMillis(1));
    assertEquals(Phase.ENDED, room.room.phase());
    assertEquals(EndedBy.SESSION_END, room.event("Maya R.", Kind.LEFT).endedBy());
  }

  @Test
  void nothingComesAfterTheEnd() {
    room.ends();
    Room ended = room.room;
    room.hostJoins().refusedWith(RoomError.SESSION_ENDED);
    room.knocks("Maya R.").refusedWith(RoomError.SESSION_ENDED);
    room.resumes("Maya R.").refusedWith(RoomError.SESSION_ENDED);
    room.tick(Duration.ofHours(5)).nodeDies("node-a", Duration.ZERO);
    assertSame(ended, room.room);
  }
}
