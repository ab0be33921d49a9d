package org.evenkeel.faults;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A client's copy of the room. */
final class RoomCopy {
  private final Map<String, JsonObject> seats = new TreeMap<>();
  private JsonObject fields = new JsonObject();
  private long version = -1;

  void snapshot(JsonObject room) {
    fields = room.copy();
    fields.remove("seats");
    fields.remove("version");
    version = room.getLong("version");
    seats.clear();
    put(room.getJsonArray("seats"));
  }

  /**
   * @return false where something between was missed
   */
  boolean change(JsonObject change) {
    long next = change.getLong("version");
    if (next <= version) {
      return true;
    }
    if (change.getLong("base") > version) {
      return false;
    }
    change.getJsonArray("gone").forEach(seats::remove);
    put(change.getJsonArray("seats"));
    if (change.containsKey("room")) {
      fields.mergeIn(change.getJsonObject("room"));
    }
    version = next;
    return true;
  }

  private void put(JsonArray changed) {
    for (int i = 0; i < changed.size(); i++) {
      JsonObject seat = changed.getJsonObject(i);
      seats.put(seat.getString("id"), seat);
    }
  }

  String id() {
    return fields.getString("id");
  }

  /** Who is in the room, and how; those at the door are shown to hosts alone, and left out. */
  Map<String, String> states() {
    Map<String, String> states = new HashMap<>();
    for (JsonObject seat : seats.values()) {
      if (!"waiting".equals(seat.getString("state"))) {
        states.merge(seat.getString("personId"), seat.getString("state"), (one, other) -> "double");
      }
    }
    return states;
  }

  String seatOf(String person, String state) {
    return seats.values().stream()
        .filter(s -> person.equals(s.getString("personId")) && state.equals(s.getString("state")))
        .map(s -> s.getString("id"))
        .findFirst()
        .orElse(null);
  }

  /** All that is shown, in an order of its own: two equal rooms have equal texts. */
  String text() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(fields.getMap())
        .forEach((k, v) -> text.append(k).append('=').append(v).append(' '));
    seats.forEach(
        (id, seat) -> {
          if (!"waiting".equals(seat.getString("state"))) {
            text.append(new TreeMap<>(seat.getMap())).append('\n');
          }
        });
    return text.toString();
  }
}
