package org.evenkeel.live;

import org.evenkeel.room.Device;
import org.evenkeel.room.Role;
import org.evenkeel.room.RoomCommand.Addressee;
import org.evenkeel.room.SeatId;

/** What a client may say, as it was read. {@code id} is the client's own number of the command. */
sealed interface ClientMessage {
  /** Null only where the protocol lets it be absent: in the first frame. */
  Long id();

  record Join(Long id, String ticket) implements ClientMessage {}

  record Resume(Long id, String resumeToken, long version) implements ClientMessage {}

  /** Null means unchanged. */
  record Update(Long id, Boolean hand, Device audio, Device video, Device screen, Integer quality)
      implements ClientMessage {}

  record Chat(Long id, Addressee to, String text) implements ClientMessage {}

  /**
   * @param data JSON of any shape, as the client wrote it
   */
  record Signal(Long id, SeatId to, String data) implements ClientMessage {}

  /** Those that name one seat and nothing else. */
  record OnSeat(Long id, Verb verb, SeatId seat) implements ClientMessage {
    enum Verb {
      ADMIT,
      DECLINE,
      LOWER_HAND,
      MUTE,
      STOP_VIDEO
    }
  }

  record Remove(Long id, SeatId seat, boolean ban) implements ClientMessage {}

  /**
   * @param seat null takes the spotlight away
   */
  record Spotlight(Long id, SeatId seat) implements ClientMessage {}

  record ChangeRole(Long id, SeatId seat, Role role) implements ClientMessage {}

  /** Those that say nothing beside themselves. */
  record Plain(Long id, Verb verb) implements ClientMessage {
    enum Verb {
      DISTRESS,
      MUTE_ALL,
      LOCK,
      UNLOCK,
      OPEN,
      END,
      RESYNC,
      MEDIA,
      LEAVE
    }
  }
}
