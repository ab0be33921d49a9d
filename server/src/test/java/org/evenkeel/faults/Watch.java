package org.evenkeel.faults;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;

/** Keeps a client's copy of the room, and writes down when the roster on its screen changes. */
final class Watch {
  private final Person who;
  private final Journal journal;
  private final RoomCopy room = new RoomCopy();
  private Map<String, String> shown = Map.of();

  Watch(Person who, Journal journal) {
    this.who = who;
    this.journal = journal;
  }

  /** A new connection: whatever is shown now is shown anew, and what was before is gone. */
  void begins(Instant now, JsonObject snapshot) {
    shown = Map.of();
    room.snapshot(snapshot);
    show(now);
  }

  void snapshot(JsonObject snapshot) {
    room.snapshot(snapshot);
    show(Journal.now());
  }

  /**
   * @return false where something between was missed
   */
  boolean change(JsonObject change) {
    boolean follows = room.change(change);
    show(Journal.now());
    return follows;
  }

  String text() {
    return room.text();
  }

  private void show(Instant now) {
    if (!who.session().equals(room.id())) {
      journal.add(new Seen.Foreign(Journal.now(), "room " + room.id()));
    }
    Map<String, String> states = room.states();
    if (states.equals(shown)) {
      return;
    }
    shown = states;
    journal.add(new Seen.Roster(now, states));
    if (!who.roommates().containsAll(states.keySet())) {
      journal.add(new Seen.Foreign(Journal.now(), "somebody of another room"));
    }
  }
}
