package org.evenkeel.room;

import java.time.Instant;
import java.util.Map;

/**
 * Everything that can be asked of a room. Those with a {@code connection} speak for the seat that
 * names it, and change nothing when no seat does.
 */
public sealed interface RoomCommand {

  /**
   * A ticket was shown. A second join of the same person takes over their seat.
   *
   * @param seat the id that a new seat gets
   * @param resumeHash SHA-256 of the new resume token, in hex
   */
  record Join(Link link, Entrant who, SeatId seat, String resumeHash) implements RoomCommand {}

  /** A resume token was shown; its hash must be the seat's. */
  record Resume(Link link, SeatId seat, String resumeHash) implements RoomCommand {}

  /**
   * The client says how it is. Null means unchanged.
   *
   * @param rev the client's own number of this update
   */
  record Update(
      long connection,
      long rev,
      Boolean hand,
      Device audio,
      Device video,
      Device screen,
      Integer quality)
      implements RoomCommand {}

  /** To everyone, to those who lead, or to one seat. */
  record Chat(long connection, String id, Addressee to, String text) implements RoomCommand {}

  /** A quiet call for help, of which hosts alone learn; refused where none is there to hear it. */
  record Distress(long connection) implements RoomCommand {}

  record Admit(long connection, SeatId seat) implements RoomCommand {}

  record Decline(long connection, SeatId seat) implements RoomCommand {}

  /**
   * @param ban out of the program's other sessions too
   */
  record Remove(long connection, SeatId seat, boolean ban) implements RoomCommand {}

  record LowerHand(long connection, SeatId seat) implements RoomCommand {}

  record Mute(long connection, SeatId seat) implements RoomCommand {}

  record StopVideo(long connection, SeatId seat) implements RoomCommand {}

  /**
   * @param seat null takes the spotlight away
   */
  record Spotlight(long connection, SeatId seat) implements RoomCommand {}

  record MuteAll(long connection) implements RoomCommand {}

  record Lock(long connection) implements RoomCommand {}

  record Unlock(long connection) implements RoomCommand {}

  record Open(long connection) implements RoomCommand {}

  record End(long connection) implements RoomCommand {}

  record ChangeRole(long connection, SeatId seat, Role role) implements RoomCommand {}

  /** Asks for the whole room again. */
  record Resync(long connection) implements RoomCommand {}

  /**
   * Goes for good.
   *
   * @param provenAt when this was said; where the node stood still it may have read it later
   */
  record Leave(long connection, Instant provenAt) implements RoomCommand {}

  /**
   * The socket is gone or silent. Refused where it speaks for no seat any more.
   *
   * @param provenAt when it was last heard
   */
  record Lost(long connection, Instant provenAt) implements RoomCommand {}

  /**
   * A connection had not been heard for a while when another replaced it in its seat, or when its
   * seat was taken away. Our own word, after the event: until then nobody was there.
   *
   * @param person whose seat it was
   * @param role which they had in it
   * @param link that connection
   * @param provenAt when it was last heard
   */
  record Unheard(SeatId seat, PersonId person, Role role, Link link, Instant provenAt)
      implements RoomCommand {}

  /**
   * A whole node is gone, and all its sockets with it.
   *
   * @param provenAt every connection of it was heard at or after this, but for the silent ones
   * @param silent when the silent connections were last heard
   */
  record NodeLost(String node, Instant provenAt, Map<Long, Instant> silent) implements RoomCommand {
    public NodeLost {
      silent = Map.copyOf(silent);
    }

    /** Of a node without silent connections. */
    public NodeLost(String node, Instant provenAt) {
      this(node, provenAt, Map.of());
    }

    Instant provenAt(long connection) {
      return silent.getOrDefault(connection, provenAt);
    }
  }

  /** Staff let somebody come again whom a host took out. Our own word. */
  record Readmit(PersonId person) implements RoomCommand {}

  /**
   * Somebody is on the media who has no seat here: those who lead must know. Our own word.
   *
   * @param at when it was noticed, which may be before anybody was there to hear it
   */
  record MediaAlarm(Instant at) implements RoomCommand {}

  /** Time has passed: seats whose grace is over go, a session that was not ended ends. */
  record Tick() implements RoomCommand {}

  /** Who a chat line is for. */
  sealed interface Addressee {
    record Everyone() implements Addressee {}

    record Hosts() implements Addressee {}

    record One(SeatId seat) implements Addressee {}
  }
}
