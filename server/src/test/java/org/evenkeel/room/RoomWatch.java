package org.evenkeel.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/** What must hold of a room after each command, whatever came before. */
final class RoomWatch {
  private final LedgerWatch ledger = new LedgerWatch();
  private final NoticeWatch notices = new NoticeWatch();

  void looksAt(Room before, RoomCommand command, Instant now, Outcome outcome) {
    Room after = outcome.room();
    assertEquals(outcome, before.apply(command, now), "the same input gives the same outcome");

    changesAreCounted(before, outcome);
    seatsAreSound(after);
    theRoomIsSound(before, command, after);
    handsKeepTheirOrder(before, after);
    strangersChangeNothing(before, command, outcome);
    Instant judgedAt = now.isBefore(before.clock()) ? before.clock() : now;
    ledger.reads(before, outcome.events(), judgedAt);
    ledger.agreesWith(after);
    notices.reads(before, command, outcome);
  }

  void theEnd(Room room) {
    assertEquals(Phase.ENDED, room.phase());
    assertTrue(room.seats().isEmpty());
    ledger.everySeatIsClosed();
  }

  private static void changesAreCounted(Room before, Outcome outcome) {
    Room after = outcome.room();
    if (after == before) {
      assertTrue(outcome.events().isEmpty(), "a fact is a change");
    } else {
      assertEquals(before.version() + 1, after.version());
      assertNotEquals(
          withoutCounters(before), withoutCounters(after), "a change changes something");
    }
    assertEquals(before.events() + outcome.events().size(), after.events());
    assertEquals(before.rules(), after.rules());
    assertEquals(before.id(), after.id());
    assertEquals(before.life(), after.life());
    if (outcome.reply() instanceof Reply.Refused) {
      assertSame(before, after, "a refusal changes nothing");
      assertTrue(outcome.notices().isEmpty());
    }
  }

  private static Room withoutCounters(Room r) {
    return new Room(
        r.id(),
        r.life(),
        r.rules(),
        0,
        r.phase(),
        r.locked(),
        r.frozen(),
        r.spotlight(),
        r.seats(),
        r.removed(),
        0,
        Instant.EPOCH);
  }

  private static void seatsAreSound(Room room) {
    Set<Object> once = new HashSet<>();
    for (Seat seat : room.seats()) {
      assertTrue(once.add(seat.person()), "one person, one seat");
      assertTrue(once.add(seat.id()));
      assertTrue(once.add(seat.link().connection()), "a connection speaks for one seat");
      assertFalse(room.removed().contains(seat.person()), "who was removed is never seated");
      assertEquals(seat.state() == SeatState.RECONNECTING, seat.lostAt() != null);
      switch (seat.state()) {
        case WAITING -> assertFalse(seat.admitted());
        case PRESENT -> assertTrue(seat.admitted());
        case RECONNECTING -> assertFalse(seat.provenAt().isAfter(seat.lostAt()));
      }
      assertTrue(seat.admitted() || !seat.role().leads(), "a host never waits");
      if (seat.role() == Role.OBSERVER) {
        assertNull(seat.hand());
        assertFalse(isOn(seat.audio()) || isOn(seat.video()) || isOn(seat.screen()));
      }
      if (seat.hand() != null) {
        assertTrue(seat.admitted(), "who waits has no hand up");
      }
    }
  }

  private static boolean isOn(Device device) {
    return device == Device.ON;
  }

