package org.evenkeel.room;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.evenkeel.room.AttendanceEvent.Kind;

/** Coming, being let in, going, and being lost. */
final class Door {
  /** Beyond this many people at the door, somebody is knocking for fun. */
  static final int MOST_WAITING = 50;

  private Door() {}

  static Reply join(Turn turn, RoomCommand.Join join) {
    Entrant who = join.who();
    if (turn.phase == Phase.ENDED) {
      return new Reply.Refused(RoomError.SESSION_ENDED);
    }
    if (turn.removed.contains(who.person())) {
      return new Reply.Refused(RoomError.SEAT_REMOVED);
    }
    Optional<Seat> own = turn.seatOf(who.person());
    if (own.isPresent()) {
      return comeAgain(turn, own.get(), join);
    }
    if (who.role().leads()) {
      turn.letIn(Seat.waiting(join.seat(), who, false, join.link(), join.resumeHash(), turn.now));
      return new Reply.Seated(join.seat());
    }
    if (turn.locked && !who.admittedBefore()) {
      return new Reply.Refused(RoomError.ROOM_LOCKED);
    }
    if (turn.full() || turn.seats.stream().filter(s -> !s.admitted()).count() >= MOST_WAITING) {
      return new Reply.Refused(RoomError.ROOM_FULL);
    }
    boolean entitled =
        who.admittedBefore() || who.role() == Role.PARTICIPANT && !turn.rules().waitingRoom();
    Seat seat = Seat.waiting(join.seat(), who, entitled, join.link(), join.resumeHash(), turn.now);
    turn.put(seat);
    turn.record(Kind.ARRIVED, seat, turn.now, null);
    return new Reply.Seated(seat.id());
  }

  static Reply resume(Turn turn, RoomCommand.Resume resume) {
    if (turn.phase == Phase.ENDED) {
      return new Reply.Refused(RoomError.SESSION_ENDED);
    }
    Optional<Seat> seat =
        turn.seat(resume.seat()).filter(s -> s.resumeHash().equals(resume.resumeHash()));
    if (seat.isEmpty()) {
      return new Reply.Refused(RoomError.TICKET_INVALID);
    }
    return takeOver(turn, seat.get(), resume.link(), resume.resumeHash());
  }

  /**
   * Somebody at the door shows a better ticket: the roster has made them a host since, or the
   * ledger has learned since that they were in already.
   */
  private static Reply comeAgain(Turn turn, Seat own, RoomCommand.Join join) {
    Reply reply = takeOver(turn, own, join.link(), join.resumeHash());
    Optional<Seat> atDoor =
        turn.seat(own.id()).filter(s -> s.state() == SeatState.WAITING && !s.admitted());
    if (atDoor.isPresent() && join.who().role().leads()) {
      turn.letIn(atDoor.get().withRole(join.who().role()));
    } else if (atDoor.isPresent() && join.who().admittedBefore()) {
      turn.put(atDoor.get().withEntitlement(true));
    }
    return reply;
  }

  /**
   * The newest connection speaks for the seat; the one before is told, and closed. The ledger hears
   * of it even where the seat was present all along: whoever held the old connection can witness
   * nothing of it any more.
   */
  private static Reply takeOver(Turn turn, Seat seat, Link newer, String hash) {
    boolean wasLost = seat.state() == SeatState.RECONNECTING;
    if (seat.link().connection() == newer.connection()) {
      // The same word twice changes nothing; and a connection that was lost does not come back,
      // for nobody would notice when it goes.
      return wasLost ? new Reply.Refused(RoomError.TICKET_INVALID) : new Reply.Seated(seat.id());
    }
    if (!wasLost) {
      turn.tell(new Notice.Goodbye(seat.link(), Notice.Reason.REPLACED));
    }
    Seat taken = seat.linkedTo(newer, hash, turn.now);
    turn.put(taken);
    if (taken.admitted()) {
      turn.record(Kind.RESUMED, taken, turn.now, null);
    }
    return new Reply.Seated(seat.id());
  }

  static Reply admit(Turn turn, RoomCommand.Admit admit) {
    return Lead.withSeat(
        turn,
        admit.connection(),
        admit.seat(),
        seat -> {
          if (seat.admitted()) {
            return Reply.DONE;
          }
          if (turn.full() && !seat.role().leads()) {
            return new Reply.Refused(RoomError.ROOM_FULL);
          }
          if (seat.state() != SeatState.WAITING) {
            return new Reply.Refused(RoomError.UNKNOWN_SEAT);
          }
          turn.letIn(seat);
          return Reply.DONE;
        });
  }

