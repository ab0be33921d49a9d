package org.evenkeel.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** People and sessions in a test's database, by short names. */
public final class Population {
  public static final UUID HERE = id("program here");
  public static final UUID ELSEWHERE = id("program elsewhere");
  private final TestDatabase db;
  private final String passwordHash;
  private long facts;

  public Population(TestDatabase db, String passwordHash) {
    this.db = db;
    this.passwordHash = passwordHash;
    db.execute(
        "insert into program (id, name, zone) values ('%s', 'Here', 'UTC'), ('%s', 'Elsewhere', 'UTC')"
            .formatted(HERE, ELSEWHERE));
  }

  public static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  public static String email(String name) {
    return name + "@test.example";
  }

  public UUID person(String name, UUID program, String role) {
    db.execute(
        """
        insert into person (id, alias, full_name, email, password_hash)
        values ('%s', '%s', 'Full Name of %s', '%s', '%s');
        insert into membership values ('%s', '%s', '%s')
        """
            .formatted(id(name), name, name, email(name), passwordHash, program, id(name), role));
    return id(name);
  }

  public UUID session(String name, UUID program, String kind, Instant from, Instant to) {
    db.execute(
        """
        insert into session (id, program_id, title, kind, starts_at, ends_at, capacity)
        values ('%s', '%s', '%s', '%s', '%s', '%s', 12)
        """
            .formatted(id(name), program, name, kind, from, to));
    return id(name);
  }

  public void roster(String session, String person, String role) {
    db.execute(
        "insert into roster values ('%s', '%s', '%s')".formatted(id(session), id(person), role));
  }

  /** As if the clock of the database had been at {@code at}. */
  public void readmission(String session, String person, String by, Instant at) {
    db.execute(
        "insert into readmission values ('%s', '%s', '%s', 'talked about it', '%s')"
            .formatted(id(session), id(person), id(by), at));
  }

  /** A fact of the ledger; {@code person} may be null. */
  public void fact(String session, String kind, String person, Instant at) {
    db.execute(
        """
        insert into attendance_event (session_id, life, seq, kind, person_id, at)
        values ('%s', '%s', %d, '%s', %s, '%s')
        """
            .formatted(
                id(session),
                id("life"),
                ++facts,
                kind,
                person == null ? "null" : "'" + id(person) + "'",
                at));
  }

  public void consent(String patient, String recipient, Instant from, Instant to, Instant revoked) {
    db.execute(
        """
        insert into consent values
          (gen_random_uuid(), '%s', '%s', '%s', 'family sessions', '%s', '%s', %s)
        """
            .formatted(
                HERE,
                id(patient),
                id(recipient),
                from,
                to,
                revoked == null ? "null" : "'" + revoked + "'"));
  }
}
