package org.evenkeel.media;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenkeel.media.Action.Cause;

/** What the numbers say of who is in a media room. A part of {@link Warden}. */
final class HeadCount {
  /** From the door to the room. */
  private static final Duration ON_THE_WAY = Duration.ofSeconds(5);

  /** From leaving to a census that does not count them. */
  private static final Duration STILL_COUNTED = Duration.ofSeconds(2);

  private HeadCount() {}

  /** Whatever we know of this room was another one of its name. */
  static void opened(Vigil vigil, String room) {
    for (Stay stay : List.copyOf(vigil.open)) {
      if (stay.room().equals(room)) {
        vigil.close(stay, stay.unseatedAt() == null ? vigil.now : stay.unseatedAt());
      }
    }
    vigil.watch(room);
  }

  /** Nobody was in that room when it was asked for. */
  static void closed(Vigil vigil, Sighting.Closed s) {
    empty(vigil, s.room(), s.asked());
  }

  private static void empty(Vigil vigil, String room, Instant asked) {
    for (Stay stay : List.copyOf(vigil.open)) {
      if (stay.room().equals(room) && stay.since().isBefore(asked.minus(ON_THE_WAY))) {
        vigil.close(stay, stay.unseatedAt() == null ? asked : stay.unseatedAt());
      }
    }
    if (vigil.count(stay -> stay.room().equals(room)) == 0) {
      vigil.watch(room);
    }
  }

  static void census(Vigil vigil, Sighting.Census s) {
    if (vigil.countedAt != null && s.asked().isBefore(vigil.countedAt)) {
      return;
    }
    Set<String> rooms = new HashSet<>(s.counts().keySet());
    vigil.open.forEach(stay -> rooms.add(stay.room()));
    if (vigil.seating.media() != null) {
      rooms.add(vigil.seating.media());
    }
    vigil.countedAt = s.asked();
    vigil.beyond = 0;
    vigil.noteAgain();
    for (String room : rooms) {
      int count = s.counts().getOrDefault(room, 0);
      if (count == 0) {
        empty(vigil, room, s.asked());
      }
      if (!vigil.seating.known()) {
        continue;
      }
      if (room.equals(vigil.seating.media()) && !vigil.seating.ended()) {
        countCurrent(vigil, room, count, s.asked());
      } else if (count > 0) {
        vigil.end(room);
      }
    }
  }

  private static void countCurrent(Vigil vigil, String room, int count, Instant asked) {
    long seated = vigil.count(vigil.seating::covers);
    vigil.beyond = (int) Math.max(0, count - seated);
    long left =
        vigil.over.stream()
            .filter(o -> o.room().equals(room) && !o.at().isBefore(asked.minus(STILL_COUNTED)))
            .count();
    int surplus = (int) (count - vigil.count(stay -> stay.room().equals(room)) - left);
    if (!vigil.watched.contains(room)) {
      surplus = beyondInherited(vigil, room, surplus);
    }
    if (surplus <= 0) {
      vigil.surpluses = 0;
      return;
    }
    vigil.surpluses++;
    vigil.alarm(Cause.SURPLUS);
    if (vigil.surpluses > 1) {
      vigil.move(Cause.SURPLUS);
    }
  }

  /**
   * After a start in the middle of a session nobody remembers who had joined. Once they are back in
   * their seats, those of whom no join is known explain as many as were counted then.
   */
  private static int beyondInherited(Vigil vigil, String room, int surplus) {
    if (vigil.firstCensusAt == null) {
      vigil.firstCensusAt = vigil.now;
    }
    if (vigil.now.isBefore(vigil.firstCensusAt.plus(Warden.SETTLING))) {
      return 0;
    }
    if (vigil.inherited < 0) {
      vigil.inherited = Math.max(0, surplus);
    }
    long unknown =
        vigil.seating.seated().stream()
            .filter(seat -> vigil.count(o -> o.room().equals(room) && o.isOf(seat.person())) == 0)
            .count();
    return (int) (surplus - Math.min(vigil.inherited, unknown));
  }
}
