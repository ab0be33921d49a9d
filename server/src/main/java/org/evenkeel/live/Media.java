package org.evenkeel.live;

import io.vertx.core.Future;
import org.evenkeel.room.Room;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.Sitter;

/**
 * What carries voice and picture, as far as the sockets and rooms of a node have to do with it:
 * they pass on what it offers, and tell it what has become of a room.
 */
@FunctionalInterface
public interface Media {

  /**
   * Somebody is about to come into this session, or asks anew.
   *
   * @return never later than a fifth of a second, and never fails: an offer may be without a pass
   */
  Future<Desk> opened(SessionId session);

  /** Whether clients have to be given passes, for each connection of their media anew. */
  default boolean givesPasses() {
    return false;
  }

  /**
   * A room as its keeper sees it now: after each change, on one context, in order. Whoever was
   * taken out, or leads no more, is seen by it; as is the end. Must not wait for anything.
   */
  default void seen(Room room) {}

  /** This node does not keep that room any more: another does, or it is over. As {@link #seen}. */
  default void released(SessionId session) {}

  /** Where the people of one session are given what their clients need. */
  @FunctionalInterface
  interface Desk {
    /**
     * @return at once where it can, never later than a fifth of a second, and never fails
     */
    Future<Offer> offerTo(Sitter who);
  }

  /**
   * What a client needs for its media.
   *
   * @param json as the protocol has it
   * @param pass it has a pass in it
   */
  record Offer(String json, boolean pass) {
    /** A pass is for its owner's eyes. */
    @Override
    public String toString() {
      return "Offer[***, pass=" + pass + "]";
    }
  }
}
