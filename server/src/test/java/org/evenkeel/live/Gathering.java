package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.evenkeel.room.Entrant;
import org.evenkeel.room.Link;
import org.evenkeel.room.Notice;
import org.evenkeel.room.Outcome;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Reply;
import org.evenkeel.room.Role;
import org.evenkeel.room.Room;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.SessionKind;

/** A room whose people come by nodes that the test names. Time stands still. */
final class Gathering {
  private static final Instant NOW = Instant.parse("2026-11-24T18:00:00Z");

  Room room;
  private final List<Notice> notices = new ArrayList<>();
  private final Map<String, SeatId> seats = new HashMap<>();
  private final Map<String, Link> links = new HashMap<>();
  private long connections;

  Gathering(boolean waitingRoom) {
    RoomRules rules =
        new RoomRules(
            SessionKind.GROUP,
            "Evening group",
            NOW,
            NOW.plus(Duration.ofHours(3)),
            12,
            waitingRoom,
            Duration.ofSeconds(30),
            Duration.ofMinutes(15));
    room = Room.fresh(new SessionId(id("session")), id("life"), rules, NOW);
  }

  void joins(String name, Role role, String node) {
    Link link = new Link(node, ++connections);
    Entrant who = new Entrant(new PersonId(id(name)), name, role, false);
    SeatId seat = new SeatId(id("seat of " + name));
    assertInstanceOf(Reply.Seated.class, does(new RoomCommand.Join(link, who, seat, name)));
    seats.put(name, seat);
    links.put(name, link);
  }

  /** Comes back by another node, and the connection of before is not known to be gone. */
  void movesTo(String name, String node) {
    Link link = new Link(node, ++connections);
    assertInstanceOf(Reply.Seated.class, does(new RoomCommand.Resume(link, seats.get(name), name)));
    links.put(name, link);
  }

  void raisesHand(String name) {
    does(new RoomCommand.Update(connection(name), ++connections, true, null, null, null, null));
  }

  void loses(String name) {
    does(new RoomCommand.Lost(connection(name), NOW));
  }

  Reply does(RoomCommand command) {
    Outcome outcome = room.apply(command, NOW);
    room = outcome.room();
    notices.addAll(outcome.notices());
    return outcome.reply();
  }

  /** What there is to say since the last time. */
  List<Notice> notices() {
    List<Notice> since = List.copyOf(notices);
    notices.clear();
    return since;
  }

  long connection(String name) {
    return links.get(name).connection();
  }

  List<Long> connections(String... names) {
    return List.of(names).stream().map(this::connection).toList();
  }

  private static UUID id(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
