package org.evenkeel.live;

import java.util.List;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SeatId;

/**
 * Who may see what of a room. Those of one audience get the same words; what an audience may not
 * see is never sent to it.
 */
sealed interface Audience {

  /** Those who lead: everything, also who waits at the door. */
  record Hosts() implements Audience {}

  /** In the room: everybody who is in the room. */
  record Members() implements Audience {}

  /** At the door: oneself alone. */
  record Door(SeatId own) implements Audience {}

  Audience HOSTS = new Hosts();
  Audience MEMBERS = new Members();

  static Audience of(Seat seat) {
    if (!seat.admitted()) {
      return new Door(seat.id());
    }
    return seat.role().leads() ? HOSTS : MEMBERS;
  }

  default boolean sees(Seat seat) {
    return switch (this) {
      case Hosts hosts -> true;
      case Members members -> seat.admitted();
      case Door door -> seat.id().equals(door.own());
    };
  }

  default List<Seat> seats(Room room) {
    return room.seats().stream().filter(this::sees).toList();
  }

  /** Past the waiting room. */
  default boolean inside() {
    return !(this instanceof Door);
  }
}
