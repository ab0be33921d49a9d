package org.evenkeel.attendance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.evenkeel.attendance.Ledger.Sitter;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Link;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.store.NodeLease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One hour in New York, from 18:00 on, unless a test says otherwise. */
class SheetTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final Instant START = Instant.parse("2026-11-24T23:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private final Sitter sam = Sitter.participant();
  private final Sitter host = Sitter.of(new PersonId(java.util.UUID.randomUUID()), Role.HOST);
  private final Ledger ledger = Ledger.starting(START);
  private final List<Ledger> lives = new ArrayList<>(List.of(ledger));
  private Interval scheduled = new Interval(START, START.plus(HOUR));
  private CreditRule rule = CreditRule.DEFAULT;
  private Map<String, NodeProof> nodes = Map.of();

  private static Duration min(long minutes) {
    return Duration.ofMinutes(minutes);
  }

  private Sheet sheetAt(Duration now, boolean excused) {
    return Sheet.of(
        new Evidence(
            ledger.session,
            scheduled,
            ZONE,
            List.of(
                new Expected(sam.person(), "Sam P.", Role.PARTICIPANT, excused),
                new Expected(host.person(), "Ada C.", Role.HOST, false)),
            Map.of(),
            lives.stream().flatMap(l -> l.events.stream()).toList(),
            nodes,
            START.plus(now)),
        rule);
  }

  private PersonRow samAt(Duration now) {
    return row(sheetAt(now, false), sam.person());
  }

  private static PersonRow row(Sheet sheet, PersonId person) {
    return sheet.people().stream().filter(r -> r.person().equals(person)).findFirst().orElseThrow();
  }

  private static NodeProof node(boolean alive, Instant provenAt, Map<Long, Duration> silent) {
    return new NodeProof("node-1", alive, provenAt.plusSeconds(5), provenAt, silent);
  }

  @Test
  void whoComesAndGoesIsCreditedWithTheTimeBetween() {
    ledger.joins(sam, min(1)).leaves(sam, min(59));
    PersonRow row = samAt(min(70));
    assertEquals(58 * 60, row.seconds());
    assertEquals(START.plus(min(1)), row.firstJoinAt());
    assertEquals(START.plus(min(59)), row.lastLeaveAt());
    assertEquals(60, row.lateSeconds());
    assertFalse(row.late());
    assertEquals(60, row.leftEarlySeconds());
    assertEquals(Status.ATTENDED, row.status());
    assertEquals(
        List.of(new Stretch(START.plus(min(1)), START.plus(min(59)), EndedBy.LEAVE)),
        row.intervals());
  }

  @ParameterizedTest
  @EnumSource(EndedBy.class)
  void everyEndingIsShown(EndedBy endedBy) {
    ledger.joins(sam, min(0)).leaves(sam, min(30), endedBy);
    PersonRow row = samAt(min(70));
    assertEquals(endedBy, row.intervals().getFirst().endedBy());
    assertEquals(30 * 60, row.seconds());
    assertEquals(Status.PARTIAL, row.status());
  }

  @Test
  void earlyArrivalAndOverrunAreShownAndNotCredited() {
    ledger.joins(sam, min(-15)).leaves(sam, min(75), EndedBy.SESSION_END);
    PersonRow row = samAt(min(80));
    assertEquals(3600, row.seconds());
    assertEquals(START.minus(min(15)), row.intervals().getFirst().from());
    assertEquals(START.plus(min(75)), row.intervals().getFirst().to());
    assertEquals(0, row.lateSeconds());
    assertEquals(0, row.leftEarlySeconds());
  }

  @Test
  void lateIsExactAndTheGraceOnlyNamesIt() {
    ledger.joins(sam, min(5)).leaves(sam, min(60));
    assertEquals(300, samAt(min(70)).lateSeconds());
    assertFalse(samAt(min(70)).late());
    rule = new CreditRule(false, Duration.ofSeconds(299), 0.8);
    assertEquals(300, samAt(min(70)).lateSeconds());
    assertTrue(samAt(min(70)).late());
  }

  @Test
  void whoNeverCameIsANoShowOnlyWhenItIsOver() {
    assertEquals(Status.PARTIAL, samAt(min(-1)).status());
    assertEquals(Status.PARTIAL, samAt(min(59)).status());
    assertEquals(Status.NO_SHOW, samAt(min(60)).status());
    PersonRow row = samAt(min(60));
    assertEquals(0, row.seconds());
    assertEquals(0, row.lateSeconds());
    assertEquals(0, row.leftEarlySeconds());
    assertNull(row.firstJoinAt());
    assertNull(row.lastLeaveAt());
  }

  @Test
  void aHostMayEndItBeforeItsTime() {
    ledger.room(Kind.ENDED, min(40));
    assertEquals(Status.NO_SHOW, samAt(min(41)).status());
  }

  @Test
  void nobodyLeavesASessionEarlyThatAHostEnds() {
    ledger.joins(sam, min(0)).leaves(sam, min(40), EndedBy.SESSION_END).room(Kind.ENDED, min(40));
    assertEquals(0, samAt(min(41)).leftEarlySeconds());
  }

  @Test
  void nobodyHasLeftEarlyWhoMayStillComeBack() {
    ledger.joins(sam, min(0)).leaves(sam, min(10));
    assertEquals(0, samAt(min(20)).leftEarlySeconds());
    assertEquals(50 * 60, samAt(min(60)).leftEarlySeconds());
  }

  @Test
  void whoWaitedAtTheDoorAndWasNotLetInIsNoNoShow() {
    ledger.arrives(sam, min(1));
    PersonRow row = samAt(min(70));
    assertEquals(Status.PARTIAL, row.status());
    assertEquals(0, row.seconds());
    assertNull(row.firstJoinAt());
  }

  @Test
  void whoIsExcusedAndDoesNotComeIsExcused() {
    assertEquals(Status.EXCUSED, row(sheetAt(min(10), true), sam.person()).status());
    assertEquals(Status.EXCUSED, row(sheetAt(min(70), true), sam.person()).status());
    ledger.joins(sam, min(0)).leaves(sam, min(60));
    assertEquals(Status.ATTENDED, row(sheetAt(min(70), true), sam.person()).status());
  }

  @Test
  void whoIsNotOnTheRosterIsShownAsNotExpected() {
    Sitter guest = Sitter.of(new PersonId(java.util.UUID.randomUUID()), Role.FAMILY);
    ledger.joins(guest, min(0)).leaves(guest, min(60));
    PersonRow row = row(sheetAt(min(70), false), guest.person());
    assertEquals(Status.NOT_EXPECTED, row.status());
    assertEquals(Role.FAMILY, row.role());
    assertEquals(3600, row.seconds());
  }

  @Test
  void thoseWhoLeadAreShownFirstWithTheirRole() {
    Sheet sheet = sheetAt(min(70), false);
    assertEquals(
        List.of(Role.HOST, Role.PARTICIPANT),
        sheet.people().stream().map(PersonRow::role).toList());
    assertEquals(List.of(row(sheet, sam.person())), sheet.only(sam.person()).people());
  }

  @Test
  void aLossEndsAtTheProofAndTheClosingEventAddsNothing() {
    ledger.joins(sam, min(0)).isLost(sam, min(20)).leaves(sam, min(20), EndedBy.LOST);
    PersonRow row = samAt(min(70));
    assertEquals(20 * 60, row.seconds());
    assertEquals(List.of(new Stretch(START, START.plus(min(20)), EndedBy.LOST)), row.intervals());
  }

  @Test
  void aStretchWhoseEndWasProvenBeforeItBeganVanishes() {
    ledger.joins(sam, min(0)).isLost(sam, min(20)).resumes(sam, min(21));
    ledger.isLost(sam, min(20)).leaves(sam, min(20), EndedBy.LOST);
    PersonRow row = samAt(min(70));
    assertEquals(20 * 60, row.seconds());
    assertEquals(1, row.intervals().size());
    assertEquals(START.plus(min(20)), row.lastLeaveAt());
  }

  @Test
  void aSeatThatMovesToAnotherConnectionGoesOnAndItsWitnessChanges() {
    ledger.joins(sam, min(0)).on("node-2").resumes(sam, min(10));
    nodes =
        Map.of(
            "node-1", node(false, START.plus(min(10)), Map.of()),
            "node-2", node(true, START.plus(min(29)), Map.of()));
    PersonRow row = samAt(min(30));
    assertEquals(29 * 60, row.seconds());
    assertEquals(1, row.intervals().size());
    assertTrue(row.intervals().getFirst().running());
  }

  /** She was back on another node before anybody had noticed that the first one was dead. */
  @Test
  void aSeatThatMovedFromANodeThatWasDeadByThenIsNotCountedInBetween() {
    ledger.joins(sam, min(0)).on("node-2").resumes(sam, min(10));
    nodes =
        Map.of(
            "node-1", node(false, START.plus(min(10)).minusSeconds(3), Map.of()),
            "node-2", node(true, START.plus(min(29)), Map.of()));
    PersonRow row = samAt(min(30));
    assertEquals(29 * 60 - 3, row.seconds());
    assertEquals(2, row.intervals().size());
    assertEquals(EndedBy.NODE_LOST, row.intervals().getFirst().endedBy());
  }

  /** A node stood still, and ended in its copy, when it woke, what others had ended long before. */
  @Test
  void ofTwoEndsOfOneConnectionTheEarlierCounts() {
    ledger.joins(sam, min(0)).isLost(sam, min(39), EndedBy.LOST);
    ledger.isLost(sam, min(8), EndedBy.NODE_LOST).on("node-2").resumes(sam, min(21));
    ledger.leaves(sam, min(47));
    PersonRow row = samAt(min(70));
    assertEquals((8 + 26) * 60, row.seconds());
    assertEquals(2, row.intervals().size());
    assertEquals(EndedBy.NODE_LOST, row.intervals().getFirst().endedBy());
  }

  /** The same, but the others never ended it: she had moved on before they noticed. */
  @Test
  void anEndThatComesAfterTheSeatHasMovedOnAddsNothing() {
    ledger.joins(sam, min(0)).isLost(sam, min(39), EndedBy.LOST);
    ledger.on("node-2").resumes(sam, min(21)).leaves(sam, min(47));
    nodes = Map.of("node-1", node(false, START.plus(min(8)), Map.of()));
    PersonRow row = samAt(min(70));
    assertEquals((8 + 26) * 60, row.seconds());
    assertEquals(2, row.intervals().size());
  }

  /**
   * The nodes have lost each other: two keep the room at once, and she goes from the one to the
   * other. Whose numbers are higher is chance.
   */
  @ParameterizedTest
  @CsvSource({"1,2", "2,1"})
  void whoGoesFromOneKeeperToAnotherIsCreditedByBoth(long second, long third) {
    nodes =
        Map.of(
            "node-1", node(false, START.plus(min(9)), Map.of()),
            "node-2", node(false, START.plus(min(19)), Map.of()),
            "node-3", node(true, START.plus(min(70)), Map.of()));
    ledger.joins(sam, min(0));
    ledger.on("node-2").keptFrom(1, second).isLost(sam, min(9)).resumes(sam, min(10));
    Link cutOff = ledger.last().link();
    ledger.on("node-3").keptFrom(1, third).resumes(sam, min(20)).leaves(sam, min(60));
    PersonRow row = samAt(min(70));
    assertEquals((9 + 9 + 40) * 60, row.seconds(), row.intervals().toString());
    assertEquals(3, row.intervals().size());
    assertEquals(EndedBy.LEAVE, row.intervals().getLast().endedBy());
    ledger.keptFrom(2, 1).isLostElsewhere(sam, cutOff, min(18));
    assertEquals((9 + 8 + 40) * 60, samAt(min(70)).seconds(), "another who knows better");
  }

  @ParameterizedTest
  @CsvSource({"1,2", "2,1"})
  void whatOneFrozeWhoWasCutOffHoldsNobodyElse(long cutOff, long goesOn) {
    nodes = Map.of("node-1", node(true, START.plus(min(60)), Map.of()));
    ledger.joins(sam, min(0));
    ledger.keptFrom(1, cutOff).room(Kind.FROZEN, min(10));
    ledger.keptFrom(1, goesOn).resumes(sam, min(10).plusSeconds(5));
    ledger.keptFrom(2, 1).leaves(sam, min(60));
    assertEquals(60 * 60 - 5, samAt(min(70)).seconds());
  }

  @Test
  void aFreezeGoesOnInTheHandsOfTheNextKeeper() {
    nodes = Map.of("node-1", node(true, START.plus(min(60)), Map.of()));
    ledger.joins(sam, min(0)).keptFrom(1, 7).room(Kind.FROZEN, min(10));
    ledger.keptFrom(2, 1).resumes(sam, min(20)).keptFrom(3, 5).leaves(sam, min(60));
    assertEquals(10 * 60, samAt(min(70)).seconds());
  }

  /** That a host was back is in the ledger, and did not reach the copy that the next one had. */
  @Test
  void whoTakesARoomOverPutsAFreezeRight() {
    ledger.joins(sam, min(0)).room(Kind.FROZEN, min(10)).room(Kind.THAWED, min(15));
    ledger.keptFrom(1, 3).room(Kind.FROZEN, min(20)).room(Kind.THAWED, min(21));
    ledger.leaves(sam, min(60));
    assertEquals((10 + 5 + 39) * 60, samAt(min(70)).seconds());
  }

  /** And the same the other way round: it was frozen, and the next one did not know. */
  @Test
  void aFreezeThatTheNextKeeperDidNotKnowOfEndsWhereItTookOver() {
    ledger.joins(sam, min(0)).room(Kind.FROZEN, min(10));
    ledger.keptFrom(1, 3).room(Kind.THAWED, min(12)).leaves(sam, min(60));
    assertEquals(58 * 60, samAt(min(70)).seconds());
  }

  /** Nothing happens elsewhere for the rest of the evening. */
  @ParameterizedTest
  @CsvSource({"1,2", "2,1"})
  void aFreezeOfWhoWasCutOffLastsNoLongerThanItsLease(long cutOff, long goesOn) {
    ledger.joins(sam, min(0));
    ledger.keptFrom(1, goesOn).room(Kind.THAWED, min(9));
    ledger.keptFrom(1, cutOff).room(Kind.FROZEN, min(10));
    ledger.keptFrom(1, goesOn);
    ledger.room(Kind.OPENED, min(9)).leaves(sam, min(60));
    assertEquals(NodeLease.OVER_AFTER, Keepings.CUT_OFF_LASTS);
    assertEquals(60 * 60 - 10, samAt(min(70)).seconds());
  }

  /**
   * The nodes have lost each other; one that goes under takes the room over from a copy, while its
   * keeper is alive and goes on with the lower numbers.
   */
  @Test
  void whatSomebodyFrozeWhoTookOverARoomThatWasKeptHoldsNobodyForLong() {
    ledger.joins(sam, min(0)).room(Kind.FROZEN, min(9)).room(Kind.THAWED, min(11));
    ledger.room(Kind.OPENED, min(12)).leaves(sam, min(60)).room(Kind.ENDED, min(60));
    ledger.keptFrom(1, 3).room(Kind.FROZEN, min(11).plusSeconds(1));
    assertEquals(58 * 60 - 10, samAt(min(70)).seconds());
  }

  /** And what it released holds whom the keeper holds. */
  @Test
  void aFreezeOfAKeeperThatOutlivedAnotherGoesOn() {
    ledger.joins(sam, min(0)).room(Kind.FROZEN, min(30));
    nodes = Map.of("node-1", node(false, START.plus(min(50)), Map.of()));
    ledger.keptFrom(1, 3).room(Kind.THAWED, min(10));
    assertEquals(30 * 60, samAt(min(70)).seconds());
  }

  /** Their node had died, and nobody had noticed when the host ended the session. */
  @ParameterizedTest
  @CsvSource({"SESSION_END,3590", "REMOVED,3590", "LEAVE,3599"})
  void whoIsTakenOutIsCountedUpToTheLastProofOfADeadNode(EndedBy by, long seconds) {
    ledger.joins(sam, min(0)).leaves(sam, min(60).minusSeconds(1), by);
    nodes = Map.of("node-1", node(true, START.plus(min(60).minusSeconds(10)), Map.of()));
    assertEquals(3599, samAt(min(70)).seconds());
    nodes = Map.of("node-1", node(false, START.plus(min(60).minusSeconds(10)), Map.of()));
    assertEquals(seconds, samAt(min(70)).seconds());
    nodes = Map.of("node-1", node(false, START.plus(min(65)), Map.of()));
    assertEquals(3599, samAt(min(70)).seconds(), "it died later");
  }

  /** Their phone had been silent, and nobody had noticed yet. */
  @ParameterizedTest
  @EnumSource(
      value = EndedBy.class,
      names = {"REMOVED", "SESSION_END"})
  void whoWasGoneWhenTheirSeatWasTakenAwayIsCountedUntilTheyWereHeard(EndedBy by) {
    ledger.joins(sam, min(0)).leaves(sam, min(30), by).isLost(sam, min(30).minusSeconds(8));
    assertEquals(1_792, samAt(min(70)).seconds());
  }

  /** An end speaks of a moment before it was written. */
  @Test
  void whenARoundBeganIsNotTakenFromAnEnd() {
    Sitter ann = Sitter.participant();
    ledger.joins(sam, min(0)).joins(ann, min(0));
    ledger.keptFrom(1, 1).room(Kind.FROZEN, min(20));
    ledger.keptFrom(1, 2).room(Kind.FROZEN, min(10)).room(Kind.THAWED, min(22));
    ledger.keptFrom(2, 1).isLost(ann, min(21)).room(Kind.THAWED, min(30));
    ledger.leaves(sam, min(60));
    assertEquals(48 * 60, samAt(min(70)).seconds());
  }

  @Test
  void aWitnessThatNobodyKnowsProvesNothingAlsoWhereTheSeatHasMovedOn() {
    ledger.joins(sam, min(0)).on("node-2").resumes(sam, min(10)).leaves(sam, min(60));
    assertEquals(50 * 60, samAt(min(70)).seconds());
  }

  @Test
  void timeWithoutAHostCountsByRule() {
    ledger.joins(sam, min(0)).room(Kind.FROZEN, min(10)).room(Kind.THAWED, min(25));
    ledger.leaves(sam, min(60));
    assertEquals(45 * 60, samAt(min(70)).seconds());
    assertEquals(60, samAt(min(70)).intervals().getFirst().interval().length().toMinutes());
    rule = new CreditRule(true, min(5), 0.8);
    assertEquals(3600, samAt(min(70)).seconds());
  }

  @Test
  void aFreezeThatNothingEndedGoesOn() {
    ledger.joins(sam, min(0)).room(Kind.FROZEN, min(10));
    nodes = Map.of("node-1", node(true, START.plus(min(40)), Map.of()));
    assertEquals(10 * 60, samAt(min(40)).seconds());
  }

  @Test
  void aFreezeOfALostRoomDoesNotHoldItsNextLife() {
    ledger.joins(sam, min(0)).room(Kind.FROZEN, min(10)).leaves(sam, min(15), EndedBy.NODE_LOST);
    Sitter again = sam.onAnotherSeat();
    lives.add(ledger.nextLife().joins(again, min(20)).leaves(again, min(60)));
    assertEquals(50 * 60, samAt(min(70)).seconds());
  }

  @Test
  void twoSeatsAtTheSameTimeCountOnce() {
    Sitter phone = sam.onAnotherSeat();
    ledger.joins(sam, min(0)).joins(phone, min(10)).leaves(sam, min(40)).leaves(phone, min(50));
    assertEquals(50 * 60, samAt(min(70)).seconds());
    assertEquals(2, samAt(min(70)).intervals().size());
  }

  @Test
  void anEndOfAnEarlierConnectionEndsNothing() {
    nodes = Map.of("node-1", node(true, START.plus(min(60)), Map.of()));
    ledger.joins(sam, min(0));
    Link before = ledger.last().link();
    ledger.resumes(sam, min(10)).isLostElsewhere(sam, before, min(20)).leaves(sam, min(50));
    assertEquals(50 * 60, samAt(min(70)).seconds());
    assertEquals(1, samAt(min(70)).intervals().size());
  }

  /** Their phone changed its network, and the old connection was taken for there. */
  @Test
  void whoCameBackBeforeTheirSilenceWasNoticedIsNotCountedInBetween() {
    ledger.joins(sam, min(0));
    Link before = ledger.last().link();
    ledger.resumes(sam, min(10)).isLostElsewhere(sam, before, min(8)).leaves(sam, min(50));
    assertEquals(48 * 60, samAt(min(70)).seconds());
    assertEquals(2, samAt(min(70)).intervals().size());
  }

  @Test
  void whoIsInTheRoomIsCountedUpToTheLastProofOfLife() {
    ledger.joins(sam, min(0));
    nodes = Map.of("node-1", node(true, START.plus(min(29)), Map.of()));
    PersonRow row = samAt(min(30));
    assertEquals(29 * 60, row.seconds());
    assertNull(row.lastLeaveAt());
    assertNull(row.intervals().getFirst().endedBy());
    assertEquals(START.plus(min(29)), row.intervals().getFirst().to());
  }

  @Test
  void aSilentConnectionIsCountedUpToItsOwnProof() {
    ledger.onConnection(41).joins(sam, min(0));
    nodes = Map.of("node-1", node(true, START.plus(min(29)), Map.of(41L, Duration.ofSeconds(125))));
    assertEquals(29 * 60 + 5 - 125, samAt(min(30)).seconds());
  }

  @Test
  void whoHasJustComeIsInTheRoomBeforeAnyProof() {
    ledger.joins(sam, min(10));
    nodes = Map.of("node-1", node(true, START.plus(min(9)), Map.of()));
    PersonRow row = samAt(min(10));
    assertEquals(0, row.seconds());
    assertEquals(START.plus(min(10)), row.firstJoinAt());
    assertNull(row.lastLeaveAt());
    assertEquals(1, row.intervals().size());
  }

  @Test
  void aProofFromTheFutureProvesNoMoreThanNow() {
    ledger.joins(sam, min(0));
    nodes = Map.of("node-1", node(true, START.plus(min(50)), Map.of()));
    assertEquals(30 * 60, samAt(min(30)).seconds());
  }

  @Test
  void aDeadNodeEndsItAtItsLastProof() {
    ledger.joins(sam, min(0));
    nodes = Map.of("node-1", node(false, START.plus(min(12)), Map.of()));
    PersonRow row = samAt(min(30));
    assertEquals(12 * 60, row.seconds());
    assertEquals(START.plus(min(12)), row.lastLeaveAt());
    assertEquals(EndedBy.NODE_LOST, row.intervals().getFirst().endedBy());
  }

  @Test
  void aNodeThatNobodyKnowsProvesNothing() {
    ledger.joins(sam, min(0));
    PersonRow row = samAt(min(30));
    assertEquals(0, row.seconds());
    assertEquals(Status.PARTIAL, row.status());
    assertEquals(List.of(), row.intervals());
  }

  @Test
  void aRoomThatBeganAnotherLifeEndsTheOneBefore() {
    ledger.joins(sam, min(0));
    Sitter again = sam.onAnotherSeat();
    lives.add(ledger.nextLife().on("node-2").joins(again, min(20)).leaves(again, min(30)));
    nodes = Map.of("node-1", node(true, START.plus(min(50)), Map.of()));
    PersonRow row = samAt(min(70));
    assertEquals(30 * 60, row.seconds());
    assertEquals(EndedBy.NODE_LOST, row.intervals().getFirst().endedBy());
    assertEquals(START.plus(min(20)), row.intervals().getFirst().to());
    assertEquals(START.plus(min(30)), row.lastLeaveAt());
  }

  /** The session has begun on both sides of a split, and the one that began first goes on. */
  @Test
  void aLifeThatGoesOnBesideAnotherIsNotEndedByIt() {
    Sitter ann = Sitter.participant();
    ledger.joins(sam, min(0));
    lives.add(ledger.nextLife().on("node-2").joins(sam.onAnotherSeat(), min(20)));
    ledger.joins(ann, min(30));
    nodes =
        Map.of(
            "node-1", node(true, START.plus(min(50)), Map.of()),
            "node-2", node(false, START.plus(min(21)), Map.of()));
    PersonRow row = samAt(min(50));
    assertEquals(50 * 60, row.seconds());
    assertNull(row.lastLeaveAt());
  }

  /** It was begun on both sides of a split, and later the room was lost from memory. */
  @Test
  void aLifeThatWentOnBesideAnotherIsEndedByTheOneAfterBoth() {
    Sitter ann = Sitter.participant();
    ledger.joins(sam, min(0));
    lives.add(ledger.nextLife().on("node-2").joins(ann, min(2)));
    ledger.joins(Sitter.participant(), min(3));
    lives.add(ledger.nextLife().on("node-1").joins(ann.onAnotherSeat(), min(20)));
    nodes =
        Map.of(
            "node-1", node(true, START.plus(min(50)), Map.of()),
            "node-2", node(false, START.plus(min(4)), Map.of()));
    PersonRow row = samAt(min(50));
    assertEquals(20 * 60, row.seconds());
    assertEquals(EndedBy.NODE_LOST, row.intervals().getFirst().endedBy());
  }

  @Test
  void whatRecoveryAppendedClosesWhatTheRoomNeverClosed() {
    ledger.joins(sam, min(0));
    ledger.recovers(ledger.last(), min(12));
    nodes = Map.of("node-1", node(true, START.plus(min(50)), Map.of()));
    PersonRow row = samAt(min(50));
    assertEquals(12 * 60, row.seconds());
    assertEquals(EndedBy.NODE_LOST, row.intervals().getFirst().endedBy());
  }

  @Test
  void aRoomThatOutlivedTheRecoveryKnowsBetter() {
    ledger.joins(sam, min(0));
    AttendanceEvent opening = ledger.last();
    ledger.isLost(sam, min(14), EndedBy.NODE_LOST).resumes(sam, min(15)).leaves(sam, min(60));
    ledger.recovers(opening, min(12));
    assertEquals(59 * 60, samAt(min(70)).seconds());
    assertEquals(2, samAt(min(70)).intervals().size());
  }

  @Test
  void theNightThatHasAnHourTwiceCountsThatHourTwice() {
    Instant from = LocalDateTime.parse("2026-11-01T00:30:00").atZone(ZONE).toInstant();
    Instant to = LocalDateTime.parse("2026-11-01T03:30:00").atZone(ZONE).toInstant();
    scheduled = new Interval(from, to);
    Ledger night = new Ledger(ledger.session, ledger.life, from);
    lives.set(0, night.joins(sam, min(0)).leaves(sam, min(240)));
    assertEquals(4 * 3600, samAt(min(0)).seconds());
  }

  @Test
  void theNightThatLacksAnHourDoesNotCountIt() {
    Instant from = LocalDateTime.parse("2026-03-08T00:30:00").atZone(ZONE).toInstant();
    Instant to = LocalDateTime.parse("2026-03-08T03:30:00").atZone(ZONE).toInstant();
    scheduled = new Interval(from, to);
    lives.set(
        0,
        new Ledger(ledger.session, ledger.life, from).joins(sam, min(-60)).leaves(sam, min(240)));
    assertEquals(2 * 3600, samAt(Duration.ofDays(200)).seconds());
  }

  @Test
  void aSessionThroughMidnightAndOneOfMoreThanADay() {
    scheduled = new Interval(START, START.plus(Duration.ofHours(30)));
    ledger.joins(sam, min(0)).isLost(sam, min(600)).resumes(sam, min(660));
    ledger.leaves(sam, Duration.ofHours(30));
    assertEquals(29 * 3600, samAt(Duration.ofHours(31)).seconds());
    assertEquals(Status.ATTENDED, samAt(Duration.ofHours(31)).status());
  }

  @Test
  void theShareThatCountsIsTheRules() {
    ledger.joins(sam, min(0)).leaves(sam, min(48));
    assertEquals(Status.ATTENDED, samAt(min(70)).status());
    rule = new CreditRule(false, min(5), 0.81);
    assertEquals(Status.PARTIAL, samAt(min(70)).status());
  }

  @Test
  void secondsAreRoundedDown() {
    ledger.joins(sam, min(0)).leaves(sam, Duration.ofMillis(1_999));
    assertEquals(1, samAt(min(70)).seconds());
  }
}
