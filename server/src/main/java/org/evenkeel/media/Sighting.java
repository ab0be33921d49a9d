package org.evenkeel.media;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.evenkeel.room.PersonId;

/** What was heard of a media room. Any of it may come late, twice, out of order, or never. */
sealed interface Sighting {

  /** Our own door has let somebody through; said before they are in. Never lost. */
  record Admitted(String room, PersonId person, String nick, boolean leads) implements Sighting {}

  /**
   * An event: somebody came in.
   *
   * @param nick by which they go in the room; null where the event does not tell
   * @param person null where the pass named nobody of ours
   * @param leads as the pass said it; null where the event does not tell
   */
  record Joined(
      String room, String occupant, String nick, long joinedAt, PersonId person, Boolean leads)
      implements Sighting {}

  /** An event: these stays are over; one of them, or all of a room that is gone. */
  record Left(String room, List<Gone> gone) implements Sighting {
    public Left {
      gone = List.copyOf(gone);
    }
  }

  /**
   * Who left, by which join.
   *
   * @param nick by which they went in the room; null where the event does not tell
   */
  record Gone(String occupant, String nick, long joinedAt, PersonId person) {}

  /**
   * The media server asks whether it may make the room, and waits for our word: there is none, and
   * nobody is in it. Unlike an event this is never late, or a newcomer would be taken for gone.
   */
  record Opened(String room) implements Sighting {}

  /** The media server says that this room is no more, or has just ended it for us. */
  record Closed(String room, Instant asked) implements Sighting {}

  /**
   * How many are in each media room of the session; one that is not named is empty.
   *
   * @param asked when we asked
   */
  record Census(Map<String, Integer> counts, Instant asked) implements Sighting {
    public Census {
      counts = Map.copyOf(counts);
    }
  }

  /** What came of a kick. */
  record KickAnswered(String room, String nick, Answer answer) implements Sighting {}

  /**
   * What came of telling those who lead.
   *
   * @param at when that of which they were told was noticed
   * @param heard one of them was there, and has been told
   */
  record AlarmAnswered(Instant at, boolean heard) implements Sighting {}

  /** Time has passed, or the seats have changed. */
  record Look() implements Sighting {}

  /** The media server's answer to a kick. */
  enum Answer {
    /** It was taken. That they are gone is known when they are seen to be gone. */
    TAKEN,
    /** Nobody of this name is there. */
    NOBODY,
    /** We may not. */
    REFUSED,
    /** No answer, or one that makes no sense. */
    FAILED
  }
}