  static Reply decline(Turn turn, RoomCommand.Decline decline) {
    return Lead.withSeat(
        turn,
        decline.connection(),
        decline.seat(),
        seat -> {
          if (seat.admitted()) {
            return new Reply.Refused(RoomError.NOT_ALLOWED);
          }
          sendAway(turn, seat);
          return Reply.DONE;
        });
  }

  static Reply remove(Turn turn, RoomCommand.Remove remove) {
    return Lead.withSeat(
        turn,
        remove.connection(),
        remove.seat(),
        seat -> {
          if (seat.role() == Role.HOST) {
            return new Reply.Refused(RoomError.NOT_ALLOWED);
          }
          turn.removed.add(seat.person());
          turn.record(remove.ban() ? Kind.BANNED : Kind.REMOVED, seat, turn.now, null);
          sendAway(turn, seat);
          return Reply.DONE;
        });
  }

  /** They come as anybody does: with a ticket, and through the door. */
  static Reply readmit(Turn turn, RoomCommand.Readmit readmit) {
    turn.removed.remove(readmit.person());
    return Reply.DONE;
  }

  private static void sendAway(Turn turn, Seat seat) {
    if (seat.state() != SeatState.RECONNECTING) {
      turn.tell(new Notice.Goodbye(seat.link(), Notice.Reason.REMOVED));
    }
    turn.drop(seat, EndedBy.REMOVED);
  }

  static Reply leave(Turn turn, RoomCommand.Leave leave) {
    return turn.speaker(leave.connection())
        .<Reply>map(
            seat -> {
              turn.drop(seat, proven(turn, seat, leave.provenAt()), EndedBy.LEAVE);
              return Reply.DONE;
            })
        .orElse(new Reply.Refused(RoomError.NOT_ALLOWED));
  }

  static Reply lost(Turn turn, RoomCommand.Lost lost) {
    return turn.speaker(lost.connection())
        .<Reply>map(
            seat -> {
              lose(turn, seat, lost.provenAt(), EndedBy.LOST);
              return Reply.DONE;
            })
        .orElse(new Reply.Refused(RoomError.UNKNOWN_SEAT));
  }

  /** Nothing is shown of it, for the seat has long gone on, or is gone; the ledger counts by it. */
  static Reply unheard(Turn turn, RoomCommand.Unheard unheard) {
    Instant at = unheard.provenAt().isAfter(turn.now) ? turn.now : unheard.provenAt();
    Optional<Seat> seat = turn.seat(unheard.seat());
    if (seat.isEmpty()) {
      turn.recordLost(unheard, at);
    } else if (seat.get().admitted() && !seat.get().link().equals(unheard.link())) {
      Instant since = seat.get().since();
      turn.recordLost(unheard, at.isBefore(since) ? since : at);
    }
    return Reply.DONE;
  }

  static Reply nodeLost(Turn turn, RoomCommand.NodeLost lost) {
    for (Seat seat : List.copyOf(turn.seats)) {
      if (seat.state() != SeatState.RECONNECTING && seat.link().node().equals(lost.node())) {
        lose(turn, seat, lost.provenAt(seat.link().connection()), EndedBy.NODE_LOST);
      }
    }
    return Reply.DONE;
  }

  /** Attendance stops where life was last proven, never later than now, never before it began. */
  private static void lose(Turn turn, Seat seat, Instant proven, EndedBy endedBy) {
    Instant at = proven(turn, seat, proven);
    Seat gone = seat.lostAt(at, turn.now);
    turn.put(gone);
    if (gone.admitted()) {
      turn.record(Kind.LOST, gone, at, endedBy);
    }
  }

  private static Instant proven(Turn turn, Seat seat, Instant proven) {
    Instant at = proven.isAfter(turn.now) ? turn.now : proven;
    if (at.isBefore(seat.since())) {
      at = seat.since();
    }
    // A node's last tick may be older than a seat that came to it afterwards.
    return at.isBefore(seat.provenAt()) ? seat.provenAt() : at;
  }

  static Reply tick(Turn turn) {
    if (turn.phase == Phase.ENDED) {
      return Reply.DONE;
    }
    if (!turn.now.isBefore(turn.rules().closesAt())) {
      turn.end();
      return Reply.DONE;
    }
    for (Seat seat : List.copyOf(turn.seats)) {
      if (seat.state() == SeatState.RECONNECTING
          && !turn.now.isBefore(seat.lostAt().plus(turn.rules().grace()))) {
        turn.drop(seat, EndedBy.LOST);
      }
    }
    return Reply.DONE;
  }
}
