package org.evenkeel.attendance;

import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.evenkeel.attendance.Ledger.Sitter;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Role;
import org.evenkeel.room.SessionId;
import org.evenkeel.testing.RealDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerWriterTest {
  @RegisterExtension static final RealDatabase DATABASE = new RealDatabase();
  private static final Instant START = Instant.parse("2026-11-24T23:00:00Z");

  private final Evening evening = Evening.startingAt(DATABASE, START, Duration.ofHours(1));
  private final Sitter sam = evening.onRoster("Sam P.", Role.PARTICIPANT);
  private final LedgerWriter writer = new LedgerWriter(DATABASE.pool(), DATABASE.writer());

  private Ledger whole() {
    Ledger ledger = evening.life().arrives(sam, Duration.ZERO);
    ledger.room(Kind.OPENED, Duration.ofSeconds(1)).joins(sam, Duration.ofSeconds(1));
    ledger.isLost(sam, Duration.ofMinutes(5), EndedBy.NODE_LOST);
    ledger.resumes(sam, Duration.ofMinutes(6)).room(Kind.FROZEN, Duration.ofMinutes(7));
    ledger.room(Kind.THAWED, Duration.ofMinutes(8));
    ledger.leaves(sam, Duration.ofMinutes(9), EndedBy.CONSENT_REVOKED);
    return ledger.removed(sam, Duration.ofMinutes(9)).room(Kind.ENDED, Duration.ofMinutes(10));
  }

  private List<AttendanceEvent> read() {
    return await(new AttendanceStore(DATABASE.pool()).load(evening.session))
        .orElseThrow()
        .evidence()
        .events()
        .stream()
        .sorted(java.util.Comparator.comparingLong(AttendanceEvent::seq))
        .toList();
  }

  @Test
  void whatIsWrittenIsRead() {
    Ledger ledger = whole();
    await(writer.write(ledger.events));
    assertEquals(ledger.events, read());
  }

  @Test
  void whoWasTakenForDeadWritesNothingAnyMore() {
    DATABASE.sql("insert into node_lease (node, stopped_at) values ('ghost', now())");
    LedgerWriter ghost = new LedgerWriter(DATABASE.pool(), "ghost");
    LedgerWriter nobody = new LedgerWriter(DATABASE.pool(), "never had a lease");
    assertThrows(LedgerWriter.Fenced.class, () -> await(ghost.write(whole().events)));
    assertThrows(LedgerWriter.Fenced.class, () -> await(nobody.write(whole().events)));
    assertEquals(List.of(), read());
  }

  @Test
  void theSameBatchTwiceIsOneBatch() {
    Ledger ledger = whole();
    await(writer.write(ledger.events));
    List<AttendanceEvent> more = new ArrayList<>(ledger.events);
    more.addAll(ledger.events);
    await(writer.write(more));
    assertEquals(ledger.events, read());
  }

  @Test
  void manyWritersOfTheSameFactsInAnyOrderWriteThemOnce() {
    Ledger ledger = whole();
    for (int i = 0; i < 300; i++) {
      ledger.resumes(sam, Duration.ofMinutes(20)).isLost(sam, Duration.ofMinutes(21));
    }
    List<AttendanceEvent> backwards = ledger.events.reversed();
    List<Future<Void>> writes =
        IntStream.range(0, 8)
            .mapToObj(i -> writer.write(i % 2 == 0 ? ledger.events : backwards))
            .toList();
    await(Future.all(writes));
    assertEquals(ledger.events, read());
  }

  /**
   * Two writers of the same two facts, who were given them in opposite orders. If each took them as
   * they came, each would wait for the other, and the database would kill one of them.
   */
  @Test
  void writersOfTheSameFactsNeverWaitForEachOtherInACircle() {
    Ledger ledger = evening.life().joins(sam, Duration.ZERO).leaves(sam, Duration.ofMinutes(1));
    SqlConnection other = await(DATABASE.pool().getConnection());
    Transaction transaction = await(other.begin());
    await(insert(other, ledger.events.getFirst()));
    Future<Void> write = writer.write(ledger.events.reversed());
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> DATABASE.count("select count(*) from pg_locks where not granted") == 1);
    await(insert(other, ledger.events.getLast()));
    await(transaction.commit());
    await(write);
    await(other.close());
    assertEquals(ledger.events, read());
  }

  private static Future<?> insert(SqlConnection connection, AttendanceEvent event) {
    return connection
        .preparedQuery(
            """
            insert into attendance_event
              (session_id, life, seq, kind, seat_id, person_id, role, at, ended_by, node, connection)
            values ($1, $2, $3, $4, $5, $6, 'participant', $7, $8, $9, $10)
            """)
        .execute(
            Tuple.from(
                Arrays.asList(
                    event.session().value(),
                    event.life(),
                    event.seq(),
                    event.kind().wire(),
                    event.seat().value(),
                    event.person().value(),
                    event.at().atOffset(ZoneOffset.UTC),
                    event.endedBy() == null ? null : event.endedBy().wire(),
                    event.link().node(),
                    event.link().connection())));
  }

  @Test
  void factsOfAnUnknownSessionOrPersonHoldUpNobodyAndAreKept() {
    Ledger good = whole();
    Ledger nowhere = new Ledger(new SessionId(UUID.randomUUID()), UUID.randomUUID(), START);
    nowhere.joins(sam, Duration.ZERO);
    Sitter nobody = Sitter.participant();
    Ledger withNobody = evening.life().joins(nobody, Duration.ZERO);
    List<AttendanceEvent> batch = new ArrayList<>(nowhere.events);
    batch.addAll(good.events);
    batch.addAll(withNobody.events);
    await(writer.write(batch));
    await(writer.write(batch));
    assertEquals(good.events, read());
    assertEquals(
        2,
        DATABASE.count(
            "select count(*) from attendance_stray where life in ($1, $2)",
            nowhere.life,
            withNobody.life));
    assertEquals(
        nobody.person().toString(),
        DATABASE
            .sql(
                "select fact ->> 'person_id' from attendance_stray where life = $1",
                withNobody.life)
            .iterator()
            .next()
            .getString(0));
  }

  @Test
  void anEmptyBatchIsWritten() {
    await(writer.write(List.of()));
  }

  @Test
  void aDatabaseThatIsAwayFailsTheFuture() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Pool nobodyListens = DATABASE.newPool(port);
    Future<Void> write = new LedgerWriter(nobodyListens, "node-1").write(whole().events);
    assertThrows(Exception.class, () -> await(write));
    assertTrue(write.failed());
    await(nobodyListens.close());
  }

  @Test
  void aDatabaseThatDoesNotAnswerFailsTheFutureInTime() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0)) {
      Pool hangs = DATABASE.newPool(deaf.getLocalPort());
      long begun = System.nanoTime();
      Future<Void> write = new LedgerWriter(hangs, "node-1").write(whole().events);
      assertThrows(Exception.class, () -> await(write));
      assertTrue(write.failed());
      assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 8, "took too long");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update attendance_event set at = now()",
        "delete from attendance_event",
        "truncate attendance_event",
        "update attendance_event set at = now() where false",
        "delete from attendance_stray",
        "truncate attendance_stray"
      })
  void theLedgerRefusesToBeChanged(String change) {
    Ledger ledger = whole();
    await(writer.write(ledger.events));
    PgException refused = assertThrows(PgException.class, () -> DATABASE.sql(change));
    assertTrue(refused.getMessage().contains("appended to, never changed"), refused.getMessage());
    assertEquals(ledger.events, read());
  }
}
