package org.evenkeel.room;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** What everybody in the room may do. */
final class Floor {
  private static final Reply NOT_ALLOWED = new Reply.Refused(RoomError.NOT_ALLOWED);

  private Floor() {}

  static Reply update(Turn turn, RoomCommand.Update update) {
    Optional<Seat> speaker = turn.speaker(update.connection());
    if (speaker.isEmpty()) {
      return NOT_ALLOWED;
    }
    Seat seat = speaker.get();
    boolean wantsToBeHeard = update.audio() == Device.ON && seat.audio() != Device.ON;
    if (wantsToBeHeard && turn.frozen() && seat.admitted()) {
      return NOT_ALLOWED;
    }
    if (seat.role() == Role.OBSERVER
        && (update.audio() == Device.ON
            || update.video() == Device.ON
            || update.screen() == Device.ON
            || Boolean.TRUE.equals(update.hand()))) {
      return NOT_ALLOWED;
    }
    if (Boolean.TRUE.equals(update.hand()) && !seat.admitted()) {
      return NOT_ALLOWED;
    }
    Seat next = seat.withRev(update.rev());
    if (update.hand() != null) {
      next = withHand(turn, next, update.hand());
    }
    next =
        next.withDevices(
            Objects.requireNonNullElse(update.audio(), next.audio()),
            Objects.requireNonNullElse(update.video(), next.video()),
            Objects.requireNonNullElse(update.screen(), next.screen()));
    if (update.quality() != null) {
      next = next.withQuality(update.quality());
    }
    turn.put(next);
    return Reply.DONE;
  }

  /**
   * A raised hand keeps its place; two hands never have the same time, so the order is a sort. The
   * wire knows milliseconds only, so these are what must differ.
   */
  private static Seat withHand(Turn turn, Seat seat, boolean raised) {
    if (!raised) {
      return seat.withHand(null);
    }
    if (seat.hand() != null) {
      return seat;
    }
    Instant latest =
        turn.seats.stream()
            .map(Seat::hand)
            .filter(Objects::nonNull)
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    Instant now = turn.now.truncatedTo(ChronoUnit.MILLIS);
    return seat.withHand(latest.isBefore(now) ? now : latest.plusMillis(1));
  }

  /** People to each other only before everybody; privately only with those who lead. */
  static Reply chat(Turn turn, RoomCommand.Chat chat) {
    Optional<Seat> speaker = turn.speaker(chat.connection());
    if (speaker.isEmpty()) {
      return NOT_ALLOWED;
    }
    Seat from = speaker.get();
    Predicate<Seat> reached;
    switch (chat.to()) {
      case RoomCommand.Addressee.Everyone e -> {
        if (!from.admitted() || from.role() == Role.OBSERVER || turn.frozen()) {
          return NOT_ALLOWED;
        }
        reached = Seat::admitted;
      }
      case RoomCommand.Addressee.Hosts h -> {
        if (!turn.led()) {
          return NOT_ALLOWED;
        }
        reached = s -> s.role().leads() && s.admitted();
      }
      case RoomCommand.Addressee.One one -> {
        Optional<Seat> to = turn.seat(one.seat()).filter(s -> visible(from, s));
        if (to.isEmpty()) {
          return new Reply.Refused(RoomError.UNKNOWN_SEAT);
        }
        if (!from.role().leads() && !to.get().role().leads()) {
          return NOT_ALLOWED;
        }
        if (to.get().state() == SeatState.RECONNECTING) {
          // Nothing is kept for later: an "ok" would let somebody believe that they were heard.
          return NOT_ALLOWED;
        }
        reached = s -> s.id().equals(one.seat());
      }
    }
    List<Link> links =
        turn.seats.stream()
            .filter(s -> s.state() != SeatState.RECONNECTING)
            .filter(s -> reached.test(s) || s.id().equals(from.id()))
            .map(Seat::link)
            .toList();
    turn.tell(new Notice.ChatLine(links, chat.id(), from.id(), chat.to(), chat.text(), turn.now));
    return Reply.DONE;
  }

  static Reply distress(Turn turn, RoomCommand.Distress distress) {
    Optional<Seat> from = turn.speaker(distress.connection());
    if (from.isEmpty()) {
      return NOT_ALLOWED;
    }
    List<Link> hosts = hosts(turn);
    if (hosts.isEmpty()) {
      // Whoever asks for help must never be told "ok" when nobody was there to hear it.
      return new Reply.Refused(RoomError.UNAVAILABLE);
    }
    turn.tell(new Notice.Distressed(hosts, from.get().id(), turn.now));
    return Reply.DONE;
  }

  static Reply mediaAlarm(Turn turn, RoomCommand.MediaAlarm alarm) {
    List<Link> hosts = hosts(turn);
    if (hosts.isEmpty()) {
      return new Reply.Refused(RoomError.UNAVAILABLE);
    }
    // Another node's clock may be ahead of the room's.
    Instant at = alarm.at().isAfter(turn.now) ? turn.now : alarm.at();
    turn.tell(new Notice.MediaAlarm(hosts, at));
    return Reply.DONE;
  }

  /** Those who lead and are there now. */
  private static List<Link> hosts(Turn turn) {
    return turn.seats.stream()
        .filter(s -> s.role().leads() && s.present())
        .map(Seat::link)
        .toList();
  }

  static Reply resync(Turn turn, RoomCommand.Resync resync) {
    return turn.speaker(resync.connection())
        .<Reply>map(
            seat -> {
              turn.tell(new Notice.View(seat.link()));
              return Reply.DONE;
            })
        .orElse(NOT_ALLOWED);
  }

  /** Whether one seat may know that the other exists. */
  static boolean visible(Seat viewer, Seat other) {
    if (viewer.id().equals(other.id())) {
      return true;
    }
    return viewer.admitted() && (other.admitted() || viewer.role().leads());
  }
}
