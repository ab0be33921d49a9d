package org.evenkeel.room;

import java.time.Instant;
import java.util.List;

/** A message to some connections alone, beside what everybody sees change. */
public sealed interface Notice {

  /** The socket is to be closed, with this word before. */
  record Goodbye(Link to, Reason reason) implements Notice {}

  /**
   * @param from null where the sender has gone
   */
  record ChatLine(
      List<Link> to,
      String id,
      SeatId from,
      RoomCommand.Addressee addressee,
      String text,
      Instant at)
      implements Notice {}

  /** Somebody needs a minute. */
  record Distressed(List<Link> to, SeatId from, Instant at) implements Notice {}

  /** Somebody is on the media who has no seat here, or was at that time. */
  record MediaAlarm(List<Link> to, Instant at) implements Notice {}

  /** The whole room, as this connection may see it. */
  record View(Link to) implements Notice {}

  /** Why the server closes. */
  enum Reason {
    ENDED,
    REMOVED,
    CONSENT_REVOKED,
    REPLACED
  }
}
