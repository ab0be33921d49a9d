package org.evenkeel.media;

import io.vertx.core.Future;
import org.evenkeel.room.Room;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.Sitter;

/**
 * What carries the voice and picture of our rooms. The rooms' rules know none of these: who is in
 * is decided by us, and an engine only learns of it.
 */
public sealed interface MediaBackend permits Mesh, Jitsi {

  /**
   * A room is opened, or somebody comes into one that is open.
   *
   * @return where its people get what they need; never later than {@link MediaRooms#DEADLINE_MS},
   *     and never fails
   */
  Future<Desk> opened(SessionId session);

  /** Whether clients have to be given a pass for each connection of their media. */
  boolean givesPasses();

  /**
   * What has become of a room, as the one node that keeps it sees it, after each change and in
   * order: by this an engine knows of whoever was taken out or leads no more, and of the end. The
   * whole room, and not a word for each, for words can be lost.
   */
  void changed(Room room);

  /** This node does not keep that room any more: another does, or it is over. */
  void released(SessionId session);

  /** Where the people of one session are given what their clients need. */
  @FunctionalInterface
  interface Desk {
    /**
     * Whoever is not admitted gets nothing that would let them in.
     *
     * @return never later than {@link Signatures#DEADLINE_MS}, and never fails
     */
    Future<Offer> admitted(Sitter who);
  }

  /**
   * What a client needs.
   *
   * @param json the {@code media} of a welcome
   * @param pass it has a pass in it
   */
  record Offer(String json, boolean pass) {
    @Override
    public String toString() {
      return "Offer[***, pass=" + pass + "]";
    }
  }
}
