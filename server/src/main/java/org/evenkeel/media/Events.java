package org.evenkeel.media;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.room.PersonId;

/**
 * Reads the events of {@code event_sync_component} (jitsi-contrib/prosody-plugins), and of our own
 * {@code mod_evenkeel_events}, which names the occupant's nick besides. Their times are another
 * clock's, in whole seconds: they tell one join from another, and are no times to us. Breakout
 * rooms are not used, and what is told of them is of no session.
 */
final class Events {
  /** More than a room of ours has joins in a session; what is beyond is not read. */
  static final int MOST_OCCUPANTS = 500;

  private static final int LONGEST = 200;

  /** What is told, and of which room. */
  record Told(String room, Sighting sighting) {}

  private Events() {}

  /**
   * @param event its name, as the path has it: {@code room/created} and so on
   * @return empty where it says nothing that we understand
   */
  static Optional<Told> read(String event, JsonObject said) {
    try {
      String room = text(said, "room_name");
      if (!MediaRooms.isName(room) || Boolean.TRUE.equals(said.getValue("is_breakout"))) {
        return Optional.empty();
      }
      return sighting(event, room, said).map(sighting -> new Told(room, sighting));
    } catch (ClassCastException notWhatItSays) {
      return Optional.empty();
    }
  }

  private static Optional<Sighting> sighting(String event, String room, JsonObject said) {
    return switch (event) {
      // It may be late, and tell of a room that has filled since: that was asked for before.
      case "room/created" -> Optional.of(new Sighting.Look());
      case "room/destroyed" -> Optional.of(new Sighting.Left(room, everybody(said)));
      case "occupant/joined" -> joined(room, said.getJsonObject("occupant"));
      case "occupant/left" ->
          gone(said.getJsonObject("occupant")).map(one -> new Sighting.Left(room, List.of(one)));
      default -> Optional.empty();
    };
  }

  private static Optional<Sighting> joined(String room, JsonObject occupant) {
    return gone(occupant)
        .map(
            one ->
                new Sighting.Joined(
                    room,
                    one.occupant(),
                    one.nick(),
                    one.joinedAt(),
                    one.person(),
                    leads(occupant)));
  }

  /** A table of Lua's that is empty may be an object. */
  private static List<Sighting.Gone> everybody(JsonObject said) {
    List<Sighting.Gone> all = new ArrayList<>();
    if (said.getValue("all_occupants") instanceof JsonArray occupants) {
      for (int i = 0; i < Math.min(occupants.size(), MOST_OCCUPANTS); i++) {
        if (occupants.getValue(i) instanceof JsonObject occupant) {
          gone(occupant).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  private static Optional<Sighting.Gone> gone(JsonObject occupant) {
    if (occupant == null
        || !(occupant.getValue("joined_at") instanceof Number joinedAt)
        || joinedAt.longValue() <= 0) {
      return Optional.empty();
    }
    String jid = text(occupant, "occupant_jid");
    return jid == null
        ? Optional.empty()
        : Optional.of(
            new Sighting.Gone(jid, text(occupant, "nick"), joinedAt.longValue(), person(occupant)));
  }

  /** Only where the component is told to send all of the pass's words. */
  private static Boolean leads(JsonObject occupant) {
    Object moderator = occupant.getValue("moderator");
    Object affiliation = occupant.getValue("affiliation");
    if (moderator == null && affiliation == null) {
      return null;
    }
    return Boolean.TRUE.equals(moderator)
        || "true".equals(moderator)
        || "owner".equals(affiliation);
  }

  private static PersonId person(JsonObject occupant) {
    try {
      return occupant.getValue("id") instanceof String id ? PersonId.of(id) : null;
    } catch (IllegalArgumentException nobodyOfOurs) {
      return null;
    }
  }

  private static String text(JsonObject from, String field) {
    return from.getValue(field) instanceof String text
            && !text.isEmpty()
            && text.length() <= LONGEST
        ? text
        : null;
  }
}
