package org.evenkeel.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.evenkeel.faults.Journal.Span;
import org.evenkeel.faults.Seen.Way;
import org.junit.jupiter.api.Test;

/** An oracle that cannot say no is worthless: here it must, once for each invariant. */
class OracleTest {
  private static final Instant T0 = Instant.parse("2026-11-24T18:00:00Z");
  private static final String ROOM = "room";
  private static final String ANN = "ann";
  private static final String BEN = "ben";

  private final Journal ann = new Journal(ROOM, ANN);
  private final Journal ben = new Journal(ROOM, BEN);
  private final List<Books.Fact> facts = new ArrayList<>();
  private final Map<String, Books.Row> sheet = new HashMap<>();
  private Limits limits = Limits.KILL;

  private static Instant at(double second) {
    return T0.plusNanos((long) (second * 1e9));
  }

  private static final Map<String, String> BOTH = Map.of(ANN, "present", BEN, "present");

  private void welcomed(Journal who, double second) {
    who.add(new Seen.Welcomed(at(second), at(second - 0.1), 0, "seat " + who.person()));
  }

  private void shows(Journal who, double second, Map<String, String> states) {
    who.add(new Seen.Roster(at(second), states));
  }

  /** Ann and Ben from 0 to 60, when both leave; all is well. */
  private void aQuietEvening() {
    for (Journal one : List.of(ann, ben)) {
      welcomed(one, 0);
      shows(one, 0, BOTH);
      one.add(new Seen.Going(at(60), Way.LEAVE));
      one.add(new Seen.Gone(at(60.1)));
      stay(one.person(), 0, 60);
      joins(one);
    }
  }

  private void joins(Journal who) {
    facts.add(fact(facts.size() + 1, "joined", who.person(), 0));
    who.add(new Seen.Recorded(at(1), "seat " + who.person(), "joined", at(0)));
  }

  private void stay(String person, double... fromTo) {
    List<Span> spans = new ArrayList<>();
    double seconds = 0;
    for (int i = 0; i < fromTo.length; i += 2) {
      spans.add(new Span(at(fromTo[i]), at(fromTo[i + 1])));
      seconds += fromTo[i + 1] - fromTo[i];
    }
    sheet.put(person, new Books.Row(seconds, spans));
  }

  private static Books.Fact fact(long seq, String kind, String person, double second) {
    return new Books.Fact(ROOM, "life", seq, kind, "seat " + person, person, at(second), 7L);
  }

  /** Ben's path is torn at 20, and he is back at 22; Ann sees both. */
  private void benFallsOut() {
    ben.add(new Seen.Cut(at(20), Way.TORN));
    ben.add(new Seen.Lost(at(20.2), Way.TORN, 1006));
    shows(ann, 20.4, Map.of(ANN, "present", BEN, "reconnecting"));
    welcomed(ben, 21.5);
    shows(ben, 21.5, BOTH);
    shows(ann, 21.6, BOTH);
    stay(BEN, 0, 20, 21.5, 60);
  }

  private Set<String> missed() {
    return judged().stream()
        .filter(f -> !f.ok())
        .map(f -> f.figure().replaceFirst(", of.*", ""))
        .collect(Collectors.toSet());
  }

  private List<Finding> judged() {
    return new Oracle(
            "test",
            List.of(ann, ben),
            new Books(facts, Map.of(ROOM, sheet)),
            List.of(at(20)),
            at(50),
            at(61))
        .judge(limits);
  }

  @Test
  void findsNothingWrongWithAQuietEvening() {
    aQuietEvening();
    assertEquals(Set.of(), missed());
  }

  @Test
  void findsNothingWrongWithALossThatIsHandledWell() {
    aQuietEvening();
    benFallsOut();
    assertEquals(Set.of(), missed());
  }

