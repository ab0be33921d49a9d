package org.evenkeel.live;

import io.vertx.core.Future;
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
    Media media) {

  /**
   * What this node can witness of its connections at this moment, also of those that are closed and
   * of which the rooms do not know yet.
   */
  Future<LifeProof> lifeProof() {
    return sockets.lifeProof(options.silentAfter()).map(proof -> proof.and(rooms.untold()));
  }
}
