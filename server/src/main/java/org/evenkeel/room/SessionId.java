package org.evenkeel.room;

import java.util.UUID;

/** One occurrence of a session: one group on one evening. It names the room too. */
public record SessionId(UUID value) {
  /**
   * @throws IllegalArgumentException when the text is not a UUID
   */
  public static SessionId of(String text) {
    return new SessionId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
