package org.evenkeel.live;

import java.util.Optional;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;

/**
 * Takes a seat back, on any node. The text names the room and the seat, so no map of tokens is
 * needed; the seat keeps the hash of the secret part.
 */
record ResumeToken(SessionId session, SeatId seat, String secret) {
  private static final int LONGEST = 200;

  /** Empty where it cannot be one of ours. */
  static Optional<ResumeToken> parse(String text) {
    String[] parts = text.length() > LONGEST ? new String[0] : text.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ResumeToken(SessionId.of(parts[0]), SeatId.of(parts[1]), parts[2]));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  String text() {
    return session + "." + seat + "." + secret;
  }

  @Override
  public String toString() {
    return "ResumeToken[***]";
  }
}
