package org.evenkeel.schedule;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * What the ledger would hold of a session of the past: most came in time, some late, one lost the
 * connection for a while, one left early, one did not come. By chance, but the same at each run.
 */
final class DemoAttendance {
  static final String SQL =
      """
      insert into attendance_event
        (session_id, life, seq, kind, seat_id, person_id, role, at, ended_by, node, connection)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      on conflict do nothing
      """;
  private static final String NODE = "demo";

  private final DemoSession session;
  private final Random chance;
  private final List<Fact> facts = new ArrayList<>();
  private long connections;

  private record Fact(
      String kind,
      UUID seat,
      UUID person,
      String role,
      Instant at,
      String endedBy,
      Long connection) {}

  private DemoAttendance(DemoSession session) {
    this.session = session;
    this.chance = new Random(session.id().getMostSignificantBits());
  }

  static List<Tuple> of(DemoSession session) {
    return new DemoAttendance(session).events();
  }

  private List<Tuple> events() {
    session.hosts().forEach(account -> stay(account, "host", before(5, 12), end(), "session-end"));
    fact("opened", null, null, null, before(0, 3), null, null);
    for (String account : session.participants()) {
      participant(account);
    }
    if (session.family().contains("family1")) {
      stay("family1", "family", after(0, 4), end(), "session-end");
    }
    fact("ended", null, null, null, end(), null, null);
    facts.sort(Comparator.comparing(Fact::at).thenComparing(fact -> fact.kind().equals("ended")));
    UUID life = Demo.id("life " + session.id());
    List<Tuple> rows = new ArrayList<>();
    for (Fact fact : facts) {
      rows.add(
          Tuple.from(
              Arrays.asList(
                  session.id(),
                  life,
                  (long) rows.size() + 1,
                  fact.kind(),
                  fact.seat(),
                  fact.person(),
                  fact.role(),
                  Demo.utc(fact.at()),
                  fact.endedBy(),
                  fact.connection() == null ? null : NODE,
                  fact.connection())));
    }
    return rows;
  }

  private void participant(String account) {
    int luck = chance.nextInt(100);
    boolean group = session.participants().size() > 1;
    if (luck < 8 && group) {
      return;
    }
    if (luck < 22) {
      stay(account, "participant", after(6, 25), end(), "session-end");
    } else if (luck < 36) {
      lost(account, before(1, 8));
    } else if (luck < 46 && group) {
      stay(account, "participant", before(1, 8), end().minus(minutes(15, 50)), "leave");
    } else {
      stay(account, "participant", before(0, 10), end(), "session-end");
    }
  }

  private void stay(String account, String role, Instant from, Instant to, String endedBy) {
    UUID seat = seat(account);
    long connection = ++connections;
    arrive(account, role, seat, from, connection);
    fact("left", seat, Demo.person(account), role, to, endedBy, connection);
  }

  /** A few seconds within the grace, and once, half an hour on, long enough to need a new seat. */
  private void lost(String account, Instant from) {
    UUID person = Demo.person(account);
    UUID seat = seat(account);
    long connection = ++connections;
    arrive(account, "participant", seat, from, connection);
    Instant first = after(15, 25);
    fact("lost", seat, person, "participant", first, "lost", connection);
    fact(
        "resumed",
        seat,
        person,
        "participant",
        first.plusSeconds(4 + chance.nextInt(20)),
        null,
        ++connections);
    Instant second =
        session.startsAt().plus(Duration.between(session.startsAt(), end()).dividedBy(2));
    fact("lost", seat, person, "participant", second, "lost", connections);
    fact("left", seat, person, "participant", second.plusMillis(1), "lost", connections);
    stay(account, "participant", second.plus(minutes(2, 7)), end(), "session-end");
  }

  private void arrive(String account, String role, UUID seat, Instant at, long connection) {
    UUID person = Demo.person(account);
    if (!role.equals("host")) {
      fact(
          "arrived",
          seat,
          person,
          role,
          at.minusSeconds(10 + chance.nextInt(40)),
          null,
          connection);
    }
    fact("joined", seat, person, role, at, null, connection);
  }

  private UUID seat(String account) {
    return Demo.id("seat " + session.id() + " " + account + " " + facts.size());
  }

  private void fact(
      String kind,
      UUID seat,
      UUID person,
      String role,
      Instant at,
      String endedBy,
      Long connection) {
    facts.add(new Fact(kind, seat, person, role, at, endedBy, connection));
  }

  private Instant end() {
    return session.endsAt();
  }

  private Instant before(int least, int most) {
    return session.startsAt().minus(minutes(least, most));
  }

  private Instant after(int least, int most) {
    return session.startsAt().plus(minutes(least, most));
  }

  private Duration minutes(int least, int most) {
    return Duration.ofSeconds(least * 60L + chance.nextInt((most - least) * 60));
  }
}
