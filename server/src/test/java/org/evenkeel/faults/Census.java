package org.evenkeel.faults;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.evenkeel.testing.TestDatabase;

/**
 * People, sessions that run now, and sign-ins whose cookies we know: straight into the database,
 * because hashing hundreds of passwords would take longer than the test.
 */
final class Census {
  private static final UUID PROGRAM =
      UUID.nameUUIDFromBytes("faults".getBytes(StandardCharsets.UTF_8));

  private final TestDatabase database;
  private int sessions;

  Census(TestDatabase database) {
    this.database = database;
    database.execute(
        "insert into program (id, name, zone) values ('%s', 'Faults', 'UTC') on conflict do nothing"
            .formatted(PROGRAM));
  }

  /**
   * A session, and those on its roster.
   *
   * @param people the host first
   */
  record Group(String session, List<Person> people) {}

  /** New sessions with new people, who go right in when the host is there. */
  List<Group> groups(int count, int peopleEach) {
    List<Group> groups = new ArrayList<>();
    StringBuilder sql = new StringBuilder("begin;");
    for (int i = 0; i < count; i++) {
      groups.add(group(sql, ++sessions, peopleEach));
    }
    database.execute(sql.append("commit;").toString());
    return groups;
  }

  private static Group group(StringBuilder sql, int number, int peopleEach) {
    String session = UUID.randomUUID().toString();
    sql.append(
        """
        insert into session (id, program_id, title, kind, starts_at, ends_at, capacity, waiting_room)
        values ('%s', '%s', 'Session %d', 'group', now() - interval '5 minutes',
          now() + interval '3 hours', 50, false);
        """
            .formatted(session, PROGRAM, number));
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < peopleEach; i++) {
      ids.add(UUID.randomUUID().toString());
    }
    List<Person> people = new ArrayList<>();
    for (String id : ids) {
      boolean host = people.isEmpty();
      String cookie = "cookie-of-" + id;
      sql.append(
          """
          insert into person (id, alias, full_name, email, password_hash)
          values ('%1$s', 'P %2$s', 'Person %2$s', '%1$s@test.example', 'none');
          insert into membership values ('%3$s', '%1$s', '%4$s');
          insert into roster values ('%5$s', '%1$s', '%6$s');
          insert into sign_in values ('\\x%7$s', '%1$s', now(), now() + interval '6 hours');
          """
              .formatted(
                  id,
                  id.substring(0, 4),
                  PROGRAM,
                  host ? "counselor" : "participant",
                  session,
                  host ? "host" : "participant",
                  sha256(cookie)));
      people.add(new Person(session, id, cookie, ids));
    }
    return new Group(session, people);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }
}
