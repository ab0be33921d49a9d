package org.evenkeel.media;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.evenkeel.media.Action.Cause;
import org.evenkeel.room.PersonId;

/**
 * All that is known of who is on the media of one session. Immutable; {@link Warden} makes the next
 * one.
 *
 * @param open the stays that are not known to be over
 * @param over the latest of those that are, so that a late or repeated word of one opens nothing
 * @param kicked who was sent away and may not come back
 * @param watched media rooms of which we know all joins, for we knew them when they were empty
 * @param firstCensusAt when others were first counted in a room that is not {@code watched}: this
 *     server began anew while people talked
 * @param inherited how many of those may be people whose join nobody here remembers; -1 until that
 *     is settled
 * @param surpluses how many times in a row more were counted than are known
 * @param beyond what the last census counted beyond those who have a seat
 * @param countedAt when that census was asked for; null before the first
 * @param alarmedAt when those who lead were last told; null: never
 * @param unheard of what those who lead must be told yet; null where there is nothing
 * @param movedFrom the media room that the group was last moved out of, or null
 * @param movedAt when
 * @param movedWhy and why
 * @param ended when we last ended a media room, by its name, of those that we ended just now
 */
record Stays(
    List<Stay> open,
    List<Over> over,
    List<Kicked> kicked,
    List<String> watched,
    Instant firstCensusAt,
    int inherited,
    int surpluses,
    int beyond,
    Instant countedAt,
    Instant alarmedAt,
    Unheard unheard,
    String movedFrom,
    Instant movedAt,
    Cause movedWhy,
    Map<String, Instant> ended) {

  static final Stays NONE =
      new Stays(
          List.of(), List.of(), List.of(), List.of(), null, -1, 0, 0, null, null, null, null, null,
          null, Map.of());

  Stays {
    open = List.copyOf(open);
    over = List.copyOf(over);
    kicked = List.copyOf(kicked);
    watched = List.copyOf(watched);
    // A member of the version before wrote none.
    ended = ended == null ? Map.of() : Map.copyOf(ended);
  }

  /**
   * An alarm of which nobody who leads is known to have heard.
   *
   * @param since when it was noticed; of several, the first
   * @param triedAt when they were last told; null where it is known that nobody was there
   */
  record Unheard(Cause why, Instant since, Instant triedAt) {}

  /**
   * A stay that is over.
   *
   * @param occupant null where only the door had told of it
   * @param joinedAt 0 where only the door had told of it
   * @param at when we learned that it was over
   * @param since as of the stay; null where no event has told of it, or only of its end
   * @param left when it ended, as far as we know; null like {@code since}
   */
  record Over(
      String room,
      String nick,
      String occupant,
      long joinedAt,
      PersonId person,
      Instant at,
      Instant since,
      Instant left) {}

  /**
   * Somebody who was sent away.
   *
   * @param person null for a stranger
   * @param joinedAt the latest join that is meant by it
   */
  record Kicked(PersonId person, long joinedAt, Instant at) {}
}
