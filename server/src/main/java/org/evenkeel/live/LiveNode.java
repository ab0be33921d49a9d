package org.evenkeel.live;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Function;
import org.evenkeel.room.PersonId;

/**
 * What every socket of this node works with.
 *
 * @param name of this start of the node
 * @param media what a client needs for its media, as JSON, for one person
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
    Signals signals,
    Function<PersonId, String> media) {}
