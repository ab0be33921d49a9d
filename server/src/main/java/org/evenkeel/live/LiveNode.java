package org.evenkeel.live;

import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * What every socket of this node works with.
 *
 * @param name of this start of the node
 */
record LiveNode(
    Vertx vertx,
    String name,
    LiveOptions options,
    Clock clock,
    Sockets sockets,
    Rooms rooms,
    RoomReads reads,
    Tickets tickets,
    Post post,
    Signals signals,
    Media media) {}
