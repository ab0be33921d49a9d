package org.evenkeel.check;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Our server's part in a check: a room that nobody is in, tokens that are good and tokens that are
 * not, and somebody to throw out.
 */
interface Rehearsal {
  /** The tokens of a rehearsal. */
  enum Pass {
    /** Good for the room; of a participant. */
    FIRST,
    /** Good for the room; of another participant. */
    SECOND,
    /** Good for the room, and of the second participant again. */
    AGAIN,
    /** Good for the room; of somebody who leads it. */
    LEADER,
    /** Good, but for another room. */
    ELSEWHERE,
    /** For the room, and over. */
    EXPIRED,
    /** For any room. */
    ANYWHERE,
    /** Good for a room that nobody booked. */
    DENIED
  }

  /**
   * Where to go, and with what.
   *
   * @param room the name of the room, before the domain of rooms
   * @param denied the name of a room that nobody booked
   * @param at when it was made, by the clock by which passes are
   */
  record Stage(
      String domain,
      String muc,
      String focus,
      String room,
      String denied,
      Instant at,
      Map<Pass, String> passes) {
    public Stage {
      Objects.requireNonNull(at);
      passes = Map.copyOf(passes);
    }

    String address(String name) {
      return name + "@" + muc;
    }

    @Override
    public String toString() {
      return "Stage[" + domain + ", " + muc + "]";
    }
  }

  Future<Stage> open();

  /**
   * The public half of a key of passes, as it is published, to the byte.
   *
   * @param kid the name of the key
   * @return fails with why it could not be had
   */
  Future<String> published(String kid);

  /**
   * Throws the second participant out, as somebody is whom a host removes.
   *
   * @param nick under which they are in the room
   * @return fails with what the deployment answered
   */
  Future<Void> removeSecond(Stage stage, String nick);

  /**
   * How many our server counts in the room, as it counts those in all rooms.
   *
   * @return fails with why nobody could be counted
   */
  Future<Integer> count(Stage stage);

  /**
   * Ends the room, as one is ended that a group has left behind.
   *
   * @return fails with what the deployment answered
   */
  Future<Void> end(Stage stage);

  Future<Void> close(Stage stage);
}
