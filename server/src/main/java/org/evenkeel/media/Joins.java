package org.evenkeel.media;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Phase;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;

/**
 * The door of the media: asked before somebody joins a media room. Whoever comes has a pass that
 * was not used before, and a seat in that very session now; and it is on the books that they come,
 * before they are let in. Whatever cannot be told in time is a refusal.
 */
final class Joins {
  private static final long DEADLINE_MS = 1_800;
  private static final int LONGEST = 200;

  /** One node admits, another makes the pass. */
  private static final Duration BETWEEN_CLOCKS = Duration.ofSeconds(1);

  private final DoorList list;
  private final MediaRooms names;
  private final Witness.Seats seats;
  private final Witness witness;

  /**
   * A question at the door.
   *
   * @param nick by which they want to go in the room
   */
  record Asked(String room, PersonId person, String pass, String nick) {
    /** Empty where it is no question of ours. */
    static Optional<Asked> of(JsonObject json) {
      try {
        String room = text(json, "room");
        String occupant = text(json, "occupant");
        String pass = text(json, "tokenId");
        if (!MediaRooms.isName(room) || occupant.isEmpty() || pass.isEmpty()) {
          return Optional.empty();
        }
        PersonId person = PersonId.of(text(json, "person"));
        String nick = Nicks.of(occupant);
        return nick.isEmpty() ? Optional.empty() : Optional.of(new Asked(room, person, pass, nick));
      } catch (IllegalArgumentException notAQuestion) {
        return Optional.empty();
      }
    }

    /** Empty where it is no text, or a longer one than anybody means. */
    private static String text(JsonObject json, String field) {
      return json.getValue(field) instanceof String text && text.length() <= LONGEST ? text : "";
    }
  }

  /**
   * @param reason null where they may come
   */
  record Answer(String reason) {
    static final Answer COME = new Answer(null);

    JsonObject json() {
      JsonObject json = new JsonObject().put("allow", reason == null);
      return reason == null ? json : json.put("reason", reason);
    }
  }

  Joins(DoorList list, MediaRooms names, Witness.Seats seats, Witness witness) {
    this.list = list;
    this.names = names;
    this.seats = seats;
    this.witness = witness;
  }

  /** Fails where it cannot be told; nobody is to be let in then. */
  Future<Answer> ask(Asked asked) {
    if (seats.silent().getAsBoolean()) {
      return Future.failedFuture("this node may not let anybody in now");
    }
    // Used from here on, whatever comes of it: another one is given to whoever may have it.
    return list.take(asked.pass())
        .compose(
            entry ->
                entry
                    .map(pass -> ask(asked, pass))
                    .orElseGet(() -> refused("This pass is unknown, over, or was used before")))
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private Future<Answer> ask(Asked asked, DoorList.Entry pass) {
    return names
        .find(asked.room())
        .compose(
            place -> {
              if (place.filter(MediaRooms.Place::current).isEmpty()) {
                return refused("The group is not in this room");
              }
              var session = place.get().session();
              return seats
                  .room()
                  .apply(session)
                  .compose(
                      room -> {
                        String reason = judge(asked, pass, room.orElse(null));
                        return reason == null ? enter(asked, pass, place.get()) : refused(reason);
                      });
            });
  }

  /** Null where they may come. */
  static String judge(Asked asked, DoorList.Entry pass, Room room) {
    if (!pass.room().equals(asked.room()) || !pass.person().equals(asked.person())) {
      return "This pass is another's, or for another room";
    }
    if (room == null || room.phase() == Phase.ENDED) {
      return "The session is not running";
    }
    if (room.removed().contains(asked.person())) {
      return "They were taken out of this session";
    }
    Optional<Seat> seat =
        room.seats().stream()
            .filter(s -> s.person().equals(asked.person()) && s.admitted())
            .findFirst();
    if (seat.isEmpty()) {
      return "They have no seat";
    }
    if (seat.get().since().isAfter(pass.issuedAt().plus(BETWEEN_CLOCKS))) {
      return "This pass is of an earlier seat";
    }
    if (pass.leads() && !seat.get().role().leads()) {
      return "This pass is of an earlier role";
    }
    return null;
  }

  private Future<Answer> enter(Asked asked, DoorList.Entry pass, MediaRooms.Place place) {
    Sighting admitted =
        new Sighting.Admitted(asked.room(), asked.person(), asked.nick(), pass.leads());
    return witness
        .saw(place.session(), admitted)
        .map(
            followed ->
                isNameTaken(followed)
                    ? new Answer("Somebody else goes by this name")
                    : Answer.COME);
  }

  private static boolean isNameTaken(List<Action> followed) {
    return followed.stream().anyMatch(Action.NameTaken.class::isInstance);
  }

  private static Future<Answer> refused(String reason) {
    return Future.succeededFuture(new Answer(reason));
  }
}
