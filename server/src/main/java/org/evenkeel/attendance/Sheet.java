package org.evenkeel.attendance;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.SessionId;

/**
 * The attendance of one session, computed from the facts.
 *
 * <p>Promises: the order and repetition of events change nothing; nobody is credited with a moment
 * twice, with a moment outside the schedule, or with one after their last proof of life.
 *
 * @param session the occurrence
 * @param scheduled the time it was planned for
 * @param zone where its program's people live
 * @param over it was ended, or its time is over: nobody can come any more
 * @param people those who lead first, then by name
 */
public record Sheet(
    SessionId session, Interval scheduled, ZoneId zone, boolean over, List<PersonRow> people) {
  public Sheet {
    people = List.copyOf(people);
  }

  /** Judges the evidence by a rule. */
  public static Sheet of(Evidence evidence, CreditRule rule) {
    Collection<AttendanceEvent> events = once(evidence.events());
    List<LifeStory> lives = lives(evidence, events);
    Instant endedAt =
        events.stream()
            .filter(e -> e.kind() == Kind.ENDED)
            .map(AttendanceEvent::at)
            .max(Comparator.naturalOrder())
            .orElse(null);
    boolean over = endedAt != null || !evidence.now().isBefore(evidence.scheduled().to());
    Instant end =
        endedAt == null
            ? evidence.scheduled().to()
            : Intervals.earlier(endedAt, evidence.scheduled().to());

    Map<PersonId, AttendanceEvent> latest =
        events.stream()
            .filter(e -> e.person() != null)
            .collect(toMap(AttendanceEvent::person, e -> e, Sheet::later));
    List<PersonRow> rows = new ArrayList<>();
    for (Person person : people(evidence, latest)) {
      boolean came = latest.containsKey(person.id());
      rows.add(row(person, came, lives, evidence.scheduled(), over, end, rule));
    }
    rows.sort(
        Comparator.comparing((PersonRow r) -> r.role() == null ? Role.OBSERVER : r.role())
            .thenComparing(PersonRow::name)
            .thenComparing(r -> r.person().value()));
    return new Sheet(evidence.session(), evidence.scheduled(), evidence.zone(), over, rows);
  }

  private record Person(PersonId id, String name, Role role, boolean expected, boolean excused) {}

  private record Key(UUID life, long seq) {}

  private static Collection<AttendanceEvent> once(List<AttendanceEvent> events) {
    return events.stream()
        .collect(toMap(e -> new Key(e.life(), e.seq()), e -> e, (a, b) -> a))
        .values();
  }

  /**
   * Lives follow each other by the time of their first event; the id breaks a tie. Of two that went
   * on side by side, one on either side of a split, neither ends the other.
   */
  private static List<LifeStory> lives(Evidence evidence, Collection<AttendanceEvent> events) {
    Map<UUID, List<AttendanceEvent>> byLife =
        events.stream().collect(groupingBy(AttendanceEvent::life, TreeMap::new, listOf()));
    List<List<AttendanceEvent>> inOrder =
        byLife.values().stream().sorted(Comparator.comparing(Sheet::begins)).toList();
    List<LifeStory> lives = new ArrayList<>(inOrder.size());
    for (int i = 0; i < inOrder.size(); i++) {
      List<AttendanceEvent> life = inOrder.get(i);
      Instant followedAt =
          inOrder.stream()
              .skip(i + 1)
              .map(Sheet::begins)
              .filter(begin -> !goesOnAfter(life, begin))
              .findFirst()
              .orElse(null);
      lives.add(LifeStory.of(life, evidence.nodes(), evidence.now(), followedAt));
    }
    return lives;
  }

  private static java.util.stream.Collector<AttendanceEvent, ?, List<AttendanceEvent>> listOf() {
    return java.util.stream.Collectors.toList();
  }

  private static Instant begins(List<AttendanceEvent> life) {
    return life.stream().map(AttendanceEvent::at).min(Comparator.naturalOrder()).orElseThrow();
  }

  /** What recovery appended to a life is nothing that it has seen. */
  private static boolean goesOnAfter(List<AttendanceEvent> life, Instant at) {
    return life.stream().anyMatch(e -> e.seq() > 0 && e.at().isAfter(at));
  }

  private static AttendanceEvent later(AttendanceEvent a, AttendanceEvent b) {
    Comparator<AttendanceEvent> order =
        Comparator.comparing(AttendanceEvent::at)
            .thenComparing(AttendanceEvent::life)
            .thenComparingLong(AttendanceEvent::seq);
    return order.compare(a, b) >= 0 ? a : b;
  }

  private static Collection<Person> people(
      Evidence evidence, Map<PersonId, AttendanceEvent> latest) {
    Map<PersonId, Person> people = new LinkedHashMap<>();
    for (Expected e : evidence.roster()) {
      people.put(e.person(), new Person(e.person(), e.alias(), e.role(), true, e.excused()));
    }
    latest.forEach(
        (id, event) ->
            people.computeIfAbsent(
                id,
                p ->
                    new Person(
                        id,
                        evidence.guests().getOrDefault(id, "Guest"),
                        event.role(),
                        false,
                        false)));
    return people.values();
  }

  private static PersonRow row(
      Person person,
      boolean came,
      List<LifeStory> lives,
      Interval scheduled,
      boolean over,
      Instant end,
      CreditRule rule) {
    List<Stretch> stretches =
        lives.stream()
            .flatMap(life -> life.stretches().getOrDefault(person.id(), List.of()).stream())
            .sorted(
                Comparator.comparing(Stretch::from)
                    .thenComparing(Stretch::to)
                    .thenComparing(
                        Stretch::endedBy, Comparator.nullsLast(Comparator.naturalOrder())))
            .toList();
    List<Interval> creditable =
        lives.stream().flatMap(life -> life.creditable(person.id(), rule).stream()).toList();
    Duration credited = Intervals.total(Intervals.clip(creditable, scheduled));

    Instant firstJoin = stretches.isEmpty() ? null : stretches.getFirst().from();
    boolean inTheRoom = stretches.stream().anyMatch(Stretch::running);
    Instant lastLeave =
        inTheRoom
            ? null
            : stretches.stream().map(Stretch::to).max(Comparator.naturalOrder()).orElse(null);
    Duration late = gap(scheduled.from(), firstJoin, scheduled);
    Duration leftEarly = over ? gap(lastLeave, end, scheduled) : Duration.ZERO;
    return new PersonRow(
        person.id(),
        person.name(),
        person.role(),
        credited.toSeconds(),
        firstJoin,
        lastLeave,
        late.toSeconds(),
        late.compareTo(rule.lateAfter()) > 0,
        leftEarly.toSeconds(),
        status(person, came, credited, scheduled, over, rule),
        stretches);
  }

  /** From the one to the other, within 0 and the scheduled length; 0 where either is unknown. */
  private static Duration gap(Instant from, Instant to, Interval scheduled) {
    if (from == null || to == null || !to.isAfter(from)) {
      return Duration.ZERO;
    }
    Duration gap = Duration.between(from, to);
    return gap.compareTo(scheduled.length()) > 0 ? scheduled.length() : gap;
  }

  private static Status status(
      Person person,
      boolean came,
      Duration credited,
      Interval scheduled,
      boolean over,
      CreditRule rule) {
    if (!person.expected()) {
      return Status.NOT_EXPECTED;
    }
    if (!came) {
      if (person.excused()) {
        return Status.EXCUSED;
      }
      return over ? Status.NO_SHOW : Status.PARTIAL;
    }
    double enough = scheduled.length().toMillis() * rule.attendedShare();
    return !credited.isZero() && credited.toMillis() >= enough ? Status.ATTENDED : Status.PARTIAL;
  }

  /** When anybody on it was last seen; null where nobody came. */
  Instant lastSeen() {
    return people.stream()
        .flatMap(row -> row.intervals().stream())
        .map(Stretch::to)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  /** The same sheet with one person's row alone, as that person may see it. */
  public Sheet only(PersonId person) {
    return new Sheet(
        session,
        scheduled,
        zone,
        over,
        people.stream().filter(r -> Objects.equals(r.person(), person)).toList());
  }
}
