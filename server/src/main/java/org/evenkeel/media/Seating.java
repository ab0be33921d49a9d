package org.evenkeel.media;

import java.util.List;
import java.util.Optional;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Phase;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;

/**
 * Who may be on the media of a session now, and where. A seat whose connection is lost for the
 * moment is a seat: the media outlive the faults of our own nodes.
 *
 * @param known the room and its media room are known; where they are not, nobody is judged
 * @param ended the session is over
 * @param led somebody who leads is there, and hears what they are told
 * @param media its media room; null where it has none
 */
record Seating(
    boolean known,
    boolean ended,
    boolean led,
    String media,
    List<Seated> seated,
    List<PersonId> removed) {

  Seating {
    seated = List.copyOf(seated);
    removed = List.copyOf(removed);
  }

  /** Somebody in the room. */
  record Seated(PersonId person, boolean leads) {}

  /**
   * What a room says.
   *
   * @param room null where it is not in memory
   * @param media its media room, or null
   */
  static Seating of(Room room, String media) {
    if (room == null) {
      return new Seating(false, false, false, media, List.of(), List.of());
    }
    boolean ended = room.phase() == Phase.ENDED;
    return new Seating(
        media != null || ended,
        ended,
        room.led(),
        media,
        room.seats().stream()
            .filter(Seat::admitted)
            .map(seat -> new Seated(seat.person(), seat.role().leads()))
            .toList(),
        List.copyOf(room.removed()));
  }

  Optional<Seated> of(PersonId person) {
    return seated.stream().filter(s -> s.person().equals(person)).findFirst();
  }

  /** Whether this stay is where its person may be. */
  boolean covers(Stay stay) {
    return !ended
        && stay.person() != null
        && stay.room().equals(media)
        && of(stay.person()).isPresent();
  }
}
