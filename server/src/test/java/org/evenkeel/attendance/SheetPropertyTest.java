package org.evenkeel.attendance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Link;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;

/**
 * Whole evenings at random, told twice: as events, and second by second. The session runs from
 * second 100 to second 400 of 500.
 */
class SheetPropertyTest {
  private static final Instant ZERO = Instant.parse("2026-11-01T04:30:00Z");
  private static final int SPAN = 500;
  private static final int STARTS = 100;
  private static final int ENDS = 400;
  private static final SessionId SESSION = new SessionId(UUID.randomUUID());
  private static final List<PersonId> PEOPLE =
      List.of(new PersonId(new UUID(7, 1)), new PersonId(new UUID(7, 2)));
  private static final List<UUID> LIVES = List.of(new UUID(9, 1), new UUID(9, 2));

  /** One seat: cuts are the seconds at which it comes, is lost, is back … and leaves. */
  record Seat(int person, int life, List<Integer> cuts) {}

  /** One evening: freezes are pairs of seconds, by life. */
  record Evening(List<Seat> seats, List<List<Integer>> freezes) {}

  @Provide
  Arbitrary<Evening> evenings() {
    Arbitrary<List<Integer>> even =
        Arbitraries.integers()
            .between(0, SPAN - 1)
            .set()
            .ofMinSize(2)
            .ofMaxSize(8)
            .map(set -> set.stream().sorted().toList())
            .map(cuts -> cuts.subList(0, cuts.size() / 2 * 2));
    Arbitrary<Seat> seat =
        Combinators.combine(
                Arbitraries.integers().between(0, PEOPLE.size() - 1),
                Arbitraries.integers().between(0, LIVES.size() - 1),
                even)
            .as(Seat::new);
    Arbitrary<List<Integer>> freeze = Arbitraries.oneOf(Arbitraries.just(List.of()), even);
    return Combinators.combine(seat.list().ofMaxSize(6), freeze.list().ofSize(LIVES.size()))
        .as(Evening::new);
  }

  private record Draft(int second, int life, Kind kind, int seat, int connection) {}

  private static List<AttendanceEvent> events(Evening evening) {
    List<Draft> drafts = new ArrayList<>();
    for (int s = 0; s < evening.seats().size(); s++) {
      Seat seat = evening.seats().get(s);
      for (int c = 0; c < seat.cuts().size(); c++) {
        boolean opens = c % 2 == 0;
        boolean last = c == seat.cuts().size() - 1;
        Kind kind = opens ? c == 0 ? Kind.JOINED : Kind.RESUMED : last ? Kind.LEFT : Kind.LOST;
        drafts.add(new Draft(seat.cuts().get(c), seat.life(), kind, s, 100 * s + c / 2));
      }
    }
    for (int life = 0; life < LIVES.size(); life++) {
      List<Integer> cuts = evening.freezes().get(life);
      for (int c = 0; c < cuts.size(); c++) {
        drafts.add(new Draft(cuts.get(c), life, c % 2 == 0 ? Kind.FROZEN : Kind.THAWED, -1, 0));
      }
    }
    drafts.sort(Comparator.comparingInt(Draft::second));
    long[] seq = new long[LIVES.size()];
    List<AttendanceEvent> events = new ArrayList<>();
    for (Draft d : drafts) {
      boolean room = d.seat() < 0;
      boolean closes = d.kind() == Kind.LOST || d.kind() == Kind.LEFT;
      events.add(
          new AttendanceEvent(
              SESSION,
              LIVES.get(d.life()),
              ++seq[d.life()],
              d.kind(),
              room ? null : new SeatId(new UUID(5, d.seat())),
              room ? null : PEOPLE.get(evening.seats().get(d.seat()).person()),
              room ? null : Role.PARTICIPANT,
              ZERO.plusSeconds(d.second()),
              closes ? d.kind() == Kind.LOST ? EndedBy.LOST : EndedBy.LEAVE : null,
              room ? null : new Link("node-1", d.connection())));
    }
    return events;
  }

  /** The oracle: goes through the evening second by second with a flag for each seat and life. */
  private static int credited(Evening evening, int person, boolean freezeCounts) {
    int credited = 0;
    for (int second = STARTS; second < ENDS; second++) {
      boolean counts = false;
      for (Seat seat : evening.seats()) {
        boolean there = passed(seat.cuts(), second) % 2 == 1;
        boolean held = passed(evening.freezes().get(seat.life()), second) % 2 == 1;
        counts |= seat.person() == person && there && (freezeCounts || !held);
      }
      credited += counts ? 1 : 0;
    }
    return credited;
  }

  private static long passed(List<Integer> cuts, int second) {
    return cuts.stream().filter(c -> c <= second).count();
  }

