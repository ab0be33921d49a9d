package org.evenkeel.room;

import static org.evenkeel.room.RoomFixture.GRACE;
import static org.evenkeel.room.RoomFixture.HOST;
import static org.evenkeel.room.RoomFixture.room;
import static org.evenkeel.room.RoomFixture.roomWithoutWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.junit.jupiter.api.Test;

class LossTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final RoomFixture room = room().hostJoins().isIn("Maya R.").after(MINUTE);

  @Test
  void attendanceStopsAtTheLastProofOfLifeAndTheSeatIsKept() {
    room.loses("Maya R.", TEN_SECONDS);
    AttendanceEvent lost = room.event("Maya R.", Kind.LOST);
    assertEquals(room.now.minus(TEN_SECONDS), lost.at());
    assertEquals(EndedBy.LOST, lost.endedBy());
    assertEquals(SeatState.RECONNECTING, room.seat("Maya R.").state());
    assertEquals(0, room.seat("Maya R.").quality());
  }

  @Test
  void withinTheGraceTheSameSeatIsTakenBackOnAnyNode() {
    room.raisesHand("Maya R.").loses("Maya R.", TEN_SECONDS).after(TEN_SECONDS).through("node-b");
    SeatId before = room.seatOf("Maya R.");
    Instant hand = room.seat("Maya R.").hand();

    room.resumes("Maya R.");

    assertEquals(new Reply.Seated(before), room.last.reply());
    assertEquals(SeatState.PRESENT, room.seat("Maya R.").state());
    assertEquals(hand, room.seat("Maya R.").hand());
    assertEquals(0, room.seat("Maya R.").rev());
    assertNull(room.seat("Maya R.").lostAt());
    AttendanceEvent resumed = room.event("Maya R.", Kind.RESUMED);
    assertEquals(room.now, resumed.at());
    assertEquals("node-b", resumed.link().node());
    assertTrue(room.last.notices().isEmpty(), "nobody is at the other end of the old connection");
  }

  /** Its phone has another network, and nobody had noticed that the old connection is silent. */
  @Test
  void aConnectionThatWasReplacedAndHadBeenSilentIsLostInTheLedgerAlone() {
    Link before = room.linkOf("Maya R.");
    room.after(TEN_SECONDS).through("node-b").resumes("Maya R.");
    Seat seat = room.seat("Maya R.");
    Instant heard = room.now.minusSeconds(7);
    room.after(Duration.ofSeconds(2)).does(unheard(seat, before, heard));
    AttendanceEvent lost = room.event("Maya R.", Kind.LOST);
    assertEquals(heard, lost.at());
    assertEquals(before, lost.link());
    assertEquals(EndedBy.LOST, lost.endedBy());
    assertEquals(seat, room.seat("Maya R."), "and the seat goes on");
    assertTrue(room.last.notices().isEmpty());

    room.does(unheard(seat, room.linkOf("Maya R."), heard));
    assertTrue(room.last.events().isEmpty(), "the connection that speaks for it is not silent");
  }

  private static RoomCommand.Unheard unheard(Seat seat, Link link, Instant heard) {
    return new RoomCommand.Unheard(seat.id(), seat.person(), seat.role(), link, heard);
  }

  /** The session ends, or they are taken out, before anybody has noticed that they are gone. */
  @Test
  void aConnectionThatHadBeenSilentWhenItsSeatWentIsLostInTheLedger() {
    Seat seat = room.seat("Maya R.");
    Instant heard = room.now.plusSeconds(3);
    room.after(TEN_SECONDS).ends();
    assertEquals(room.now, room.event("Maya R.", Kind.LEFT).at());

    room.after(Duration.ofSeconds(2)).does(unheard(seat, seat.link(), heard));

    AttendanceEvent lost = room.event("Maya R.", Kind.LOST);
    assertEquals(heard, lost.at());
    assertEquals(seat.link(), lost.link());
    assertEquals(seat.person(), lost.person());
    assertEquals(EndedBy.LOST, lost.endedBy());
    assertTrue(room.last.notices().isEmpty());
  }

  @Test
  void aLossOfAConnectionThatSpeaksForNobodyIsSaidToBeNone() {
    Link before = room.linkOf("Maya R.");
    room.through("node-b").resumes("Maya R.");
    room.does(new RoomCommand.Lost(before.connection(), room.now));
    room.refusedWith(RoomError.UNKNOWN_SEAT);
    assertTrue(room.last.events().isEmpty());
  }

  @Test
  void theGraceCountsFromTheMomentOfDetection() {
    room.loses("Maya R.", GRACE.minusSeconds(1));
    room.tick(GRACE.minusMillis(1));
    assertTrue(room.hasSeat("Maya R."));
    room.tick(Duration.ofMillis(1));
    assertFalse(room.hasSeat("Maya R."));
  }

  @Test
  void whenTheGraceIsOverTheSeatLeavesAtTheLastProofOfLife() {
    room.loses("Maya R.", TEN_SECONDS).tick(GRACE);
    assertEquals(room.event("Maya R.", Kind.LOST).at(), room.event("Maya R.", Kind.LEFT).at());
    assertEquals(List.of(Kind.ARRIVED, Kind.JOINED, Kind.LOST, Kind.LEFT), room.story("Maya R."));
    room.resumes("Maya R.").refusedWith(RoomError.TICKET_INVALID);
  }

  @Test
  void aWaitingPersonWhoseNetworkDropsKeepsTheirPlaceAtTheDoor() {
    room.knocks("Tom B.").loses("Tom B.").after(TEN_SECONDS).resumes("Tom B.");
    assertEquals(SeatState.WAITING, room.seat("Tom B.").state());
    assertEquals(List.of(Kind.ARRIVED), room.story("Tom B."));
  }

  @Test
  void aWaitingPersonWhoNeverComesBackIsGoneWithoutAttendance() {
    room.knocks("Tom B.").loses("Tom B.").tick(GRACE);
    assertFalse(room.hasSeat("Tom B."));
    assertEquals(List.of(Kind.ARRIVED), room.story("Tom B."));
  }

  @Test
  void aLostPersonAtTheDoorIsNotLetInByPresumption() {
    RoomFixture open = roomWithoutWaiting(3).knocks("Tom B.").loses("Tom B.").hostJoins();
    assertFalse(open.seat("Tom B.").admitted());
    open.resumes("Tom B.");
    assertEquals(SeatState.PRESENT, open.seat("Tom B.").state());
  }

  @Test
  void aWrongTokenTakesNothing() {
    Room before = room.loses("Maya R.").room;
    room.resumes("Maya R.", "guessed").refusedWith(RoomError.TICKET_INVALID);
    assertSame(before, room.room);
  }

  @Test
  void aSecondJoinTakesTheSeatOverAndTheOldConnectionIsTold() {
    SeatId seat = room.seatOf("Maya R.");
    Link old = room.linkOf("Maya R.");
    String oldToken = room.tokenOf("Maya R.");

    room.knocks("Maya R.");

    assertEquals(seat, room.seatOf("Maya R."));
    assertEquals(SeatState.PRESENT, room.seat("Maya R.").state());
    assertEquals(List.of(new Notice.Goodbye(old, Notice.Reason.REPLACED)), room.last.notices());
    room.does(new RoomCommand.Resume(new Link("node-a", 77), seat, oldToken))
        .refusedWith(RoomError.TICKET_INVALID);
  }

  @Test
  void theLedgerLearnsWhoCanWitnessASeatThatMovedWhileItWasPresent() {
    room.through("node-b").knocks("Maya R.");
    AttendanceEvent moved = room.event("Maya R.", Kind.RESUMED);
    assertEquals(room.linkOf("Maya R."), moved.link());
    assertEquals("node-b", moved.link().node());
    assertEquals(room.now, moved.at());
    assertFalse(room.story("Maya R.").contains(Kind.LOST));
  }

  @Test
  void aSeatThatMovesAtTheDoorIsNoAttendance() {
    room.knocks("Tom B.").knocks("Tom B.");
    assertEquals(List.of(Kind.ARRIVED), room.story("Tom B."));
  }

  @Test
  void aLateGoodbyeOfTheOldConnectionDoesNotRemoveTheNewcomer() {
    long old = room.connectionOf("Maya R.");
    room.knocks("Maya R.");
    Room before = room.room;

    room.does(new RoomCommand.Lost(old, room.now)).does(new RoomCommand.Leave(old, room.now));

    assertSame(before, room.room);
    room.refusedWith(RoomError.NOT_ALLOWED);
  }

  /** The node stood still, and read it late. */
  @Test
  void whoSaidGoodbyeIsCountedUpToThen() {
    long me = room.connectionOf("Maya R.");
    Instant said = room.now.plusSeconds(2);
    room.after(TEN_SECONDS).does(new RoomCommand.Leave(me, said));
    assertEquals(said, room.event("Maya R.", Kind.LEFT).at());
  }

  @Test
  void aGoodbyeIsNeverFromTheFutureNorFromBeforeTheyCame() {
    long me = room.connectionOf("Maya R.");
    long other = room.isIn("Tom B.").connectionOf("Tom B.");
    room.does(new RoomCommand.Leave(me, room.now.plusSeconds(60)));
    assertEquals(room.now, room.event("Maya R.", Kind.LEFT).at());
    room.after(TEN_SECONDS).does(new RoomCommand.Leave(other, room.now.minusSeconds(600)));
    assertEquals(room.event("Tom B.", Kind.JOINED).at(), room.event("Tom B.", Kind.LEFT).at());
  }

  @Test
  void theSameJoinTwiceChangesNothingTheSecondTime() {
    RoomCommand.Join join =
        new RoomCommand.Join(
            new Link("node-a", 50),
            new Entrant(RoomFixture.person("Tom B."), "Tom B.", Role.PARTICIPANT, false),
            SeatId.of("00000000-0000-0000-0000-000000000050"),
            "hash");
    Room once = room.does(join).room;
    Reply first = room.last.reply();

    room.does(join);

    assertSame(once, room.room);
    assertEquals(first, room.last.reply());
    assertTrue(room.last.notices().isEmpty(), "nobody says goodbye to the connection that came");
  }

  @Test
  void aConnectionThatWasLostDoesNotComeBackToLife() {
    Link dead = room.linkOf("Maya R.");
    Room lost = room.loses("Maya R.").room;
    room.does(new RoomCommand.Resume(dead, room.seatOf("Maya R."), room.tokenOf("Maya R.")))
        .refusedWith(RoomError.TICKET_INVALID);
    assertSame(lost, room.room);
  }

  @Test
  void aDeadNodeTakesItsOwnConnectionsAlong() {
    room.through("node-b").isIn("Tom B.").after(MINUTE);
    room.nodeDies("node-b", TEN_SECONDS);
    assertEquals(SeatState.PRESENT, room.seat("Maya R.").state());
    assertEquals(SeatState.RECONNECTING, room.seat("Tom B.").state());
    AttendanceEvent lost = room.event("Tom B.", Kind.LOST);
    assertEquals(room.now.minus(TEN_SECONDS), lost.at());
    assertEquals(EndedBy.NODE_LOST, lost.endedBy());
  }

  @Test
  void aSeatThatMovedInTimeSurvivesTheNodeItLeft() {
    room.through("node-b").knocks("Maya R.").nodeDies("node-a", Duration.ZERO);
    assertEquals(SeatState.PRESENT, room.seat("Maya R.").state());
    assertEquals(SeatState.RECONNECTING, room.seat(HOST).state());
  }

  @Test
  void attendanceNeverStopsBeforeItBegan() {
    RoomFixture fresh = room().hostJoins().knocks("Maya R.").after(MINUTE).admits("Maya R.");
    fresh.loses("Maya R.", Duration.ofHours(1));
    assertEquals(fresh.event("Maya R.", Kind.JOINED).at(), fresh.event("Maya R.", Kind.LOST).at());
  }

  @Test
  void attendanceNeverStopsBeforeItBeganAgain() {
    room.loses("Maya R.").after(TEN_SECONDS).through("node-b").resumes("Maya R.");
    room.after(Duration.ofSeconds(1)).nodeDies("node-b", Duration.ofSeconds(5));
    assertEquals(room.event("Maya R.", Kind.RESUMED).at(), room.event("Maya R.", Kind.LOST).at());
  }

  @Test
  void aProofOfLifeFromTheFutureIsTakenForNow() {
    room.loses("Maya R.", Duration.ofHours(-1));
    assertEquals(room.now, room.event("Maya R.", Kind.LOST).at());
  }

  @Test
  void timeNeverRunsBackwards() {
    Instant latest = room.now;
    room.knocks("Tom B.").after(Duration.ofMinutes(-5)).admits("Tom B.");
    assertEquals(latest, room.event("Tom B.", Kind.JOINED).at());
    assertEquals(latest, room.room.clock());
  }
}
