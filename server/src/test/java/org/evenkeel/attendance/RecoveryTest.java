package org.evenkeel.attendance;

import static java.util.stream.Collectors.toSet;
import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.evenkeel.attendance.Ledger.Sitter;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Link;
import org.evenkeel.room.Role;
import org.evenkeel.store.NodeLease;
import org.evenkeel.testing.RealDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every session here began half an hour ago and runs for an hour. */
class RecoveryTest {
  @RegisterExtension static final RealDatabase DATABASE = new RealDatabase();

  private final Evening evening =
      Evening.begun(DATABASE, Duration.ofMinutes(30), Duration.ofHours(1));
  private final Sitter sam = evening.onRoster("Sam P.", Role.PARTICIPANT);
  private final Sitter ann = evening.onRoster("Ann B.", Role.PARTICIPANT);
  private final Recovery recovery = new Recovery(DATABASE.pool());
  private final String node = "node-" + UUID.randomUUID();
  private final Ledger ledger = evening.life().on(node);

  private static Duration min(long minutes) {
    return Duration.ofMinutes(minutes);
  }

  /** The facts of one test are nobody's business in the next. */
  @AfterEach
  void closeWhatIsLeft() {
    DATABASE.sql("update node_lease set stopped_at = now() where stopped_at is null");
    await(recovery.run(Set.of(), Recovery.AT_START));
  }

  /** A lease as it stood when the node was last heard, so long after the session's start. */
  private void leaseEndedAt(Duration heard, Map<Long, Duration> silent) {
    await(new NodeLease(DATABASE.pool()).register(node));
    JsonObject ages = new JsonObject();
    silent.forEach((connection, age) -> ages.put(connection.toString(), age.toMillis()));
    OffsetDateTime at = evening.startsAt.plus(heard).atOffset(java.time.ZoneOffset.UTC);
    DATABASE.sql(
        """
        update node_lease set ticked_at = $2, observed_at = $2,
          proven_at = $2::timestamptz - interval '4 s', silent = $3
        where node = $1
        """,
        node,
        at,
        ages);
  }

  private record Closer(UUID seat, long seq, Duration at, String endedBy) {}

  private List<Closer> closers() {
    List<Closer> closers = new ArrayList<>();
    for (Row row :
        DATABASE.sql(
            """
            select seat_id, seq, at, ended_by from attendance_event
            where session_id = $1 and seq < 0 and kind = 'left' order by seq desc
            """,
            evening.session.value())) {
      closers.add(
          new Closer(
              row.getUUID("seat_id"),
              row.getLong("seq"),
              Duration.between(evening.startsAt, row.getOffsetDateTime("at").toInstant()),
              row.getString("ended_by")));
    }
    return closers;
  }

  private Closer closer(Sitter who, long seq, Duration at, EndedBy endedBy) {
    return new Closer(who.seat().value(), seq, at, endedBy.wire());
  }

  private Sheet sheet() {
    return Sheet.of(
        await(new AttendanceStore(DATABASE.pool()).load(evening.session)).orElseThrow().evidence(),
        CreditRule.DEFAULT);
  }

  @Test
  void theSeatsOfADeadNodeEndAtTheirLastProofOfLife() {
    evening.write(ledger.onConnection(7).joins(sam, min(0)).joins(ann, min(1)));
    leaseEndedAt(min(10), Map.of(8L, Duration.ofSeconds(30)));
    Sheet before = sheet();
    assertEquals(2, await(recovery.run(Set.of(), Recovery.AT_START)));
    assertEquals(
        List.of(
            closer(sam, -1, min(10).minusSeconds(4), EndedBy.NODE_LOST),
            closer(ann, -2, min(10).minusSeconds(30), EndedBy.NODE_LOST)),
        closers());
    assertEquals(before, sheet(), "recovery makes the ledger complete; it changes no minute");
    assertEquals(
        List.of(570L - 60, 596L), before.people().stream().map(PersonRow::seconds).toList());
  }

  @Test
  void aNodeThatIsAliveIsLeftAlone() {
    NodeLease lease = new NodeLease(DATABASE.pool());
    await(lease.register(node));
    assertTrue(await(lease.tick(node, Duration.ZERO, Map.of())));
    evening.write(ledger.joins(sam, min(0)).joins(ann, min(1)).isLost(ann, min(2)));
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(List.of(), closers());
    assertTrue(sheet().people().getLast().intervals().getFirst().running());
  }

  @Test
  void aNodeThatStoppedIsDeadAtOnce() {
    NodeLease lease = new NodeLease(DATABASE.pool());
    await(lease.register(node));
    evening.write(ledger.joins(sam, min(0)));
    await(lease.stop(node));
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(1, closers().size());
  }