  private static Sheet sheet(List<AttendanceEvent> events, boolean freezeCounts) {
    return sheet(events, Map.of(), freezeCounts);
  }

  private static Sheet sheet(
      List<AttendanceEvent> events, Map<String, NodeProof> nodes, boolean freezeCounts) {
    List<Expected> roster =
        PEOPLE.stream().map(p -> new Expected(p, "Sam P.", Role.PARTICIPANT, false)).toList();
    return Sheet.of(
        new Evidence(
            SESSION,
            new Interval(ZERO.plusSeconds(STARTS), ZERO.plusSeconds(ENDS)),
            ZoneId.of("America/New_York"),
            roster,
            Map.of(),
            events,
            nodes,
            ZERO.plusSeconds(SPAN)),
        new CreditRule(freezeCounts, Duration.ofMinutes(5), 0.8));
  }

  private static PersonRow row(Sheet sheet, int person) {
    return sheet.people().stream()
        .filter(r -> r.person().equals(PEOPLE.get(person)))
        .findFirst()
        .orElseThrow();
  }

  @Property(tries = 500)
  void secondsAreThoseThatTheOracleCounts(
      @ForAll("evenings") Evening evening, @ForAll boolean freezeCounts) {
    Sheet sheet = sheet(events(evening), freezeCounts);
    for (int p = 0; p < PEOPLE.size(); p++) {
      assertEquals(credited(evening, p, freezeCounts), row(sheet, p).seconds());
      assertTrue(row(sheet, p).seconds() <= ENDS - STARTS);
    }
  }

  @Property(tries = 300)
  void orderAndRepetitionChangeNothing(
      @ForAll("evenings") Evening evening, @ForAll long seed, @ForAll boolean freezeCounts) {
    List<AttendanceEvent> events = events(evening);
    List<AttendanceEvent> other = new ArrayList<>(events);
    Random random = new Random(seed);
    events.stream().filter(e -> random.nextBoolean()).forEach(other::add);
    Collections.shuffle(other, random);
    assertEquals(sheet(events, freezeCounts), sheet(other, freezeCounts));
  }

  @Property(tries = 300)
  void twoSeatsOfOnePersonNeverCountTwice(@ForAll("evenings") Evening evening) {
    List<Seat> twice = new ArrayList<>(evening.seats());
    evening.seats().forEach(s -> twice.add(new Seat(s.person(), s.life(), s.cuts())));
    Evening doubled = new Evening(twice, evening.freezes());
    for (int p = 0; p < PEOPLE.size(); p++) {
      assertEquals(
          row(sheet(events(evening), false), p).seconds(),
          row(sheet(events(doubled), false), p).seconds());
    }
  }

  @Property(tries = 300)
  void aGapNeverAdds(
      @ForAll("evenings") Evening evening, @ForAll boolean freezeCounts, @ForAll long seed) {
    Sheet whole = sheet(events(evening), freezeCounts);
    Sheet cut = sheet(events(interrupted(evening, new Random(seed), true)), freezeCounts);
    for (int p = 0; p < PEOPLE.size(); p++) {
      assertTrue(row(cut, p).seconds() <= row(whole, p).seconds());
    }
  }

  @Property(tries = 300)
  void anInterruptionOfNoLengthChangesNoSecond(
      @ForAll("evenings") Evening evening, @ForAll boolean freezeCounts, @ForAll long seed) {
    Sheet whole = sheet(events(evening), freezeCounts);
    Sheet cut = sheet(events(interrupted(evening, new Random(seed), false)), freezeCounts);
    for (int p = 0; p < PEOPLE.size(); p++) {
      assertEquals(row(whole, p).seconds(), row(cut, p).seconds());
    }
  }

  /**
   * From some second on, several keep the room at once, each with numbers of its own, and every
   * connection is one of them's guest. What is credited is the same as with one keeper.
   */
  @Property(tries = 500)
  void howManyKeepTheRoomChangesNoSecond(
      @ForAll("evenings") Evening evening,
      @ForAll @IntRange(max = SPAN) int from,
      @ForAll @IntRange(min = 2, max = 3) int keepers,
      @ForAll long seed) {
    Evening unfrozen = new Evening(evening.seats(), List.of(List.of(), List.of()));
    List<AttendanceEvent> events = events(unfrozen);
    Random random = new Random(seed);
    List<Integer> names = new ArrayList<>(List.of(11, 22, 33));
    Collections.shuffle(names, random);
    Map<Link, Integer> guests = new HashMap<>();
    List<AttendanceEvent> kept = new ArrayList<>();
    for (AttendanceEvent event : events) {
      int keeper = guests.computeIfAbsent(event.link(), link -> random.nextInt(keepers));
      boolean divided = !event.at().isBefore(ZERO.plusSeconds(from));
      kept.add(divided ? numbered(event, (1L << 40) + ((long) names.get(keeper) << 20)) : event);
    }
    assertEquals(sheet(events, false), sheet(kept, false));
  }

