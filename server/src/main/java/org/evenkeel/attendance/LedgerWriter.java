package org.evenkeel.attendance;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.evenkeel.room.AttendanceEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends facts to the ledger.
 *
 * <p>A batch is one statement, so one transaction: all of it is on disk when the future succeeds,
 * none of it is claimed when it fails. Written again, by whoever and at the same time, a fact stays
 * one fact; so after a failure the caller keeps its outbox and tries again.
 *
 * <p>A fact whose session or person the database does not know would fail its batch for ever, and
 * with it everybody else's facts. It goes to {@code attendance_stray} instead, and the operator is
 * told.
 */
public final class LedgerWriter {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);
  private static final long DEADLINE_MS = 5_000;

  // Rows go in by the order of their key: two writers of the same facts wait for each other in the
  // same order, and never in a circle.
  private static final String WRITE =
      """
      with lease as (
        select node from node_lease where node = $12 and stopped_at is null for share
      ),
      batch as (
        select distinct on (session_id, life, seq) b.*
        from lease, unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::uuid[], $6::uuid[],
                    $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::bigint[])
          as b (session_id, life, seq, kind, seat_id, person_id, role, at, ended_by, node, connection)
        order by session_id, life, seq
      ),
      judged as (
        select b.*,
          exists (select from session s where s.id = b.session_id)
            and (b.person_id is null or exists (select from person p where p.id = b.person_id))
            as known
        from batch b
      ),
      kept as (
        insert into attendance_event
          (session_id, life, seq, kind, seat_id, person_id, role, at, ended_by, node, connection)
        select session_id, life, seq, kind, seat_id, person_id, role, at, ended_by, node, connection
        from judged where known
        order by session_id, life, seq
        on conflict do nothing
      ),
      strayed as (
        insert into attendance_stray (session_id, life, seq, fact)
        select session_id, life, seq, to_jsonb(judged) - 'known' from judged where not known
        order by session_id, life, seq
        on conflict do nothing
        returning session_id
      )
      select held, session_id
      from (select exists (select from lease) as held) as lease
        left join (select distinct session_id from strayed) as strays on true
      """;

  private final Pool pool;
  private final String node;

  /**
   * @param node whose lease must hold: a node that was taken for dead writes nothing any more,
   *     whatever it still believes
   */
  public LedgerWriter(Pool pool, String node) {
    this.pool = pool;
    this.node = node;
  }

  /** The node that writes was taken for dead by the others. */
  public static final class Fenced extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Fenced() {
      super("the lease of this node is over");
    }
  }

  /**
   * Writes a batch.
   *
   * @return succeeds when every fact of it is on disk, now or since earlier; fails, after 5 s at
   *     the latest, when the database is away; fails with {@link Fenced} when the lease is over
   */
  public Future<Void> write(List<AttendanceEvent> batch) {
    if (batch.isEmpty()) {
      return Future.succeededFuture();
    }
    return pool.preparedQuery(WRITE)
        .execute(columns(batch).addString(node))
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .map(LedgerWriter::reportStrays);
  }

  private static Void reportStrays(RowSet<Row> strays) {
    for (Row row : strays) {
      if (!row.getBoolean("held")) {
        throw new Fenced();
      }
      if (row.getUUID("session_id") == null) {
        continue;
      }
      LOG.error(
          "attendance facts of session {} name a session or a person that the database does not"
              + " know; they are kept in attendance_stray and are not counted",
          row.getUUID("session_id"));
    }
    return null;
  }

  private static Tuple columns(List<AttendanceEvent> batch) {
    return Tuple.tuple()
        .addArrayOfUUID(column(batch, UUID[]::new, e -> e.session().value()))
        .addArrayOfUUID(column(batch, UUID[]::new, AttendanceEvent::life))
        .addArrayOfLong(column(batch, Long[]::new, AttendanceEvent::seq))
        .addArrayOfString(column(batch, String[]::new, e -> e.kind().wire()))
        .addArrayOfUUID(column(batch, UUID[]::new, e -> e.seat() == null ? null : e.seat().value()))
        .addArrayOfUUID(
            column(batch, UUID[]::new, e -> e.person() == null ? null : e.person().value()))
        .addArrayOfString(
            column(batch, String[]::new, e -> e.role() == null ? null : Words.of(e.role())))
        .addArrayOfOffsetDateTime(
            column(batch, OffsetDateTime[]::new, e -> e.at().atOffset(ZoneOffset.UTC)))
        .addArrayOfString(
            column(batch, String[]::new, e -> e.endedBy() == null ? null : e.endedBy().wire()))
        .addArrayOfString(
            column(batch, String[]::new, e -> e.link() == null ? null : e.link().node()))
        .addArrayOfLong(
            column(batch, Long[]::new, e -> e.link() == null ? null : e.link().connection()));
  }

  private static <T> T[] column(
      List<AttendanceEvent> batch,
      java.util.function.IntFunction<T[]> array,
      Function<AttendanceEvent, T> value) {
    return batch.stream().map(value).toArray(array);
  }
}