  @Test
  void aRoomThatIsInMemorySomewhereClosesItsOwnSeats() {
    evening.write(ledger.joins(sam, min(0)));
    leaseEndedAt(min(10), Map.of());
    await(recovery.run(Set.of(ledger.life), Recovery.AT_START));
    assertEquals(List.of(), closers());
  }

  @Test
  void ofANodeThatNobodyKnowsOnlyTheOpeningIsProven() {
    evening.write(ledger.joins(sam, min(3)));
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(List.of(closer(sam, -1, min(3), EndedBy.NODE_LOST)), closers());
    assertEquals(0, sheet().people().getLast().seconds());
  }

  @Test
  void aProofFromBeforeTheOpeningEndsItWhereItBegan() {
    evening.write(ledger.joins(sam, min(12)));
    leaseEndedAt(min(10), Map.of());
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(List.of(closer(sam, -1, min(12), EndedBy.NODE_LOST)), closers());
  }

  @Test
  void aProofFromTheFutureEndsItNow() {
    evening.write(ledger.joins(sam, min(0)));
    leaseEndedAt(Duration.ofHours(5), Map.of());
    DATABASE.sql("update node_lease set stopped_at = now() where node = $1", node);
    await(recovery.run(Set.of(), Recovery.AT_START));
    Duration at = closers().getFirst().at();
    assertTrue(at.compareTo(min(30)) >= 0 && at.compareTo(min(32)) < 0, at.toString());
  }

  @Test
  void whoWasLostAndNeverLeftLeavesWhereTheyWereLost() {
    ledger.joins(sam, min(0)).isLost(sam, min(5)).resumes(sam, min(6)).isLost(sam, min(9));
    evening.write(ledger);
    leaseEndedAt(min(10), Map.of());
    Sheet before = sheet();
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(List.of(closer(sam, -3, min(9), EndedBy.LOST)), closers());
    assertEquals(before, sheet());
  }

  @Test
  void whoLeftAndWhoNeverCameInAreNotClosedAgain() {
    ledger.arrives(ann, min(0)).joins(sam, min(0)).leaves(sam, min(5));
    evening.write(ledger);
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(List.of(), closers());
  }

  @Test
  void aSeatThatMovedIsWitnessedByItsLatestNode() {
    NodeLease lease = new NodeLease(DATABASE.pool());
    await(lease.register(node));
    evening.write(ledger.on("node-of-before").joins(sam, min(0)).on(node).resumes(sam, min(5)));
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(List.of(), closers());
  }

  @Test
  void anEndOfAnEarlierConnectionDoesNotStandInForTheLatest() {
    leaseEndedAt(min(10), Map.of());
    ledger.on(node).joins(sam, min(0));
    Link before = ledger.last().link();
    evening.write(ledger.resumes(sam, min(5)).isLostElsewhere(sam, before, min(7)));
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(1, closers().size());
    assertEquals(min(10).minusSeconds(4), closers().getFirst().at());
  }

  /** A node that stood still has ended in its copy, late, what others had ended before. */
  @Test
  void ofSeveralLossesTheEarliestCounts() {
    evening.write(ledger.joins(sam, min(0)).isLost(sam, min(9)).isLost(sam, min(4)));
    leaseEndedAt(min(10), Map.of());
    Sheet before = sheet();
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(List.of(closer(sam, -1, min(4), EndedBy.LOST)), closers());
    assertEquals(before, sheet());
  }

  /** Two keepers that do not know of each other both say that a connection took the seat. */
  @Test
  void aConnectionThatOpenedItsSeatTwiceIsClosedOnce() {
    ledger.onConnection(7).joins(sam, min(0)).resumes(sam, min(3));
    ledger.keptFrom(1, 5).onConnection(8).resumes(sam, min(5));
    evening.write(ledger);
    leaseEndedAt(min(10), Map.of());
    Sheet before = sheet();
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(List.of(closer(sam, -2, min(10).minusSeconds(4), EndedBy.NODE_LOST)), closers());
    assertEquals(before, sheet());
  }

  /** One life on either side of a split; then the one that went on was lost as well. */
  @Test
  void aLifeThatWentOnBesideAnotherIsClosedAtItsOwnProof() {
    evening.write(ledger.on(node).joins(sam, min(0)));
    evening.write(ledger.nextLife().on("cut off").joins(sam.onAnotherSeat(), min(2)));
    evening.write(ledger.joins(ann, min(3)));
    leaseEndedAt(min(10), Map.of());
    Sheet before = sheet();
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(
        Set.of(min(10).minusSeconds(4), min(2)),
        closers().stream().map(Closer::at).collect(toSet()));
    assertEquals(before, sheet());
    assertEquals(
        List.of(596L - 180, 596L), before.people().stream().map(PersonRow::seconds).toList());
  }