  /**
   * From 20.5 to 25.5 he tries, and has no answer; Ann sees him present, and so does the ledger.
   */
  private void benTriesInVain() {
    ben.add(new Seen.Cut(at(20), Way.TORN));
    ben.add(new Seen.Lost(at(20.2), Way.TORN, 1006));
    shows(ann, 20.4, Map.of(ANN, "present", BEN, "reconnecting"));
    shows(ann, 20.7, BOTH);
    ben.add(new Seen.Tried(at(25.5), at(20.5)));
    shows(ann, 26, Map.of(ANN, "present", BEN, "reconnecting"));
    welcomed(ben, 28);
    shows(ben, 28, BOTH);
    shows(ann, 28.1, BOTH);
    limits = Limits.KILL.returning(9, 9);
  }

  @Test
  void whoAskedForTheSeatAndHadNoAnswerMayHaveHadIt() {
    aQuietEvening();
    benTriesInVain();
    stay(BEN, 0, 20, 20.6, 25.4, 28, 60);
    assertEquals(Set.of(), missed());
  }

  @Test
  void butNotLongerThanHeTried() {
    aQuietEvening();
    benTriesInVain();
    stay(BEN, 0, 20, 20.6, 27.5, 28, 60);
    assertEquals(Set.of("I3 attendance counted that was not", "I4 counted twice"), missed());
  }

  @Test
  void seesAGhostAfterACleanLeave() {
    aQuietEvening();
    ben.add(new Seen.Going(at(30), Way.LEAVE));
    ben.add(new Seen.Gone(at(30.1)));
    shows(ann, 31.5, Map.of(ANN, "present"));
    stay(BEN, 0, 30);
    assertEquals(Set.of("I1 shown present though gone (leave)"), missed());
  }

  @Test
  void seesAGhostAfterASilentDeath() {
    aQuietEvening();
    ben.add(new Seen.Cut(at(20), Way.SILENT));
    shows(ann, 31, Map.of(ANN, "present", BEN, "reconnecting"));
    welcomed(ben, 33);
    shows(ben, 33, BOTH);
    shows(ann, 33, BOTH);
    stay(BEN, 0, 20, 33, 60);
    limits = Limits.FROZEN.returning(15, 15);
    assertEquals(Set.of("I1 shown present though gone (silent)"), missed());
  }

  @Test
  void seesAGhostThatNeverGoes() {
    aQuietEvening();
    ben.add(new Seen.Going(at(30), Way.CLOSE));
    stay(BEN, 0, 30);
    assertEquals(Set.of("I1 shown present though gone (close)"), missed());
  }

  @Test
  void seesThatSomebodyWasTakenOffTheRoster() {
    aQuietEvening();
    shows(ann, 40, Map.of(ANN, "present"));
    shows(ann, 40.1, BOTH);
    assertEquals(
        Set.of("I2 shown gone though there", "I9 all screens of a room show the same"), missed());
  }

  /** What was said of her to Ben was on its way when she was cut off. */
  @Test
  void whoIsCutOffInTheMomentOfComingNeedNotHaveBeenSeen() {
    welcomed(ben, 0);
    shows(ben, 0, Map.of(BEN, "present"));
    welcomed(ann, 10);
    shows(ann, 10, BOTH);
    ann.add(new Seen.Cut(at(10.01), Way.TORN));
    shows(ben, 10.02, BOTH);
    shows(ben, 10.3, Map.of(ANN, "reconnecting", BEN, "present"));
    welcomed(ann, 11);
    shows(ann, 11, BOTH);
    shows(ben, 11, BOTH);
    stay(ANN, 10, 10.01, 11, 61);
    stay(BEN, 0, 61);
    joins(ann);
    joins(ben);
    assertEquals(Set.of(), missed());
  }

  @Test
  void seesALeaveAndJoinInsteadOfAReconnect() {
    aQuietEvening();
    benFallsOut();
    shows(ann, 20.6, Map.of(ANN, "present"));
    assertEquals(Set.of("I2 shown gone though there"), missed());
  }

