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
      takeOver(turn, own.get(), join.link(), join.resumeHash());
      return new Reply.Seated(own.get().id());
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
    takeOver(turn, seat.get(), resume.link(), resume.resumeHash());
    return new Reply.Seated(seat.get().id());
  }

  /** The newest connection speaks for the seat; the one before is told, and closed. */
  private static void takeOver(Turn turn, Seat seat, Link newer, String hash) {
    boolean wasLost = seat.state() == SeatState.RECONNECTING;
    if (!wasLost) {
      turn.tell(new Notice.Goodbye(seat.link(), Notice.Reason.REPLACED));
    }
    Seat taken = seat.linkedTo(newer, hash);
    turn.put(taken);
    if (wasLost && taken.admitted()) {
      turn.record(Kind.RESUMED, taken, turn.now, null);
    }
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
          sendAway(turn, seat);
          turn.record(remove.ban() ? Kind.BANNED : Kind.REMOVED, seat, turn.now, null);
          return Reply.DONE;
        });
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
              turn.drop(seat, EndedBy.LEAVE);
              return Reply.DONE;
            })
        .orElse(new Reply.Refused(RoomError.NOT_ALLOWED));
  }

  static Reply lost(Turn turn, RoomCommand.Lost lost) {
    turn.speaker(lost.connection())
        .ifPresent(seat -> lose(turn, seat, lost.provenAt(), EndedBy.LOST));
    return Reply.DONE;
  }

  static Reply nodeLost(Turn turn, RoomCommand.NodeLost lost) {
    for (Seat seat : List.copyOf(turn.seats)) {
      if (seat.state() != SeatState.RECONNECTING && seat.link().node().equals(lost.node())) {
        lose(turn, seat, lost.provenAt(), EndedBy.NODE_LOST);
      }
    }
    return Reply.DONE;
  }

  /** Attendance stops where life was last proven, never later than now, never before it began. */
  private static void lose(Turn turn, Seat seat, Instant proven, EndedBy endedBy) {
    Instant at = proven.isAfter(turn.now) ? turn.now : proven;
    if (at.isBefore(seat.since())) {
      at = seat.since();
    }
    Seat gone = seat.lostAt(at, turn.now);
    turn.put(gone);
    if (gone.admitted()) {
      turn.record(Kind.LOST, gone, at, endedBy);
    }
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