  @Test
  void aLifeThatWentOnBesideAnotherIsEndedByTheOneAfterBoth() {
    NodeLease lease = new NodeLease(DATABASE.pool());
    await(lease.register(node));
    assertTrue(await(lease.tick(node, Duration.ZERO, Map.of())));
    evening.write(ledger.on(node).joins(sam, min(0)));
    evening.write(ledger.nextLife().on("cut off").joins(sam.onAnotherSeat(), min(2)));
    evening.write(ledger.joins(ann, min(3)));
    Ledger last = ledger.nextLife().on(node).joins(ann.onAnotherSeat(), min(20));
    evening.write(last);
    Sheet before = sheet();
    await(recovery.run(Set.of(last.life), Recovery.AT_START));
    assertEquals(
        List.of(min(2), min(20), min(20)), closers().stream().map(Closer::at).sorted().toList());
    assertEquals(before.people().getLast().intervals(), sheet().people().getLast().intervals());
  }

  @Test
  void aRoomThatBeganAnotherLifeEndsTheOneBeforeAlsoOnALivingNode() {
    NodeLease lease = new NodeLease(DATABASE.pool());
    await(lease.register(node));
    assertTrue(await(lease.tick(node, Duration.ZERO, Map.of())));
    evening.write(ledger.joins(sam, min(0)));
    Ledger next = ledger.nextLife().on(node).joins(sam.onAnotherSeat(), min(20));
    evening.write(next);
    Sheet before = sheet();
    await(recovery.run(Set.of(next.life), Recovery.AT_START));
    assertEquals(List.of(closer(sam, -1, min(20), EndedBy.NODE_LOST)), closers());
    assertEquals(
        before.people().getLast().intervals().getFirst(),
        sheet().people().getLast().intervals().getFirst());
  }

  @Test
  void runAgainAndAtTheSameTimeItAppendsTheSame() {
    for (int i = 0; i < 20; i++) {
      Sitter seat = i % 2 == 0 ? sam.onAnotherSeat() : ann.onAnotherSeat();
      ledger.joins(seat, min(0));
    }
    evening.write(ledger);
    leaseEndedAt(min(10), Map.of());
    List<Future<Integer>> runs =
        IntStream.range(0, 6)
            .mapToObj(i -> new Recovery(DATABASE.pool()).run(Set.of(), Recovery.AT_START))
            .toList();
    await(Future.all(runs));
    assertEquals(20, runs.stream().mapToInt(Future::result).sum());
    assertEquals(20, closers().size());
    assertEquals(0, await(recovery.run(Set.of(), Recovery.AT_START)));
  }

  @Test
  void aSessionWhoseTimeIsOverGetsNoEndThatNobodyWitnessed() {
    Evening past = Evening.begun(DATABASE, Duration.ofDays(2), Duration.ofHours(1));
    Sitter host = past.onRoster("Ada C.", Role.HOST);
    Ledger old = past.life().on(node).joins(host, min(0)).room(Kind.OPENED, min(0));
    past.write(old);
    await(recovery.run(Set.of(), Recovery.AT_START));
    assertEquals(
        0,
        DATABASE.count(
            "select count(*) from attendance_event where session_id = $1 and kind = 'ended'",
            past.session.value()));
    assertEquals(
        1,
        DATABASE.count(
            "select count(*) from attendance_event where session_id = $1 and kind = 'left'",
            past.session.value()));
  }

  /** A query that compares each fact with all others would take minutes for these. */
  @Test
  void manyEveningsAreLookedAtBeforeItGivesUp() {
    DATABASE.sql(
        """
        with life as materialized (
          select gen_random_uuid() as life from generate_series(1, 1000)
        ),
        seat as materialized (
          select life, gen_random_uuid() as seat, n from life, generate_series(1, 20) n
        )
        insert into attendance_event
          (session_id, life, seq, kind, seat_id, person_id, role, at, ended_by, node, connection)
        select $1, life, 3 * n + step, kind, seat, $2, 'participant', now(), ended_by, 'node-x', n
        from seat, (values (0, 'joined', null), (1, 'lost', null), (2, 'left', 'lost'))
          as fact (step, kind, ended_by)
        """,
        evening.session.value(),
        sam.person().value());
    assertEquals(0, await(recovery.run(Set.of(), Recovery.AT_START)));
  }
}
