package org.evenkeel.schedule;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One session of the demo: three groups a week, one individual, one family. */
record DemoSession(
    UUID id,
    String title,
    String kind,
    Instant startsAt,
    Instant endsAt,
    int capacity,
    List<String> hosts,
    List<String> participants,
    List<String> family) {

  static final String SQL =
      """
      insert into session
        (id, program_id, title, kind, starts_at, ends_at, capacity, waiting_room, created_by)
      values ($1, $2, $3, $4, $5, $6, $7, true, $8)
      on conflict do nothing
      """;
  static final String ROSTER_SQL =
      "insert into roster (session_id, person_id, role) values ($1, $2, $3) on conflict do nothing";

  private static final List<String> EVERYBODY =
      List.of(
          "participant1",
          "participant2",
          "participant3",
          "participant4",
          "participant5",
          "participant6",
          "participant7",
          "participant8",
          "participant9");

  /** What there is on the evening of that day. */
  static List<DemoSession> ofDay(ZonedDateTime evening) {
    return switch (evening.getDayOfWeek()) {
      case MONDAY -> List.of(group(evening, "Skills group", "counselor1", "counselor2"));
      case WEDNESDAY -> List.of(group(evening, "Process group", "counselor2", "counselor3"));
      case FRIDAY -> List.of(group(evening, "Planning the weekend", "counselor1", "counselor3"));
      case TUESDAY ->
          List.of(
              new DemoSession(
                  dated("individual", evening),
                  "One to one",
                  "individual",
                  evening.minusHours(1).toInstant(),
                  evening.minusMinutes(10).toInstant(),
                  2,
                  List.of("counselor1"),
                  List.of("participant1"),
                  List.of()));
      case THURSDAY -> List.of(family(evening, 1), family(evening, 2));
      case SATURDAY, SUNDAY -> List.of();
    };
  }

  /** The group that runs now. */
  static DemoSession now(Instant startsAt, Instant endsAt) {
    return new DemoSession(
        Demo.id("now " + startsAt.getEpochSecond()),
        "Evening group",
        "group",
        startsAt,
        endsAt,
        12,
        List.of("counselor1", "counselor2"),
        EVERYBODY,
        List.of());
  }

  private static DemoSession group(ZonedDateTime evening, String title, String... hosts) {
    return new DemoSession(
        dated(title, evening),
        title,
        "group",
        evening.toInstant(),
        evening.plusHours(3).toInstant(),
        12,
        List.of(hosts),
        EVERYBODY,
        List.of());
  }

  /** Each family by itself: a relative sees nobody but their own. */
  private static DemoSession family(ZonedDateTime evening, int number) {
    ZonedDateTime starts = evening.plusHours(number - 1);
    return new DemoSession(
        dated("family " + number, evening),
        "Family meeting",
        "family",
        starts.toInstant(),
        starts.plusMinutes(50).toInstant(),
        4,
        List.of("counselor3"),
        List.of("participant" + number),
        List.of("family" + number));
  }

  private static UUID dated(String what, ZonedDateTime evening) {
    return Demo.id(what + " " + evening.toLocalDate());
  }

  Tuple row() {
    return Tuple.from(
        List.of(
            id,
            Demo.PROGRAM,
            title,
            kind,
            Demo.utc(startsAt),
            Demo.utc(endsAt),
            capacity,
            Demo.person(hosts.getFirst())));
  }

  List<Tuple> roster() {
    List<Tuple> roster = new ArrayList<>();
    hosts.forEach(account -> roster.add(Tuple.of(id, Demo.person(account), "host")));
    participants.forEach(account -> roster.add(Tuple.of(id, Demo.person(account), "participant")));
    family.forEach(account -> roster.add(Tuple.of(id, Demo.person(account), "family")));
    return roster;
  }
}