  private static AttendanceEvent numbered(AttendanceEvent event, long above) {
    return new AttendanceEvent(
        event.session(),
        event.life(),
        above + event.seq(),
        event.kind(),
        event.seat(),
        event.person(),
        event.role(),
        event.at(),
        event.endedBy(),
        event.link());
  }

  /**
   * A node dies, and what ended some of the seats never came to the ledger. They are counted up to
   * the last proof of their own connection, and not a second longer, wherever the freezes lie.
   */
  @Property(tries = 500)
  void whoWasNeverClosedIsCountedUpToTheLastProof(
      @ForAll("evenings") Evening evening,
      @ForAll @IntRange(max = SPAN) int proven,
      @ForAll boolean freezeCounts,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<AttendanceEvent> events = new ArrayList<>(events(evening));
    // A life that is followed by another closes nothing any more, and is another story.
    int lastLife = begins(events, 1).isBefore(begins(events, 0)) ? 0 : 1;
    Map<Long, Duration> silent = new HashMap<>();
    List<Seat> seats = new ArrayList<>();
    for (int s = 0; s < evening.seats().size(); s++) {
      Seat seat = evening.seats().get(s);
      int last = seat.cuts().size() - 2;
      long connection = 100L * s + last / 2;
      if (seat.life() != lastLife || random.nextBoolean()) {
        seats.add(seat);
        continue;
      }
      int own = random.nextBoolean() ? proven : random.nextInt(proven + 1);
      if (own < proven) {
        silent.put(connection, Duration.ofSeconds(proven - own));
      }
      events.removeIf(e -> e.link() != null && e.link().connection() == connection && ends(e));
      List<Integer> cuts = new ArrayList<>(seat.cuts());
      cuts.set(last + 1, Math.max(cuts.get(last), own));
      seats.add(new Seat(seat.person(), seat.life(), cuts));
    }
    Instant heard = ZERO.plusSeconds(proven);
    NodeProof dead = new NodeProof("node-1", false, heard, heard, silent);
    Sheet sheet = sheet(events, Map.of("node-1", dead), freezeCounts);
    Evening truth = new Evening(seats, evening.freezes());
    for (int p = 0; p < PEOPLE.size(); p++) {
      assertEquals(credited(truth, p, freezeCounts), row(sheet, p).seconds());
    }
  }

  /** In the beginning of time where nothing happened in that life. */
  private static Instant begins(List<AttendanceEvent> events, int life) {
    return events.stream()
        .filter(e -> e.life().equals(LIVES.get(life)))
        .map(AttendanceEvent::at)
        .min(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  private static boolean ends(AttendanceEvent event) {
    return event.kind() == Kind.LOST || event.kind() == Kind.LEFT;
  }

  /** Every seat loses its connection once more, somewhere. */
  private static Evening interrupted(Evening evening, Random random, boolean gap) {
    List<Seat> seats = new ArrayList<>();
    for (Seat seat : evening.seats()) {
      List<Integer> cuts = new ArrayList<>(seat.cuts());
      int stretch = random.nextInt(cuts.size() / 2) * 2;
      int from = cuts.get(stretch);
      int to = cuts.get(stretch + 1);
      int lost = from + random.nextInt(to - from);
      int back = gap ? lost + random.nextInt(to - lost) : lost;
      cuts.addAll(stretch + 1, List.of(lost, back));
      seats.add(new Seat(seat.person(), seat.life(), cuts));
    }
    return new Evening(seats, evening.freezes());
  }

  @Property(tries = 300)
  void intervalsAreTheFactsUnclipped(@ForAll("evenings") Evening evening) {
    Sheet sheet = sheet(events(evening), false);
    for (int p = 0; p < PEOPLE.size(); p++) {
      int person = p;
      BitSet expected = new BitSet();
      evening.seats().stream()
          .filter(s -> s.person() == person)
          .forEach(
              s -> {
                for (int c = 0; c < s.cuts().size(); c += 2) {
                  expected.set(s.cuts().get(c), s.cuts().get(c + 1));
                }
              });
      BitSet shown = new BitSet();
      for (Stretch stretch : row(sheet, p).intervals()) {
        shown.set(
            (int) Duration.between(ZERO, stretch.from()).toSeconds(),
            (int) Duration.between(ZERO, stretch.to()).toSeconds());
      }
      assertEquals(expected, shown);
    }
  }
}
