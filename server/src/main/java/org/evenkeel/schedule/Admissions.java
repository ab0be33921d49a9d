package org.evenkeel.schedule;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.SessionId;
import org.evenkeel.store.Database;
import org.evenkeel.store.Problem;

/** What the database knows that decides whether somebody may come to a session. */
public final class Admissions {
  // A removal is for its session; a ban is for the whole program, and so is lifting it.
  private static final String CASE =
      """
      select s.*, r.role, p.alias,
        exists (select from attendance_event e
          where e.session_id = s.id and e.kind = 'ended') as ended,
        exists (select from attendance_event e
          where e.session_id = s.id and e.person_id = $2 and e.kind = 'joined') as admitted_before,
        exists (select from attendance_event e join session es on es.id = e.session_id
          where e.person_id = $2 and es.program_id = s.program_id
            and (e.kind = 'banned' or (e.kind = 'removed' and e.session_id = s.id))
            and not exists (select from readmission a join session ars on ars.id = a.session_id
              where a.person_id = $2 and a.at > e.at
                and (a.session_id = s.id or e.kind = 'banned')
                and ars.program_id = s.program_id)) as turned_away,
        (select coalesce(array_agg(o.person_id), '{}') from roster o
          where o.session_id = s.id and o.role = 'participant') as patients
      from session s
        join roster r on r.session_id = s.id and r.person_id = $2
        join person p on p.id = r.person_id
      where s.id = $1
      """;

  private static final String READMIT =
      """
      insert into readmission (session_id, person_id, by_person_id, reason)
      select s.id, r.person_id, $3, $4
      from session s join roster r on r.session_id = s.id and r.person_id = $2
      where s.id = $1 and s.program_id = any($5)
      """;

  private final Database database;

  public Admissions(Database database) {
    this.database = database;
  }

  /**
   * One person at the door of one session.
   *
   * @param ended the ledger says that it is over
   * @param turnedAway taken out of it, or of the whole program, and not let in again since
   * @param admittedBefore has been in it
   * @param patients the participants on its roster
   */
  public record Case(
      Session session,
      Role role,
      String alias,
      boolean ended,
      boolean turnedAway,
      boolean admittedBefore,
      Set<PersonId> patients) {

    static Case fromRow(Row row) {
      return new Case(
          Session.fromRow(row),
          Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
          row.getString("alias"),
          row.getBoolean("ended"),
          row.getBoolean("turned_away"),
          row.getBoolean("admitted_before"),
          Arrays.stream(row.getArrayOfUUIDs("patients"))
              .map(PersonId::new)
              .collect(Collectors.toUnmodifiableSet()));
    }
  }

  /** Empty where there is no such session, or they are not on its roster: which is not told. */
  public Future<Optional<Case>> find(SessionId session, PersonId person) {
    return database
        .query(CASE, session.value(), person.value())
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(Case.fromRow(rows.iterator().next())));
  }

  /**
   * Staff let somebody in again who had been taken out.
   *
   * @param staffOf the programs of {@code by}
   */
  public Future<Void> readmit(
      SessionId session, PersonId person, PersonId by, Set<UUID> staffOf, String reason) {
    return database
        .update(
            READMIT,
            session.value(),
            person.value(),
            by.value(),
            reason,
            staffOf.toArray(UUID[]::new))
        .compose(
            rows ->
                rows.rowCount() == 1
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new Problem(
                            404, "not-found", "We could not find this session or person.")));
  }
}
