package org.evenkeel.room;

import java.time.Instant;
import java.util.UUID;

/**
 * One fact of the ledger. Appended, never edited.
 *
 * <p>{@code (session, life, seq)} is its identity: written twice, it is one event.
 *
 * @param session the occurrence
 * @param life one life of the room in memory; a room that was lost with all its nodes starts a new
 *     one
 * @param seq grows within that life, by one while one node keeps the room; whoever takes it over
 *     goes on far above
 * @param kind what happened
 * @param seat null where the whole room is meant ({@code OPENED}, {@code FROZEN}, {@code THAWED},
 *     {@code ENDED})
 * @param person null where the whole room is meant
 * @param role null where the whole room is meant
 * @param at when it was so. For {@code LOST} and {@code LEFT} after a loss this is the last proof
 *     of life, which is before the moment of detection
 * @param endedBy for {@code LOST} and {@code LEFT}, else null
 * @param link whose node can witness the seat; null where the whole room is meant
 */
public record AttendanceEvent(
    SessionId session,
    UUID life,
    long seq,
    Kind kind,
    SeatId seat,
    PersonId person,
    Role role,
    Instant at,
    EndedBy endedBy,
    Link link) {

  /** What an event says. */
  public enum Kind {
    /** Came to the waiting room; not counted. */
    ARRIVED,
    /** Took the seat: attendance starts. */
    JOINED,
    /** No sign of life; attendance stops at the last proof of it. */
    LOST,
    /**
     * The same seat has a newer connection: it is back within the grace and attendance starts
     * again, or it was present all along and attendance goes on with another witness.
     */
    RESUMED,
    /** The seat is gone: the one closing event of a seat that was present, and its last. */
    LEFT,
    /** A host took somebody out, who stays out for this session. */
    REMOVED,
    /** As {@code REMOVED}, and out of the program's other sessions until staff lift it. */
    BANNED,
    /** A host is there: the group has begun. */
    OPENED,
    /**
     * The last host was lost; the room is held still. Also said first by whoever takes over a room
     * that is.
     */
    FROZEN,
    /** A host is back. Also said first by whoever takes over a room that is not held still. */
    THAWED,
    /** The session is over. */
    ENDED;

    /** The word of the public contract. */
    public String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
