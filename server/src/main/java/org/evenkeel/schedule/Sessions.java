package org.evenkeel.schedule;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.SessionId;
import org.evenkeel.store.Database;
import org.evenkeel.store.Problem;
import org.evenkeel.store.Problem.FieldError;

/** The sessions of all programs. */
public final class Sessions {
  /** No list is longer; who asks for more asks for a shorter time. */
  public static final int LONGEST_LIST = 500;

  private static final String LIST =
      """
      select s.*,
        (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.alias) order by p.alias), '[]')
         from roster r join person p on p.id = r.person_id
         where r.session_id = s.id and r.role in ('host', 'cohost')) as hosts,
        exists (select from roster r where r.session_id = s.id and r.person_id = $1) as mine,
        exists (select from attendance_event e where e.session_id = s.id and e.kind = 'ended') as ended
      from session s
      where (s.program_id = any($2)
          or exists (select from roster r where r.session_id = s.id and r.person_id = $1))
        and %s
      order by s.starts_at, s.id
      limit 500
      """;

  private static final String LIST_BETWEEN = LIST.formatted("s.ends_at > $3 and s.starts_at < $4");
  private static final String LIST_ONE = LIST.formatted("s.id = $3");

  private static final String MEMBERS =
      """
      select person_id, role from membership where program_id = $1 and person_id = any($2)
      """;

  private static final String INSERT =
      """
      insert into session
        (id, program_id, title, kind, starts_at, ends_at, capacity, waiting_room, created_by)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """;

  private static final String INSERT_ROSTER =
      """
      insert into roster (session_id, person_id, role) values ($1, $2, $3)
      """;

  private final Database database;

  public Sessions(Database database) {
    this.database = database;
  }

  /**
   * What this person may see: the sessions on whose roster they are, and all of the programs that
   * they work for.
   */
  public Future<List<Listed>> between(
      PersonId viewer, Set<UUID> staffOf, Instant from, Instant to) {
    return database
        .query(LIST_BETWEEN, viewer.value(), ids(staffOf), utc(from), utc(to))
        .map(Sessions::listed);
  }

  /** One of those that {@link #between} would give at some time. */
  public Future<Optional<Listed>> one(PersonId viewer, Set<UUID> staffOf, SessionId session) {
    return database
        .query(LIST_ONE, viewer.value(), ids(staffOf), session.value())
        .map(rows -> listed(rows).stream().findFirst());
  }

  /**
   * Plans a session in the program of whoever asks.
   *
   * @throws Problem 422 by the future: somebody is not what they are named as in this program
   */
  public Future<SessionId> create(UUID program, PersonId by, NewSession wanted) {
    try {
      wanted.requireSound();
    } catch (Problem unsound) {
      return Future.failedFuture(unsound);
    }
    SessionId id = new SessionId(UUID.randomUUID());
    return database.transaction(
        connection ->
            connection
                .preparedQuery(MEMBERS)
                .execute(Tuple.of(program, (Object) uuids(wanted.everybody())))
                .compose(
                    rows -> {
                      requireMembers(wanted, rows);
                      return insert(connection, id, program, by, wanted);
                    }));
  }

  private static Future<SessionId> insert(
      SqlConnection connection, SessionId id, UUID program, PersonId by, NewSession wanted) {
    Tuple session =
        Tuple.from(
            List.of(
                id.value(),
                program,
                wanted.title().strip(),
                wanted.kind().name().toLowerCase(Locale.ROOT),
                utc(wanted.startsAt()),
                utc(wanted.endsAt()),
                wanted.capacity(),
                wanted.waitingRoom(),
                by.value()));
    List<Tuple> roster = new ArrayList<>();
    wanted.hosts().forEach(p -> roster.add(Tuple.of(id.value(), p.value(), "host")));
    wanted.participants().forEach(p -> roster.add(Tuple.of(id.value(), p.value(), "participant")));
    wanted.family().forEach(p -> roster.add(Tuple.of(id.value(), p.value(), "family")));
    return connection
        .preparedQuery(INSERT)
        .execute(session)
        .compose(done -> connection.preparedQuery(INSERT_ROSTER).executeBatch(roster))
        .map(id);
  }

  private static void requireMembers(NewSession wanted, RowSet<Row> rows) {
    Map<UUID, String> roles = new HashMap<>();
    rows.forEach(row -> roles.put(row.getUUID("person_id"), row.getString("role")));
    List<FieldError> errors = new ArrayList<>();
    check(wanted.hosts(), Set.of("lead", "counselor"), roles, "hostIds", errors);
    check(wanted.participants(), Set.of("participant"), roles, "participantIds", errors);
    check(wanted.family(), Set.of("family"), roles, "familyIds", errors);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  private static void check(
      List<PersonId> named,
      Set<String> allowed,
      Map<UUID, String> roles,
      String field,
      List<FieldError> errors) {
    for (int i = 0; i < named.size(); i++) {
      String role = roles.get(named.get(i).value());
      // The same words for a person of another program, of another role, and none at all.
      if (role == null || !allowed.contains(role)) {
        errors.add(new FieldError(field + "[" + i + "]", "Nobody of this kind is in the program."));
      }
    }
  }

  private static List<Listed> listed(RowSet<Row> rows) {
    List<Listed> list = new ArrayList<>(rows.size());
    rows.forEach(row -> list.add(Listed.fromRow(row)));
    return list;
  }

  private static UUID[] ids(Set<UUID> set) {
    return set.toArray(UUID[]::new);
  }

  private static UUID[] uuids(List<PersonId> people) {
    return people.stream().map(PersonId::value).toArray(UUID[]::new);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