  private static void theRoomIsSound(Room before, RoomCommand command, Room after) {
    assertTrue(after.taken() <= after.rules().capacity(), "never over capacity");
    assertEquals(after.phase() == Phase.OPEN && !after.led(), after.frozen());
    assertTrue(
        command instanceof RoomCommand.Readmit || after.removed().containsAll(before.removed()));
    assertFalse(after.clock().isBefore(before.clock()));
    if (before.phase() == Phase.ENDED) {
      assertSame(before, after, "the end is final");
    }
    assertTrue(after.phase().compareTo(before.phase()) >= 0, "no way back");
    if (after.spotlight() != null) {
      assertTrue(after.seat(after.spotlight()).filter(Seat::admitted).isPresent());
    }
    if (after.frozen()) {
      assertTrue(after.seats().stream().noneMatch(s -> s.admitted() && isOn(s.audio())));
    } else if (after.phase() == Phase.OPEN
        && !after.locked()
        && after.taken() < after.rules().capacity()) {
      assertTrue(
          after.seats().stream().noneMatch(s -> s.entitled() && s.state() == SeatState.WAITING),
          "nobody who may walk in is left standing");
    }
  }

  private static void handsKeepTheirOrder(Room before, Room after) {
    List<Instant> hands = after.seats().stream().map(Seat::hand).filter(Objects::nonNull).toList();
    long onTheWire = hands.stream().map(h -> h.truncatedTo(ChronoUnit.MILLIS)).distinct().count();
    assertEquals(hands.size(), onTheWire, "no two hands at the same time");
    for (Seat seat : after.seats()) {
      Instant old = before.seat(seat.id()).map(Seat::hand).orElse(null);
      if (old != null && seat.hand() != null) {
        assertEquals(old, seat.hand(), "a hand that stays up keeps its place");
      } else if (seat.hand() != null) {
        assertTrue(
            hands.stream().noneMatch(h -> h.isAfter(seat.hand())), "a new hand is the last one");
      }
    }
  }

  private static void strangersChangeNothing(Room before, RoomCommand command, Outcome outcome) {
    OptionalLong connection = speaker(command);
    if (connection.isPresent() && before.seatOf(connection.getAsLong()).isEmpty()) {
      assertSame(before, outcome.room(), "a connection of the past changes nothing");
      assertEquals(List.of(), outcome.events());
      assertEquals(List.of(), outcome.notices());
    }
  }

  /** Who speaks, for those commands that speak for a seat. */
  static OptionalLong speaker(RoomCommand command) {
    return switch (command) {
      case RoomCommand.Join c -> OptionalLong.empty();
      case RoomCommand.Resume c -> OptionalLong.empty();
      case RoomCommand.NodeLost c -> OptionalLong.empty();
      case RoomCommand.Unheard c -> OptionalLong.empty();
      case RoomCommand.Readmit c -> OptionalLong.empty();
      case RoomCommand.MediaAlarm c -> OptionalLong.empty();
      case RoomCommand.Tick c -> OptionalLong.empty();
      case RoomCommand.Update c -> OptionalLong.of(c.connection());
      case RoomCommand.Chat c -> OptionalLong.of(c.connection());
      case RoomCommand.Distress c -> OptionalLong.of(c.connection());
      case RoomCommand.Admit c -> OptionalLong.of(c.connection());
      case RoomCommand.Decline c -> OptionalLong.of(c.connection());
      case RoomCommand.Remove c -> OptionalLong.of(c.connection());
      case RoomCommand.LowerHand c -> OptionalLong.of(c.connection());
      case RoomCommand.Mute c -> OptionalLong.of(c.connection());
      case RoomCommand.StopVideo c -> OptionalLong.of(c.connection());
      case RoomCommand.Spotlight c -> OptionalLong.of(c.connection());
      case RoomCommand.MuteAll c -> OptionalLong.of(c.connection());
      case RoomCommand.Lock c -> OptionalLong.of(c.connection());
      case RoomCommand.Unlock c -> OptionalLong.of(c.connection());
      case RoomCommand.Open c -> OptionalLong.of(c.connection());
      case RoomCommand.End c -> OptionalLong.of(c.connection());
      case RoomCommand.ChangeRole c -> OptionalLong.of(c.connection());
      case RoomCommand.Resync c -> OptionalLong.of(c.connection());
      case RoomCommand.Leave c -> OptionalLong.of(c.connection());
      case RoomCommand.Lost c -> OptionalLong.of(c.connection());
    };
  }
}
