package org.evenkeel.attendance;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Link;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;
import org.evenkeel.store.NodeLease;

/** Reads what is known about a session. Everything is of one moment: one snapshot, one clock. */
public final class AttendanceStore {
  private static final long DEADLINE_MS = 5_000;

  private static final String SNAPSHOT =
      "set transaction isolation level repeatable read, read only";

  private static final String SESSION =
      """
      select s.program_id, s.starts_at, s.ends_at, p.zone, now() as now
      from session s join program p on p.id = s.program_id
      where s.id = $1
      """;

  private static final String ROSTER =
      """
      select r.person_id, p.alias, r.role, x.person_id is not null as excused
      from roster r
      join person p on p.id = r.person_id
      left join excuse x on x.session_id = r.session_id and x.person_id = r.person_id
      where r.session_id = $1
      """;

  private static final String EVENTS =
      """
      select e.life, e.seq, e.kind, e.seat_id, e.person_id, p.alias, e.role, e.at, e.ended_by,
        e.node, e.connection
      from attendance_event e left join person p on p.id = e.person_id
      where e.session_id = $1
      """;

  private static final String LEASES =
      """
      select node, observed_at, proven_at, silent,
        stopped_at is null and ticked_at >= now() - $2 * interval '1 second' as alive
      from node_lease
      where node in (select node from attendance_event where session_id = $1)
      """;

  private static final String WITNESS =
      """
      select stay_id, fact, person_id, at from media_witness where session_id = $1
      """;

  private final Pool pool;

  public AttendanceStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * What is known about a session, and whose it is.
   *
   * @param program the program that holds it
   * @param evidence the facts
   * @param onMedia what the media server saw of them: a second witness, of which nothing is counted
   */
  public record Known(UUID program, Evidence evidence, OnMedia onMedia) {}

  /**
   * Reads a session.
   *
   * @return empty when there is none of that id; fails, after 5 s at the latest, when the database
   *     is away
   */
  public Future<Optional<Known>> load(SessionId session) {
    return pool.withTransaction(
            connection ->
                connection
                    .query(SNAPSHOT)
                    .execute()
                    .compose(done -> connection.preparedQuery(SESSION).execute(key(session)))
                    .compose(
                        rows ->
                            rows.size() == 0
                                ? Future.succeededFuture(Optional.<Known>empty())
                                : known(connection, session, rows.iterator().next())))
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private static Tuple key(SessionId session) {
    return Tuple.of(session.value());
  }

  private static Future<Optional<Known>> known(
      SqlConnection connection, SessionId session, Row planned) {
    int over = (int) NodeLease.OVER_AFTER.toSeconds();
    Future<RowSet<Row>> roster = connection.preparedQuery(ROSTER).execute(key(session));
    Future<RowSet<Row>> events = connection.preparedQuery(EVENTS).execute(key(session));
    Future<RowSet<Row>> leases =
        connection.preparedQuery(LEASES).execute(Tuple.of(session.value(), over));
    Future<RowSet<Row>> witness = connection.preparedQuery(WITNESS).execute(key(session));
    return Future.all(roster, events, leases, witness)
        .map(
            all ->
                Optional.of(
                    new Known(
                        planned.getUUID("program_id"),
                        new Evidence(
                            session,
                            new Interval(time(planned, "starts_at"), time(planned, "ends_at")),
                            ZoneId.of(planned.getString("zone")),
                            list(roster.result(), AttendanceStore::expected),
                            aliases(events.result()),
                            list(events.result(), row -> event(session, row)),
                            nodes(leases.result()),
                            time(planned, "now")),
                        OnMedia.of(list(witness.result(), AttendanceStore::sighting)))));
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> fromRow) {
    return StreamSupport.stream(rows.spliterator(), false).map(fromRow).toList();
  }

  private static Expected expected(Row row) {
    return new Expected(
        new PersonId(row.getUUID("person_id")),
        row.getString("alias"),
        Words.role(row.getString("role")),
        row.getBoolean("excused"));
  }

  private static AttendanceEvent event(SessionId session, Row row) {
    UUID seat = row.getUUID("seat_id");
    UUID person = row.getUUID("person_id");
    String node = row.getString("node");
    return new AttendanceEvent(
        session,
        row.getUUID("life"),
        row.getLong("seq"),
        Words.kind(row.getString("kind")),
        seat == null ? null : new SeatId(seat),
        person == null ? null : new PersonId(person),
        Words.role(row.getString("role")),
        time(row, "at"),
        Words.endedBy(row.getString("ended_by")),
        node == null ? null : new Link(node, row.getLong("connection")));
  }

  private static OnMedia.Sighting sighting(Row row) {
    return new OnMedia.Sighting(
        row.getUUID("stay_id"),
        new PersonId(row.getUUID("person_id")),
        row.getString("fact").equals("joined"),
        time(row, "at"));
  }

  private static Map<PersonId, String> aliases(RowSet<Row> events) {
    Map<PersonId, String> aliases = new HashMap<>();
    for (Row row : events) {
      if (row.getUUID("person_id") != null) {
        aliases.put(new PersonId(row.getUUID("person_id")), row.getString("alias"));
      }
    }
    return aliases;
  }

  private static Map<String, NodeProof> nodes(RowSet<Row> leases) {
    Map<String, NodeProof> nodes = new HashMap<>();
    for (Row row : leases) {
      JsonObject ages = row.getJsonObject("silent");
      Map<Long, Duration> silent = new HashMap<>();
      for (String connection : ages.fieldNames()) {
        silent.put(Long.parseLong(connection), Duration.ofMillis(ages.getLong(connection)));
      }
      nodes.put(
          row.getString("node"),
          new NodeProof(
              row.getString("node"),
              row.getBoolean("alive"),
              time(row, "observed_at"),
              time(row, "proven_at"),
              silent));
    }
    return nodes;
  }

  private static Instant time(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
