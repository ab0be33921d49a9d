package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Evenings;
import org.evenkeel.room.Link;
import org.evenkeel.room.Outcome;
import org.evenkeel.room.Room;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SeatState;
import org.junit.jupiter.api.Test;

/** Two copies of a room that were apart for a while. */
class RoomMergeTest {

  /** They have seen the same up to a moment, and one of them went on. */
  @Property(tries = 200)
  void theCopyOfTheSideThatGoesOnIsTheRoomAndNothingThatIsOwedIsLost(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 39) int apart) {
    List<AttendanceEvent> outbox = new ArrayList<>();
    RoomEntry early = null;
    RoomEntry late = null;
    int told = 0;
    for (Evenings.Moment moment : Evenings.tell(seed, 40)) {
      outbox.addAll(moment.outcome().events());
      late = new RoomEntry(moment.outcome().room(), outbox, "node-a");
      early = ++told == apart ? late : early;
    }
    for (RoomEntry goesOn : List.of(early, late)) {
      RoomEntry merged = RoomMerge.merge(goesOn == early ? late : early, goesOn);
      assertEquals(goesOn.room(), merged.room());
      Set<Long> owed = numbers(late);
      if (goesOn == early) {
        owed.removeAll(refuted(late, early));
      }
      assertEquals(owed, numbers(merged));
      assertEquals("", merged.keeper(), "whoever judges it next begins numbers of its own");
    }
  }

  /** Each takes the room over from the same state, and does not know of the other. */
  @Property(tries = 100)
  void numbersOfTwoKeepersNeverMeet(@ForAll long seed, @ForAll long one, @ForAll long other) {
    Assume.that(one != other);
    Room before = null;
    for (Evenings.Moment moment : Evenings.tell(seed, 20)) {
      before = moment.outcome().room();
    }
    Room here = before.inOtherHands("node-" + one, before.clock()).room();
    Room there = before.inOtherHands("node-" + other, before.clock()).room();
    Assume.that(here.events() != there.events());
    assertTrue(Math.abs(here.events() - there.events()) >= 1 << 20);
    assertTrue(Math.min(here.events(), there.events()) > before.events());
    assertTrue(
        here.inOtherHands("node-" + other, here.clock()).room().events()
            > Math.max(here.events(), there.events()),
        "whoever takes it over again is above both");
  }

  /** The session begins on both sides of a split, each with a room and numbers of its own. */
  @Property(tries = 50)
  void whatTheOtherLifeOwesIsOwedByTheOneThatGoesOn(@ForAll long seed, @ForAll long other) {
    RoomEntry ours = owing(seed, null);
    RoomEntry theirs = owing(other, new UUID(seed, other));
    RoomEntry merged = RoomMerge.merge(theirs, ours);
    assertEquals(ours.room(), merged.room());
    Set<AttendanceEvent> owed = new HashSet<>(theirs.outbox());
    owed.addAll(ours.outbox());
    assertEquals(owed, Set.copyOf(merged.outbox()));
    assertEquals(owed.size(), merged.outbox().size(), "each once");
  }

  /** An evening of which nothing is in the ledger yet; of another life where one is given. */
  private static RoomEntry owing(long seed, UUID life) {
    List<AttendanceEvent> owed = new ArrayList<>();
    Room room = null;
    for (Evenings.Moment moment : Evenings.tell(seed, 20)) {
      room = moment.outcome().room();
      moment.outcome().events().stream()
          .map(e -> life == null ? e : inLife(life, e))
          .forEach(owed::add);
    }
    return new RoomEntry(room, owed, "node-a");
  }

  private static AttendanceEvent inLife(UUID life, AttendanceEvent e) {
    return new AttendanceEvent(
        e.session(),
        life,
        e.seq(),
        e.kind(),
        e.seat(),
        e.person(),
        e.role(),
        e.at(),
        e.endedBy(),
        e.link() == null ? null : new Link("node of the other side", e.link().connection()));
  }

  @Property(tries = 20)
  void whatOneSideAloneHasIsKept(@ForAll long seed) {
    RoomEntry some = null;
    for (Evenings.Moment moment : Evenings.tell(seed, 10)) {
      some = new RoomEntry(moment.outcome().room(), moment.outcome().events(), "node-a");
    }
    assertSame(some, RoomMerge.merge(some, null));
    assertSame(some, RoomMerge.merge(null, some));
  }

  /** The other side took a node for dead whose guest is in the room. */
  private static Set<Long> refuted(RoomEntry theirs, RoomEntry ours) {
    Set<Link> here = new HashSet<>();
    ours.room().seats().stream()
        .filter(seat -> seat.state() != SeatState.RECONNECTING)
        .forEach(seat -> here.add(seat.link()));
    Set<Long> own = numbers(ours);
    Set<Link> wrong = new HashSet<>();
    theirs.outbox().stream()
        .filter(e -> e.kind() == Kind.LOST && e.endedBy() == EndedBy.NODE_LOST)
        .filter(e -> here.contains(e.link()))
        .forEach(e -> wrong.add(e.link()));
    Set<Long> refuted = new TreeSet<>();
    theirs.outbox().stream()
        .filter(e -> wrong.contains(e.link()) && !own.contains(e.seq()))
        .filter(e -> e.kind() == Kind.LOST || e.kind() == Kind.LEFT && e.endedBy() == EndedBy.LOST)
        .forEach(e -> refuted.add(e.seq()));
    return refuted;
  }

  @Test
  void thatANodeWasLostWhoseGuestIsHereIsNotTakenOver() {
    Room room = null;
    Seat guest = null;
    for (long seed = 0; guest == null; seed++) {
      room = Evenings.tell(seed, 40).getLast().outcome().room();
      guest = room.seats().stream().filter(Seat::present).findFirst().orElse(null);
    }
    Outcome split =
        room.inOtherHands("node-x", room.clock())
            .room()
            .apply(
                new RoomCommand.NodeLost(guest.link().node(), room.clock()),
                room.clock().plusSeconds(5));
    Outcome later =
        split
            .room()
            .apply(new RoomCommand.Tick(), room.clock().plus(room.rules().grace()).plusSeconds(5));
    List<AttendanceEvent> owed = new ArrayList<>(split.events());
    owed.addAll(later.events());
    SeatId seat = guest.id();
    assertTrue(owed.stream().anyMatch(e -> seat.equals(e.seat()) && e.kind() == Kind.LOST));
    assertTrue(owed.stream().anyMatch(e -> seat.equals(e.seat()) && e.kind() == Kind.LEFT));
    RoomEntry merged =
        RoomMerge.merge(
            new RoomEntry(later.room(), owed, "node-x"), new RoomEntry(room, List.of(), "node-y"));
    assertEquals(room, merged.room());
    assertTrue(
        merged.outbox().stream().noneMatch(e -> seat.equals(e.seat())), merged.outbox().toString());
  }

  private static Set<Long> numbers(RoomEntry entry) {
    Set<Long> numbers = new TreeSet<>();
    entry.outbox().forEach(event -> numbers.add(event.seq()));
    return numbers;
  }
}
