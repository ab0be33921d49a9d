package org.evenkeel.room;

import java.util.UUID;

/** One person's place in one room, from the first knock until it is gone. */
public record SeatId(UUID value) {
  /**
   * @throws IllegalArgumentException when the text is not a UUID
   */
  public static SeatId of(String text) {
    return new SeatId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
