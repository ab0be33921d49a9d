package org.evenkeel.room;

import static org.evenkeel.room.RoomFixture.COHOST;
import static org.evenkeel.room.RoomFixture.HOST;
import static org.evenkeel.room.RoomFixture.room;
import static org.evenkeel.room.RoomFixture.roomFor;
import static org.evenkeel.room.RoomFixture.roomWithoutWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DoorTest {

  @Test
  void theFirstHostOpensTheRoomByBeingThere() {
    RoomFixture room = room().knocks("Maya R.");
    assertEquals(Phase.WAITING, room.room.phase());

    room.hostJoins();

    assertEquals(Phase.OPEN, room.room.phase());
    assertEquals(
        List.of(Kind.JOINED, Kind.OPENED), room.last.events().stream().map(e -> e.kind()).toList());
    assertEquals(SeatState.WAITING, room.seat("Maya R.").state());
    room.asks(HOST, RoomCommand.Open::new).agreed();
  }

  @Test
  void aCohostOpensTheRoomToo() {
    assertEquals(Phase.OPEN, room().cohostJoins().room.phase());
  }

  @Test
  void aParticipantWaitsUntilAHostSaysSoAndIsNotCountedBefore() {
    RoomFixture room = room().hostJoins().knocks("Maya R.");
    assertEquals(List.of(Kind.ARRIVED), room.story("Maya R."));
    assertEquals(0, room.room.taken());

    room.after(Duration.ofMinutes(5)).admits("Maya R.").agreed();

    assertEquals(SeatState.PRESENT, room.seat("Maya R.").state());
    assertEquals(room.now, room.event("Maya R.", Kind.JOINED).at());
    assertEquals(1, room.room.taken());
  }

  @ParameterizedTest
  @EnumSource(names = {"FAMILY", "OBSERVER", "INTERPRETER"})
  void guestsAlwaysWaitForAHostsWord(Role role) {
    RoomFixture room = roomWithoutWaiting(5).hostJoins().joins("Guest", role);
    assertEquals(SeatState.WAITING, room.seat("Guest").state());
  }

  @Test
  void withoutAWaitingRoomParticipantsWalkInAsSoonAsAHostIsThere() {
    RoomFixture room = roomWithoutWaiting(5).knocks("Maya R.");
    assertEquals(SeatState.WAITING, room.seat("Maya R.").state());

    room.hostJoins().knocks("Tom B.");

    assertEquals(List.of(Kind.ARRIVED, Kind.JOINED), room.story("Maya R."));
    assertEquals(List.of(Kind.ARRIVED, Kind.JOINED), room.story("Tom B."));
  }

  @Test
  void aSecondAdmissionFindsItsWorkDone() {
    RoomFixture room = room().hostJoins().isIn("Maya R.");
    Room before = room.room;
    room.admits("Maya R.").agreed();
    assertSame(before, room.room);
  }

  @Test
  void aHostCannotAdmitBeyondTheCapacity() {
    RoomFixture room = roomFor(1).hostJoins().knocks("Maya R.").knocks("Tom B.").admits("Maya R.");
    room.admits("Tom B.").refusedWith(RoomError.ROOM_FULL);
    assertEquals(SeatState.WAITING, room.seat("Tom B.").state());

    room.leaves("Maya R.").admits("Tom B.").agreed();
  }

  @Test
  void aFullRoomTurnsNewcomersAwayButNeverAHost() {
    RoomFixture room = roomFor(1).hostJoins().isIn("Maya R.");
    room.knocks("Tom B.").refusedWith(RoomError.ROOM_FULL);
    room.cohostJoins();
    assertEquals(SeatState.PRESENT, room.seat(COHOST).state());
  }

  @Test
  void aLostSeatKeepsItsPlaceInAFullRoom() {
    RoomFixture room = roomFor(1).hostJoins().isIn("Maya R.").loses("Maya R.");
    room.knocks("Tom B.").refusedWith(RoomError.ROOM_FULL);
  }

  @Test
  void whoeverMayWalkInGoesInWhenAPlaceGetsFree() {
    RoomFixture room = roomWithoutWaiting(1).knocks("Maya R.").knocks("Tom B.").hostJoins();
    assertEquals(SeatState.WAITING, room.seat("Tom B.").state());
    room.leaves("Maya R.");
    assertEquals(SeatState.PRESENT, room.seat("Tom B.").state());
  }

  @Test
  void theDoorHoldsFiftyPeopleAndNotMore() {
    RoomFixture room = room();
    for (int i = 0; i < Door.MOST_WAITING; i++) {
      room.knocks("Person " + i);
    }
    room.knocks("One more").refusedWith(RoomError.ROOM_FULL);
    room.hostJoins();
    assertTrue(room.hasSeat(HOST));
  }

  @Test
  void aLockedRoomTurnsNewcomersAwayAndLetsHostsIn() {
    RoomFixture room = room().hostJoins().knocks("Early").locks().agreed();
    room.knocks("Late").refusedWith(RoomError.ROOM_LOCKED);
    room.joins("Aunt", Role.FAMILY).refusedWith(RoomError.ROOM_LOCKED);
    room.cohostJoins();
    assertTrue(room.hasSeat(COHOST));
    room.admits("Early").agreed();
  }

  @Test
  void whoWasInBeforeWaitsAtALockedDoorAndWalksInWhenItOpens() {
    RoomFixture room = room().hostJoins().locks().comesBack("Maya R.");
    assertEquals(SeatState.WAITING, room.seat("Maya R.").state());
    room.unlocks();
    assertEquals(SeatState.PRESENT, room.seat("Maya R.").state());
  }

  @Test
  void whoWasInBeforeNeedsNoSecondAdmission() {
    RoomFixture room = room().hostJoins().comesBack("Maya R.");
    assertEquals(SeatState.PRESENT, room.seat("Maya R.").state());
  }

  @Test
  void whoWaitsWalksInWhenTheLedgerHasLearnedThatTheyWereInBefore() {
    RoomFixture room = room().hostJoins().knocks("Maya R.");
    room.comesBack("Maya R.");
    assertEquals(SeatState.PRESENT, room.seat("Maya R.").state());
    assertEquals(List.of(Kind.ARRIVED, Kind.JOINED), room.story("Maya R."));
  }

  @Test
  void aCounselorWhoWaitsAsAParticipantGetsInWithTheCounselorsTicket() {
    RoomFixture room = room().knocks("Sub").joins("Sub", Role.HOST);
    assertEquals(Role.HOST, room.seat("Sub").role());
    assertEquals(SeatState.PRESENT, room.seat("Sub").state());
    assertEquals(Phase.OPEN, room.room.phase());
    assertEquals(Role.HOST, room.event("Sub", Kind.JOINED).role());
  }

  @Test
  void aDeclinedPersonMayKnockAgain() {
    RoomFixture room = room().hostJoins().knocks("Maya R.");
    Link door = room.linkOf("Maya R.");
    room.declines("Maya R.").agreed();
    assertFalse(room.hasSeat("Maya R."));
    assertEquals(List.of(new Notice.Goodbye(door, Notice.Reason.REMOVED)), room.last.notices());
    assertEquals(List.of(Kind.ARRIVED), room.story("Maya R."));

    room.knocks("Maya R.");
    assertTrue(room.hasSeat("Maya R."));
  }

  @Test
  void nobodyIsDeclinedWhoIsInAlready() {
    room().hostJoins().isIn("Maya R.").declines("Maya R.").refusedWith(RoomError.NOT_ALLOWED);
  }

  @Test
  void aRemovedPersonStaysOutOfThisSessionWithAnyTicketOrToken() {
    RoomFixture room = room().hostJoins().isIn("Maya R.");
    Link link = room.linkOf("Maya R.");
    room.removes("Maya R.").agreed();
    assertEquals(List.of(new Notice.Goodbye(link, Notice.Reason.REMOVED)), room.last.notices());

    room.comesBack("Maya R.").refusedWith(RoomError.SEAT_REMOVED);
    room.joins("Maya R.", Role.HOST).refusedWith(RoomError.SEAT_REMOVED);
    room.resumes("Maya R.").refusedWith(RoomError.TICKET_INVALID);
  }

  @Test
  void whomStaffReadmitMayComeAgainUntilTheyAreRemovedOnceMore() {
    RoomFixture room = room().hostJoins().isIn("Maya R.").isIn("Tom B.");
    room.removes("Maya R.").removes("Tom B.");
    room.does(new RoomCommand.Readmit(RoomFixture.person("Maya R."))).agreed();
    room.comesBack("Tom B.").refusedWith(RoomError.SEAT_REMOVED);
    room.comesBack("Maya R.");
    assertTrue(room.hasSeat("Maya R."));
    room.removes("Maya R.").comesBack("Maya R.").refusedWith(RoomError.SEAT_REMOVED);
  }

  @Test
  void aRemovalIsWrittenBeforeTheSeatsClosingEvent() {
    RoomFixture room = room().hostJoins().isIn("Maya R.").removes("Maya R.");
    assertEquals(
        List.of(Kind.ARRIVED, Kind.JOINED, Kind.REMOVED, Kind.LEFT), room.story("Maya R."));
    assertEquals(EndedBy.REMOVED, room.event("Maya R.", Kind.LEFT).endedBy());
  }

  @Test
  void aBanIsAFactOfItsOwnEvenAtTheDoor() {
    RoomFixture room = room().hostJoins().knocks("Maya R.").bans("Maya R.").agreed();
    assertEquals(List.of(Kind.ARRIVED, Kind.BANNED), room.story("Maya R."));
    room.knocks("Maya R.").refusedWith(RoomError.SEAT_REMOVED);
  }

  @Test
  void aHostIsNotRemoved() {
    RoomFixture room = room().hostJoins().joins("Second", Role.HOST);
    room.removes("Second").refusedWith(RoomError.NOT_ALLOWED);
  }

  @Test
  void leavingTheDoorLeavesNoAttendance() {
    RoomFixture room = room().hostJoins().knocks("Maya R.").leaves("Maya R.").agreed();
    assertEquals(List.of(Kind.ARRIVED), room.story("Maya R."));
    assertFalse(room.hasSeat("Maya R."));
  }

  @Test
  void leavingTheRoomClosesTheSeatNow() {
    RoomFixture room =
        room().hostJoins().isIn("Maya R.").after(Duration.ofMinutes(50)).leaves("Maya R.").agreed();
    AttendanceEvent left = room.event("Maya R.", Kind.LEFT);
    assertEquals(room.now, left.at());
    assertEquals(EndedBy.LEAVE, left.endedBy());
    room.resumes("Maya R.").refusedWith(RoomError.TICKET_INVALID);
  }
}