  @Test
  void seesThatReconnectingIsShownTooLong() {
    aQuietEvening();
    shows(ann, 30, Map.of(ANN, "present", BEN, "reconnecting"));
    shows(ann, 33.5, BOTH);
    assertEquals(
        Set.of("I2 shown as reconnecting though there", "I9 all screens of a room show the same"),
        missed());
  }

  @Test
  void seesThatAPlannedRestartIsNoticed() {
    aQuietEvening();
    ben.add(new Seen.Lost(at(20), Way.DRAINED, 1012));
    shows(ann, 20.4, Map.of(ANN, "present", BEN, "reconnecting"));
    welcomed(ben, 20.5);
    shows(ben, 20.5, BOTH);
    shows(ann, 20.6, BOTH);
    limits = Limits.PLANNED;
    assertEquals(Set.of("I2 seen losing the connection who was not cut off"), missed());
  }

  @Test
  void seesAttendanceThatWasNotCounted() {
    aQuietEvening();
    benFallsOut();
    stay(BEN, 0, 13.9, 21.5, 60);
    assertEquals(Set.of("I3 attendance not counted, for each loss"), missed());
  }

  @Test
  void seesAttendanceThatNeverWas() {
    aQuietEvening();
    stay(BEN, 0, 61.3);
    assertEquals(Set.of("I3 attendance counted that was not", "I4 counted twice"), missed());
  }

  @Test
  void seesAttendanceCountedThroughALoss() {
    aQuietEvening();
    benFallsOut();
    stay(BEN, 0, 60);
    assertEquals(Set.of("I3 attendance counted that was not", "I4 counted twice"), missed());
  }

  @Test
  void seesTimeThatIsCountedTwice() {
    aQuietEvening();
    stay(BEN, 0, 60, 30, 40);
    assertEquals(Set.of("I4 counted twice"), missed());
  }

  @Test
  void seesSecondsThatNoIntervalHas() {
    aQuietEvening();
    sheet.put(BEN, new Books.Row(70, List.of(new Span(at(0), at(60)))));
    assertEquals(Set.of("I4 counted twice"), missed());
  }

  @Test
  void seesTwoSeatsOfOnePerson() {
    aQuietEvening();
    shows(ann, 30, Map.of(ANN, "present", BEN, "double"));
    shows(ben, 30, Map.of(ANN, "present", BEN, "double"));
    shows(ann, 31, BOTH);
    shows(ben, 31, BOTH);
    assertEquals(Set.of("I4 two seats of one person shown"), missed());
  }

  @Test
  void seesARecordedEventThatIsNotInTheLedger() {
    aQuietEvening();
    ben.add(new Seen.Recorded(at(1), "seat ben", "joined", at(0)));
    assertEquals(Set.of(), missed());
    ben.add(new Seen.Recorded(at(2), "seat ben", "resumed", at(2)));
    assertEquals(Set.of("I5 recorded events missing"), missed());
  }

  @Test
  void seesAnEventThatIsInTheLedgerTwice() {
    aQuietEvening();
    facts.add(fact(3, "lost", BEN, 20));
    assertEquals(Set.of(), missed());
    facts.add(fact(4, "lost", BEN, 20));
    assertEquals(Set.of("I6 events in the ledger twice"), missed());
  }

  @Test
  void seesASeatThatWasTakenTwice() {
    aQuietEvening();
    facts.add(fact(3, "joined", BEN, 20));
    assertEquals(Set.of("I6 events in the ledger twice"), missed());
  }

  @Test
  void seesASlowReturn() {
    aQuietEvening();
    benFallsOut();
    limits = Limits.KILL.returning(1, 1);
    assertEquals(
        Set.of("I7 back in the seat, p50", "I7 back in the seat, p95", "I7 back in the seat, p99"),
        missed());
  }

