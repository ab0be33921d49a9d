package org.evenkeel.live;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Function;
import org.evenkeel.room.PersonId;

/**
 * What every socket of this node works with.
 *
 * @param name of this start of the node
 * @param media what a client needs for its media, as JSON, for one person
 * @param directory finds the connections of a room's seats for signalling
 */
record LiveNode(
    Vertx vertx,
    String name,
    LiveOptions options,
    Clock clock,
    Sockets sockets,
    Rooms rooms,
    Tickets tickets,
    Post post,
    Directory directory,
    Function<PersonId, String> media) {

  /** Finds the seat that a connection may signal to. */
  @FunctionalInterface
  interface Directory {
    /** The room as this node last saw it, or null. */
    org.evenkeel.room.Room room(UUID id);
  }
}
