package org.evenkeel.schedule;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.evenkeel.store.Database;

/**
 * A sample program for a first look and for tests: people, two past weeks with attendance, a group
 * that runs now, and the week ahead. Running it again adds what is missing and changes nothing
 * else.
 *
 * <p>Ids are made from names, so they are the same everywhere. The days hang on the week of the
 * first start; the group that runs now is added at each start at which there is none.
 */
public final class Demo {
  /** Everybody's. */
  public static final String PASSWORD = "even keel demo";

  static final UUID PROGRAM = id("program");
  static final ZoneId ZONE = ZoneId.of("America/New_York");

  /** The group that runs now is long enough for a look around. */
  public static final Duration LENGTH_NOW = Duration.ofHours(3);

  private static final LocalTime EVENING = LocalTime.of(18, 0);
  private static final int DAYS_BACK = 14;
  private static final int DAYS_AHEAD = 7;

  private final Database database;
  private final Clock clock;

  public Demo(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The id of a person, by the part of their address before the @, for instance counselor1. */
  public static UUID person(String account) {
    return id("person " + account);
  }

  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(("evenkeel demo " + name).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param hash makes the hash of a password; asked once, and only where the people are not there
   *     yet, for hashing is slow on purpose
   */
  public Future<Void> fill(Function<String, Future<String>> hash) {
    return database
        .query("select exists (select from person where id = $1) as there", person("counselor1"))
        .map(rows -> rows.iterator().next().getBoolean("there"))
        .compose(there -> there ? Future.succeededFuture("") : hash.apply(PASSWORD))
        .compose(this::fill);
  }

  private Future<Void> fill(String passwordHash) {
    return database
        .pool()
        .withTransaction(
            connection ->
                batch(connection, DemoPeople.PROGRAM_SQL, List.of(DemoPeople.program()))
                    .compose(
                        v ->
                            batch(
                                connection, DemoPeople.PERSON_SQL, DemoPeople.people(passwordHash)))
                    .compose(
                        v -> batch(connection, DemoPeople.MEMBER_SQL, DemoPeople.memberships()))
                    .compose(
                        v -> batch(connection, DemoPeople.CONSENT_SQL, DemoPeople.consents(now())))
                    .compose(v -> hasSessions(connection))
                    .compose(there -> there ? Future.succeededFuture() : weeks(connection))
                    .compose(v -> runsNow(connection)));
  }

  private Instant now() {
    return clock.instant();
  }

  private static Future<Boolean> hasSessions(SqlConnection connection) {
    return connection
        .preparedQuery("select exists (select from session where program_id = $1) as there")
        .execute(Tuple.of(PROGRAM))
        .map(rows -> rows.iterator().next().getBoolean("there"));
  }

  private Future<Void> weeks(SqlConnection connection) {
    List<DemoSession> planned = new ArrayList<>();
    ZonedDateTime today = now().atZone(ZONE);
    for (int day = -DAYS_BACK; day <= DAYS_AHEAD; day++) {
      ZonedDateTime evening = today.plusDays(day).with(EVENING);
      planned.addAll(DemoSession.ofDay(evening));
    }
    planned.removeIf(
        s -> s.startsAt().isBefore(now()) && s.endsAt().isAfter(now().minusSeconds(3600)));
    List<Tuple> events = new ArrayList<>();
    planned.stream()
        .filter(s -> s.endsAt().isBefore(now()))
        .forEach(s -> events.addAll(DemoAttendance.of(s)));
    return add(connection, planned).compose(v -> batch(connection, DemoAttendance.SQL, events));
  }

  /** The group that is open from the start; a new one where the last has ended or nearly has. */
  private Future<Void> runsNow(SqlConnection connection) {
    Instant starts = now().minus(Duration.ofMinutes(5));
    DemoSession group = DemoSession.now(starts, starts.plus(LENGTH_NOW));
    return connection
        .preparedQuery(
            """
            select exists (select from session s
              where s.program_id = $1 and s.title = $2 and s.starts_at <= $3 and s.ends_at > $4
                and not exists (select from attendance_event e
                  where e.session_id = s.id and e.kind = 'ended')) as runs
            """)
        .execute(Tuple.of(PROGRAM, group.title(), utc(now()), utc(now().plus(Duration.ofHours(1)))))
        .map(rows -> rows.iterator().next().getBoolean("runs"))
        .compose(runs -> runs ? Future.succeededFuture() : add(connection, List.of(group)));
  }

  private static Future<Void> add(SqlConnection connection, List<DemoSession> sessions) {
    List<Tuple> rows = sessions.stream().map(DemoSession::row).toList();
    List<Tuple> roster = sessions.stream().flatMap(s -> s.roster().stream()).toList();
    return batch(connection, DemoSession.SQL, rows)
        .compose(v -> batch(connection, DemoSession.ROSTER_SQL, roster));
  }

  private static Future<Void> batch(SqlConnection connection, String sql, List<Tuple> rows) {
    return rows.isEmpty()
        ? Future.succeededFuture()
        : connection.preparedQuery(sql).executeBatch(rows).mapEmpty();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
