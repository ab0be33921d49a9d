package org.evenkeel.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.room.AttendanceEvent.Kind;

/** Reads a room's attendance events as the ledger does, and holds them to what they promise. */
final class LedgerWatch {

  /** One seat, by its events alone. */
  private static final class Told {
    private boolean arrived;
    private boolean joined;
    private boolean left;
    private AttendanceEvent opening;
    private Instant lostAt;
  }

  private final Map<SeatId, Told> seats = new HashMap<>();
  private boolean opened;
  private boolean frozen;
  private boolean ended;
  private long seq;

  void reads(Room room, List<AttendanceEvent> events, Instant now) {
    for (AttendanceEvent event : events) {
      assertFalse(ended, "nothing comes after the end");
      assertEquals(++seq, event.seq(), "1, 2, 3 without a gap");
      assertEquals(room.id(), event.session());
      assertEquals(room.life(), event.life());
      assertFalse(event.at().isAfter(now), "nothing is written before it happens");
      if (event.seat() == null) {
        ofTheRoom(event, now);
      } else {
        assertNotNull(event.person());
        assertNotNull(event.role());
        assertNotNull(event.link());
        ofASeat(event, seats.computeIfAbsent(event.seat(), s -> new Told()), now);
      }
    }
  }

  private void ofTheRoom(AttendanceEvent event, Instant now) {
    assertEquals(now, event.at());
    switch (event.kind()) {
      case OPENED -> {
        assertFalse(opened);
        opened = true;
      }
      case FROZEN -> {
        assertTrue(opened && !frozen);
        frozen = true;
      }
      case THAWED -> {
        assertTrue(frozen);
        frozen = false;
      }
      case ENDED -> ended = true;
      case ARRIVED, JOINED, LOST, RESUMED, LEFT, REMOVED, BANNED ->
          throw new AssertionError(event.kind() + " is of a seat");
    }
  }

  private void ofASeat(AttendanceEvent event, Told seat, Instant now) {
    assertFalse(seat.left, "nothing comes after the closing event");
    boolean closes = event.kind() == Kind.LOST || event.kind() == Kind.LEFT;
    assertEquals(closes, event.endedBy() != null);
    switch (event.kind()) {
      case ARRIVED -> {
        assertFalse(seat.arrived || seat.joined);
        seat.arrived = true;
      }
      case JOINED -> {
        assertFalse(seat.joined);
        assertEquals(now, event.at());
        seat.joined = true;
        seat.opening = event;
      }
      case RESUMED -> {
        assertTrue(seat.joined);
        assertEquals(now, event.at());
        if (seat.opening != null) {
          assertNotEquals(seat.opening.link(), event.link(), "goes on with another witness");
        }
        seat.opening = event;
        seat.lostAt = null;
      }
      case LOST -> {
        assertNotNull(seat.opening, "only what is open can be lost");
        assertFalse(event.at().isBefore(seat.opening.at()), "not before it began");
        seat.opening = null;
        seat.lostAt = event.at();
      }
      case LEFT -> {
        assertTrue(seat.joined);
        if (event.endedBy() == EndedBy.LEAVE) {
          // The word may be older than the moment at which it is judged.
          assertFalse(event.at().isBefore(seat.opening.at()), "not before it began");
        } else {
          assertEquals(seat.opening == null ? seat.lostAt : now, event.at());
        }
        seat.left = true;
      }
      case REMOVED, BANNED -> assertEquals(now, event.at());
      case OPENED, FROZEN, THAWED, ENDED ->
          throw new AssertionError(event.kind() + " is of the room");
    }
  }

  /** What the events say is what the room is. */
  void agreesWith(Room room) {
    assertEquals(room.frozen(), frozen && !ended);
    assertEquals(room.phase() == Phase.ENDED, ended);
    assertEquals(room.events(), seq);
    seats.forEach(
        (id, told) ->
            assertEquals(
                told.joined && !told.left, room.seat(id).filter(Seat::admitted).isPresent()));
    for (Seat seat : room.seats()) {
      Told told = seats.get(seat.id());
      assertNotNull(told, "no seat without a word in the ledger");
      assertEquals(seat.present(), told.opening != null);
      if (seat.present()) {
        assertEquals(seat.link(), told.opening.link(), "the witness is the connection it has");
      } else if (!seat.admitted()) {
        assertNull(told.lostAt);
      }
    }
  }

  void everySeatIsClosed() {
    assertTrue(ended);
    seats.values().forEach(told -> assertEquals(told.joined, told.left));
  }
}
