package org.evenkeel.room;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The working copy of a room while one command is judged. Lives for one {@link Room#apply}. */
final class Turn {
  private final Room before;
  final Instant now;
  final List<Seat> seats;
  final Set<PersonId> removed;
  Phase phase;
  boolean locked;
  private boolean frozen;
  SeatId spotlight;

  private long eventCount;
  private final List<AttendanceEvent> events = new ArrayList<>(2);
  private final List<Notice> notices = new ArrayList<>(2);

  Turn(Room before, Instant now) {
    this.before = before;
    this.now = now.isBefore(before.clock()) ? before.clock() : now;
    this.seats = new ArrayList<>(before.seats());
    this.removed = new HashSet<>(before.removed());
    this.phase = before.phase();
    this.locked = before.locked();
    this.frozen = before.frozen();
    this.spotlight = before.spotlight();
    this.eventCount = before.events();
  }

  RoomRules rules() {
    return before.rules();
  }

  boolean frozen() {
    return frozen;
  }

  /** A host is there now, by the seats as this turn has changed them. */
  boolean led() {
    return seats.stream().anyMatch(s -> s.role().leads() && s.present());
  }

  boolean full() {
    return seats.stream().filter(Seat::takesPlace).count() >= rules().capacity();
  }

  Optional<Seat> seat(SeatId id) {
    return seats.stream().filter(s -> s.id().equals(id)).findFirst();
  }

  /** The seat that names this connection; empty for a connection of the past. */
  Optional<Seat> speaker(long connection) {
    return seats.stream()
        .filter(s -> s.link().connection() == connection && s.state() != SeatState.RECONNECTING)
        .findFirst();
  }

  Optional<Seat> seatOf(PersonId person) {
    return seats.stream().filter(s -> s.person().equals(person)).findFirst();
  }

  void put(Seat seat) {
    for (int i = 0; i < seats.size(); i++) {
      if (seats.get(i).id().equals(seat.id())) {
        seats.set(i, seat);
        return;
      }
    }
    seats.add(seat);
  }

  void record(AttendanceEvent.Kind kind, Seat seat, Instant at, EndedBy endedBy) {
    events.add(
        new AttendanceEvent(
            before.id(),
            before.life(),
            ++eventCount,
            kind,
            seat.id(),
            seat.person(),
            seat.role(),
            at,
            endedBy,
            seat.link()));
  }

  /** When a connection was lost that is not its seat's any more, or whose seat is gone. */
  void recordLost(RoomCommand.Unheard unheard, Instant at) {
    events.add(
        new AttendanceEvent(
            before.id(),
            before.life(),
            ++eventCount,
            AttendanceEvent.Kind.LOST,
            unheard.seat(),
            unheard.person(),
            unheard.role(),
            at,
            EndedBy.LOST,
            unheard.link()));
  }

  void record(AttendanceEvent.Kind kind) {
    events.add(
        new AttendanceEvent(
            before.id(), before.life(), ++eventCount, kind, null, null, null, now, null, null));
  }

  void tell(Notice notice) {
    notices.add(notice);
  }

  /** Lets a waiting seat in. The caller has checked that there is room. */
  void letIn(Seat seat) {
    Seat in = seat.admittedAt(now);
    put(in);
    record(AttendanceEvent.Kind.JOINED, in, now, null);
  }

  /**
   * Takes a seat away: its closing event where it was ever in the room, at the last proof of life
   * where it was lost.
   */
  void drop(Seat seat, EndedBy endedBy) {
    drop(seat, seat.state() == SeatState.RECONNECTING ? seat.provenAt() : now, endedBy);
  }

  /** The same, with the moment at which its time in the room ended. */
  void drop(Seat seat, Instant at, EndedBy endedBy) {
    seats.removeIf(s -> s.id().equals(seat.id()));
    if (seat.id().equals(spotlight)) {
      spotlight = null;
    }
    if (seat.admitted()) {
      record(AttendanceEvent.Kind.LEFT, seat, at, endedBy);
    }
  }

  void end() {
    for (Seat seat : List.copyOf(seats)) {
      if (seat.state() != SeatState.RECONNECTING) {
        tell(new Notice.Goodbye(seat.link(), Notice.Reason.ENDED));
      }
      drop(seat, EndedBy.SESSION_END);
    }
    phase = Phase.ENDED;
    record(AttendanceEvent.Kind.ENDED);
  }

  /** Puts the rules that hold after every command into force, and makes the outcome. */
  Outcome finish(Reply reply) {
    if (phase != Phase.ENDED) {
      holdOrRelease();
      letInTheEntitled();
    } else {
      frozen = false;
    }
    boolean changed =
        !seats.equals(before.seats())
            || phase != before.phase()
            || locked != before.locked()
            || frozen != before.frozen()
            || !java.util.Objects.equals(spotlight, before.spotlight())
            || !removed.equals(before.removed());
    if (!changed && events.isEmpty()) {
      return new Outcome(before, reply, List.of(), List.copyOf(notices));
    }
    Room after =
        new Room(
            before.id(),
            before.life(),
            before.rules(),
            before.version() + 1,
            phase,
            locked,
            frozen,
            spotlight,
            seats,
            removed,
            eventCount,
            now);
    return new Outcome(after, reply, List.copyOf(events), List.copyOf(notices));
  }

  private void holdOrRelease() {
    boolean led = led();
    if (phase == Phase.WAITING && led) {
      phase = Phase.OPEN;
      record(AttendanceEvent.Kind.OPENED);
    }
    if (phase == Phase.OPEN && !led && !frozen) {
      frozen = true;
      record(AttendanceEvent.Kind.FROZEN);
      for (Seat seat : List.copyOf(seats)) {
        silence(seat);
      }
    } else if (frozen && led) {
      frozen = false;
      record(AttendanceEvent.Kind.THAWED);
    }
  }

  private void letInTheEntitled() {
    if (phase != Phase.OPEN || frozen || locked) {
      return;
    }
    for (Seat seat : List.copyOf(seats)) {
      if (seat.entitled() && seat.state() == SeatState.WAITING && !full()) {
        letIn(seat);
      }
    }
  }

  void silence(Seat seat) {
    if (seat.audio() == Device.ON) {
      put(seat.withDevices(seat.audio().off(), seat.video(), seat.screen()));
    }
  }
}