  @Test
  void seesSomebodyWhoNeverCameBack() {
    welcomed(ann, 0);
    shows(ann, 0, BOTH);
    welcomed(ben, 0);
    shows(ben, 0, BOTH);
    ben.add(new Seen.Cut(at(20), Way.TORN));
    shows(ann, 20.5, Map.of(ANN, "present", BEN, "reconnecting"));
    stay(ANN, 0, 61);
    stay(BEN, 0, 20);
    joins(ann);
    joins(ben);
    assertEquals(Set.of("I7 never back"), missed());
    // Sent home with the others, after the evidence ends: that is no return.
    ben.add(new Seen.Going(at(55), Way.LEAVE));
    assertEquals(Set.of("I7 never back"), missed());
  }

  @Test
  void whoGoesOnPurposeWhileAwayIsNotMissed() {
    aQuietEvening();
    ben.add(new Seen.Cut(at(20), Way.TORN));
    ben.add(new Seen.Going(at(21), Way.CLOSE));
    shows(ann, 20.5, Map.of(ANN, "present"));
    stay(BEN, 0, 20);
    assertEquals(Set.of(), missed());
  }

  @Test
  void seesSomebodyWhoIsSentAway() {
    aQuietEvening();
    ben.add(new Seen.Dismissed(at(20), "removed"));
    shows(ann, 20.5, Map.of(ANN, "present"));
    stay(BEN, 0, 20);
    assertEquals(Set.of("sent away by the server"), missed());
  }

  @Test
  void seesThatADeviceIsReplacedByNoOther() {
    aQuietEvening();
    ben.add(new Seen.Dismissed(at(20), "replaced"));
    shows(ann, 20.5, Map.of(ANN, "present"));
    stay(BEN, 0, 20);
    assertEquals(Set.of("sent away by the server"), missed());
  }

  @Test
  void seesThatNobodyIsToldWhatIsRecorded() {
    welcomed(ann, 0);
    shows(ann, 0, BOTH);
    welcomed(ben, 0);
    shows(ben, 0, BOTH);
    stay(ANN, 0, 61);
    stay(BEN, 0, 61);
    joins(ann);
    facts.add(fact(7, "joined", BEN, 0));
    assertEquals(Set.of("I5 never told that anything is recorded"), missed());
  }

  @Test
  void seesASecondAndAHalfTooLittleWhereNothingWasLost() {
    aQuietEvening();
    stay(BEN, 0, 58.5);
    assertEquals(Set.of("I3 attendance not counted of those who lost nothing"), missed());
  }

  @Test
  void oneBadLossIsNotHiddenBehindGoodOnes() {
    aQuietEvening();
    benFallsOut();
    for (double second : new double[] {25, 30, 35}) {
      ben.add(new Seen.Cut(at(second), Way.TORN));
      welcomed(ben, second + 0.5);
      shows(ben, second + 0.5, BOTH);
    }
    stay(BEN, 0, 14, 21.5, 60);
    limits = new Limits(limits.ghost(), 3, 2, 4, 1, 5, 5, 3, -1, 0);
    assertEquals(Set.of("I3 attendance not counted, for each loss"), missed());
  }

  @Test
  void seesScreensThatDiffer() {
    aQuietEvening();
    benFallsOut();
    shows(ben, 21.8, Map.of(ANN, "present", BEN, "present", "cat", "present"));
    assertEquals(Set.of("I9 all screens of a room show the same"), missed());
    String story =
        judged().stream()
            .filter(f -> f.figure().startsWith("I9"))
            .map(Finding::detail)
            .findFirst()
            .orElseThrow();
    String apart = "; cat {not at all=[%s], present=[%s]}".formatted(ANN, BEN);
    assertTrue(story.endsWith(apart), "who is shown how, and to whom: " + story);
  }

  @Test
  void seesAFrameOfAnotherRoom() {
    aQuietEvening();
    ben.add(new Seen.Foreign(at(5), "room"));
    assertEquals(Set.of("I10 frames of another room"), missed());
  }
}
