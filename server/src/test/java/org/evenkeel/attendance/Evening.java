package org.evenkeel.attendance;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.evenkeel.attendance.Ledger.Sitter;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.SessionId;
import org.evenkeel.testing.RealDatabase;

/** A program with one session in the database, to which people can be added. */
final class Evening {
  final RealDatabase database;
  final UUID program = UUID.randomUUID();
  final SessionId session = new SessionId(UUID.randomUUID());
  final Instant startsAt;
  final Instant endsAt;

  private Evening(RealDatabase database, Instant startsAt, Duration length) {
    this.database = database;
    this.startsAt = startsAt;
    this.endsAt = startsAt.plus(length);
    database.sql(
        "insert into program (id, name, zone) values ($1, 'Evening IOP', 'America/New_York')",
        program);
    database.sql(
        """
        insert into session (id, program_id, title, kind, starts_at, ends_at, capacity)
        values ($1, $2, 'Group', 'group', $3, $4, 12)
        """,
        session.value(),
        program,
        startsAt.atOffset(ZoneOffset.UTC),
        endsAt.atOffset(ZoneOffset.UTC));
  }

  static Evening startingAt(RealDatabase database, Instant startsAt, Duration length) {
    return new Evening(database, startsAt, length);
  }

  /** One that began so long ago, by the database's clock. */
  static Evening begun(RealDatabase database, Duration ago, Duration length) {
    OffsetDateTime now = database.sql("select now()").iterator().next().getOffsetDateTime(0);
    return new Evening(database, now.toInstant().minus(ago), length);
  }

  Sitter onRoster(String alias, Role role) {
    Sitter who = known(alias, role);
    database.sql(
        "insert into roster (session_id, person_id, role) values ($1, $2, $3)",
        session.value(),
        who.person().value(),
        Words.of(role));
    return who;
  }

  /** In the database, not on the roster. */
  Sitter known(String alias, Role role) {
    UUID person = UUID.randomUUID();
    database.sql(
        """
        insert into person (id, alias, full_name, email, password_hash)
        values ($1, $2, 'Somebody', $3, '-')
        """,
        person,
        alias,
        person + "@test.evenkeel");
    return Sitter.of(new PersonId(person), role);
  }

  Ledger life() {
    return new Ledger(session, UUID.randomUUID(), startsAt);
  }

  void write(Ledger ledger) {
    RealDatabase.await(new LedgerWriter(database.pool(), database.writer()).write(ledger.events));
  }
}
