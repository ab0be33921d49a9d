package org.evenkeel.live;

import java.util.Optional;
import java.util.UUID;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.SeatId;

/** What a message of a seated client asks of its room. */
final class Commands {
  private Commands() {}

  /**
   * @param me the connection that speaks; never read from the message
   * @return empty where a seated client cannot say this to a room
   */
  static Optional<RoomCommand> of(ClientMessage message, long me) {
    return Optional.ofNullable(
        switch (message) {
          case ClientMessage.Join join -> null;
          case ClientMessage.Resume resume -> null;
          case ClientMessage.Signal signal -> null;
          case ClientMessage.Update u ->
              new RoomCommand.Update(
                  me, u.id(), u.hand(), u.audio(), u.video(), u.screen(), u.quality());
          case ClientMessage.Chat c ->
              new RoomCommand.Chat(me, UUID.randomUUID().toString(), c.to(), c.text());
          case ClientMessage.Remove r -> new RoomCommand.Remove(me, r.seat(), r.ban());
          case ClientMessage.Spotlight s -> new RoomCommand.Spotlight(me, s.seat());
          case ClientMessage.ChangeRole r -> new RoomCommand.ChangeRole(me, r.seat(), r.role());
          case ClientMessage.OnSeat o -> onSeat(o, me);
          case ClientMessage.Plain p -> plain(p, me);
        });
  }

  private static RoomCommand onSeat(ClientMessage.OnSeat message, long me) {
    SeatId seat = message.seat();
    return switch (message.verb()) {
      case ADMIT -> new RoomCommand.Admit(me, seat);
      case DECLINE -> new RoomCommand.Decline(me, seat);
      case LOWER_HAND -> new RoomCommand.LowerHand(me, seat);
      case MUTE -> new RoomCommand.Mute(me, seat);
      case STOP_VIDEO -> new RoomCommand.StopVideo(me, seat);
    };
  }

  private static RoomCommand plain(ClientMessage.Plain message, long me) {
    return switch (message.verb()) {
      case DISTRESS -> new RoomCommand.Distress(me);
      case MUTE_ALL -> new RoomCommand.MuteAll(me);
      case LOCK -> new RoomCommand.Lock(me);
      case UNLOCK -> new RoomCommand.Unlock(me);
      case OPEN -> new RoomCommand.Open(me);
      case END -> new RoomCommand.End(me);
      case RESYNC -> new RoomCommand.Resync(me);
      case MEDIA -> null; // the room does not change by it
      case LEAVE -> null; // said with its time
    };
  }
}
