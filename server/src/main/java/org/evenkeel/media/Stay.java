package org.evenkeel.media;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.evenkeel.room.PersonId;

/**
 * One stay of somebody in a media room, from the door until it is known to be over.
 *
 * @param room the media room
 * @param nick their name in it, by which they can be kicked; null where nobody knows it
 * @param occupant their connection to Jitsi; null until an event told of it
 * @param joinedAt Jitsi's own number of the join: it tells two joins of one connection apart, and
 *     which came first. 0 until an event told of it. It is never taken for a time
 * @param person whom the pass named; null where it named nobody of ours
 * @param leads they came as a moderator
 * @param hadSeat they had a seat of ours when they came
 * @param since when we learned of it, by our clock
 * @param replacedAt since when a newer stay of the same person is known; else null
 * @param unseatedAt since when they have no right to be there; null while they do
 * @param kick what has been tried to end it; null where nothing was
 */
record Stay(
    String room,
    String nick,
    String occupant,
    long joinedAt,
    PersonId person,
    boolean leads,
    boolean hadSeat,
    Instant since,
    Instant replacedAt,
    Instant unseatedAt,
    Kick kick) {

  /**
   * What has been tried to end a stay.
   *
   * @param why the reason of the first one
   * @param tries how often it was asked for
   * @param lastAt when it was asked for last
   * @param refused the media server has said that we may not
   */
  record Kick(Reason why, int tries, Instant lastAt, boolean refused) {}

  /** Why somebody is to go. */
  enum Reason {
    /** The pass named nobody of ours. */
    STRANGER,
    /** A host took them out. */
    REMOVED,
    /** They have no seat any more. */
    UNSEATED,
    /** The group has moved to another media room. */
    MOVED,
    /** They came as a moderator and lead no more; they may come back as who they are. */
    DEMOTED,
    /** They are there with a newer connection. */
    REPLACED
  }

  /** What tells this stay from all others, in all that is kept of it. */
  UUID id() {
    return id(room, nick, occupant, joinedAt);
  }

  /** The same, of one that is over. */
  static UUID id(String room, String nick, String occupant, long joinedAt) {
    String key = room + "|" + (occupant == null ? nick : occupant) + "|" + joinedAt;
    return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
  }

  /** An event has told of it, and not the door alone. */
  boolean told() {
    return joinedAt != 0;
  }

  /** Nobody is no stranger's. */
  boolean isOf(PersonId other) {
    return person != null && person.equals(other);
  }

  /**
   * An event has told of it.
   *
   * @param byNick null where it did not tell the name
   */
  Stay toldOf(String byNick, String byOccupant, long number) {
    return new Stay(
        room,
        byNick == null ? nick : byNick,
        byOccupant,
        number,
        person,
        leads,
        hadSeat,
        since,
        replacedAt,
        unseatedAt,
        kick);
  }

  Stay replaced(Instant at) {
    return new Stay(
        room, nick, occupant, joinedAt, person, leads, hadSeat, since, at, unseatedAt, kick);
  }

  Stay unseated(Instant at) {
    return new Stay(
        room, nick, occupant, joinedAt, person, leads, hadSeat, since, replacedAt, at, kick);
  }

  Stay kicked(Kick newer) {
    return new Stay(
        room,
        nick,
        occupant,
        joinedAt,
        person,
        leads,
        hadSeat,
        since,
        replacedAt,
        unseatedAt,
        newer);
  }
}
