package org.evenkeel.room;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What those who lead the room may do. */
final class Lead {
  private static final Reply NOT_ALLOWED = new Reply.Refused(RoomError.NOT_ALLOWED);

  private Lead() {}

  /** The rule of every command on another seat: the speaker leads, and the seat exists. */
  static Reply withSeat(Turn turn, long connection, SeatId seat, Function<Seat, Reply> then) {
    if (!leads(turn, connection)) {
      return NOT_ALLOWED;
    }
    return turn.seat(seat).map(then).orElse(new Reply.Refused(RoomError.UNKNOWN_SEAT));
  }

  private static boolean leads(Turn turn, long connection) {
    return turn.speaker(connection).filter(s -> s.admitted() && s.role().leads()).isPresent();
  }

  static Reply lowerHand(Turn turn, RoomCommand.LowerHand command) {
    return withSeat(
        turn,
        command.connection(),
        command.seat(),
        seat -> {
          turn.put(seat.withHand(null));
          return Reply.DONE;
        });
  }

  static Reply mute(Turn turn, RoomCommand.Mute command) {
    return withSeat(
        turn,
        command.connection(),
        command.seat(),
        seat -> {
          turn.silence(seat);
          return Reply.DONE;
        });
  }

  static Reply stopVideo(Turn turn, RoomCommand.StopVideo command) {
    return withSeat(
        turn,
        command.connection(),
        command.seat(),
        seat -> {
          turn.put(seat.withDevices(seat.audio(), seat.video().off(), seat.screen().off()));
          return Reply.DONE;
        });
  }

  static Reply spotlight(Turn turn, RoomCommand.Spotlight command) {
    if (command.seat() == null) {
      if (!leads(turn, command.connection())) {
        return NOT_ALLOWED;
      }
      turn.spotlight = null;
      return Reply.DONE;
    }
    return withSeat(
        turn,
        command.connection(),
        command.seat(),
        seat -> {
          if (!seat.admitted()) {
            return NOT_ALLOWED;
          }
          turn.spotlight = seat.id();
          return Reply.DONE;
        });
  }

  static Reply muteAll(Turn turn, RoomCommand.MuteAll command) {
    if (!leads(turn, command.connection())) {
      return NOT_ALLOWED;
    }
    for (Seat seat : List.copyOf(turn.seats)) {
      if (!seat.role().leads()) {
        turn.silence(seat);
      }
    }
    return Reply.DONE;
  }

  static Reply lock(Turn turn, long connection, boolean locked) {
    if (!leads(turn, connection)) {
      return NOT_ALLOWED;
    }
    turn.locked = locked;
    return Reply.DONE;
  }

  /** A room opens by itself when a host is there, so this finds its work done. */
  static Reply open(Turn turn, RoomCommand.Open command) {
    return leads(turn, command.connection()) ? Reply.DONE : NOT_ALLOWED;
  }

  static Reply end(Turn turn, RoomCommand.End command) {
    if (!leads(turn, command.connection())) {
      return NOT_ALLOWED;
    }
    turn.end();
    return Reply.DONE;
  }

  static Reply changeRole(Turn turn, RoomCommand.ChangeRole command) {
    Optional<Seat> speaker = turn.speaker(command.connection());
    if (speaker.filter(s -> s.admitted() && s.role() == Role.HOST).isEmpty()) {
      return NOT_ALLOWED;
    }
    Optional<Seat> found = turn.seat(command.seat());
    if (found.isEmpty()) {
      return new Reply.Refused(RoomError.UNKNOWN_SEAT);
    }
    Seat seat = found.get();
    if (seat.role() == command.role()) {
      return Reply.DONE;
    }
    if (!seat.admitted() || !mayBecome(seat.role(), command.role())) {
      return NOT_ALLOWED;
    }
    boolean hostStays =
        turn.seats.stream()
            .anyMatch(s -> s.role() == Role.HOST && s.present() && !s.id().equals(seat.id()));
    if (!hostStays && seat.role() == Role.HOST) {
      return NOT_ALLOWED;
    }
    if (!command.role().leads() && seat.role().leads() && turn.full()) {
      return new Reply.Refused(RoomError.ROOM_FULL);
    }
    Seat changed = seat.withRole(command.role());
    turn.put(command.role() == Role.OBSERVER ? quiet(changed) : changed);
    return Reply.DONE;
  }

  /** Who only watches sends nothing and asks for no turn. */
  private static Seat quiet(Seat seat) {
    return seat.withHand(null)
        .withDevices(seat.audio().off(), seat.video().off(), seat.screen().off());
  }

  /** A guest of the group never comes to lead it; who watches or interprets came for that. */
  private static boolean mayBecome(Role from, Role to) {
    return switch (from) {
      case HOST, COHOST, PARTICIPANT -> to != Role.FAMILY;
      case FAMILY, OBSERVER, INTERPRETER -> !to.leads() && to != Role.PARTICIPANT;
    };
  }
}
