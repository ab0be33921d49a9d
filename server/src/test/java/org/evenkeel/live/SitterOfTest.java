package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap.SimpleEntry;
import java.util.List;
import java.util.UUID;
import org.evenkeel.room.Entrant;
import org.evenkeel.room.Link;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.Room;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.SessionKind;
import org.evenkeel.room.Sitter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may ask for a pass: each role in each state that a seat can be in. */
class SitterOfTest {
  private static final long HOST = 64;
  private static final long FIRST = 128;
  private static final long SECOND = 192;
  private static final Instant NOW = Instant.parse("2026-03-02T18:00:00Z");

  private final PersonId maya = new PersonId(UUID.randomUUID());
  private final SeatId seat = new SeatId(UUID.randomUUID());
  private Room room;

  @BeforeEach
  void aHostIsThere() {
    SessionId session = new SessionId(UUID.randomUUID());
    RoomRules rules =
        new RoomRules(
            SessionKind.GROUP,
            "Evening group",
            NOW,
            NOW.plusSeconds(3_600),
            12,
            true,
            Duration.ofSeconds(30),
            Duration.ofMinutes(30));
    room = Room.fresh(session, UUID.randomUUID(), rules, NOW);
    comes(HOST, new Entrant(new PersonId(UUID.randomUUID()), "Ana C.", Role.HOST, false));
  }

  private void comes(long connection, Entrant who) {
    SeatId id = who.person().equals(maya) ? seat : new SeatId(UUID.randomUUID());
    happens(new RoomCommand.Join(new Link("node", connection), who, id, "hash"));
  }

  private void happens(RoomCommand command) {
    room = room.apply(command, NOW).room();
  }

  private Sitter by(long connection) {
    RoomEntry entry = new RoomEntry(room, List.of(), "node");
    return new SitterOf(connection).process(new SimpleEntry<>(room.id().value(), entry));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void inEachStateTheRoomSaysWhoThisIs(Role role) {
    assertNull(by(FIRST), "before they come");
    comes(FIRST, new Entrant(maya, "Maya R.", role, false));
    boolean waits = !role.leads();
    assertEquals(new Sitter(maya, "Maya R.", role, !waits), by(FIRST), "at the door, or in");
    if (waits) {
      happens(new RoomCommand.Admit(HOST, seat));
    }
    Sitter in = new Sitter(maya, "Maya R.", role, true);
    assertEquals(in, by(FIRST), "in");
    happens(new RoomCommand.Lost(FIRST, NOW));
    assertNull(by(FIRST), "a connection that is lost speaks for nobody");
    happens(new RoomCommand.Resume(new Link("other", SECOND), seat, "hash"));
    assertEquals(in, by(SECOND), "back");
    assertNull(by(FIRST), "an older connection of theirs");
    // Nobody takes a host out; they go by themselves.
    happens(
        role == Role.HOST
            ? new RoomCommand.Leave(SECOND, NOW)
            : new RoomCommand.Remove(HOST, seat, false));
    assertNull(by(SECOND), "taken out, or gone");
  }

  @Test
  void aRoleIsWhatItIsNow() {
    comes(FIRST, new Entrant(maya, "Maya R.", Role.COHOST, false));
    happens(new RoomCommand.ChangeRole(HOST, seat, Role.PARTICIPANT));
    assertEquals(Role.PARTICIPANT, by(FIRST).role());
  }

  @Test
  void nobodyIsAnybodyWhenItIsOverOrWhereThereIsNoRoom() {
    assertEquals(Role.HOST, by(HOST).role());
    happens(new RoomCommand.End(HOST));
    assertNull(by(HOST));
    assertNull(new SitterOf(HOST).process(new SimpleEntry<>(UUID.randomUUID(), null)));
  }
}
