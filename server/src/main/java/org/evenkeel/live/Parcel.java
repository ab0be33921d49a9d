package org.evenkeel.live;

import java.util.List;
import org.evenkeel.room.Link;
import org.evenkeel.room.Sitter;

/**
 * Words for some connections of one room, encoded once. The owner of the room decides who gets
 * which; a node that holds sockets only carries them out.
 */
sealed interface Parcel {
  List<Long> to();

  /**
   * A {@code change}. May be dropped for a slow reader, who gets a whole view later.
   *
   * @param text the whole message
   */
  record Change(List<Long> to, String text) implements Parcel {}

  /**
   * The whole room as these connections may see it: a {@code welcome} to a socket that waits for
   * one, else a {@code snapshot}.
   *
   * @param seats whose seat each of {@code to} is, in the same order
   * @param room the room alone, not a message
   */
  record View(List<Long> to, List<Placed> seats, String room) implements Parcel {}

  /**
   * What these connections need for their media is to be made anew and told.
   *
   * @param who sits by each of {@code to}, in the same order
   */
  record Offer(List<Long> to, List<Sitter> who) implements Parcel {}

  /** A message that must not be dropped: chat, an alert, {@code recorded}, a signal. */
  record Message(List<Long> to, String text) implements Parcel {}

  /**
   * The last word to a socket.
   *
   * @param code the close code
   */
  record Farewell(List<Long> to, String text, int code) implements Parcel {}

  /** The connections of some links that belong to one node. */
  static List<Long> connections(List<Link> links, String node) {
    return links.stream().filter(l -> l.node().equals(node)).map(Link::connection).toList();
  }
}
