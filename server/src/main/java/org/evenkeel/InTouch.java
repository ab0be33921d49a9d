package org.evenkeel;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import org.evenkeel.live.Members;

/** What nodes ask each other when one of them does not hear the database: whether the others do. */
final class InTouch {
  private static final DeliveryOptions SOON = new DeliveryOptions().setSendTimeout(1_000);

  private final Vertx vertx;
  private final String self;
  private final Members members;
  private final Heartbeat heartbeat;

  /**
   * @param heartbeat knows how this node stands with the database
   */
  InTouch(Vertx vertx, String self, Members members, Heartbeat heartbeat) {
    this.vertx = vertx;
    this.self = self;
    this.members = members;
    this.heartbeat = heartbeat;
  }

  /** Answers the others. */
  void serve() {
    vertx
        .eventBus()
        .<String>consumer(
            address(self),
            asked -> asked.reply(Long.toString(heartbeat.nanosInTouch() / 1_000_000)));
  }

  /**
   * Asks all others, where this node has not been answered for longer than that.
   *
   * @param othersAre called for each that has been in touch all the while. Not for one that has
   *     just found the database again: that may be our turn in a moment, and nobody need move
   */
  void ask(Duration without, Runnable othersAre) {
    if (!isCutOff(without)) {
      return;
    }
    for (String node : members.names()) {
      if (!node.equals(self)) {
        vertx
            .eventBus()
            .<String>request(address(node), "?", SOON)
            .onSuccess(
                answer -> {
                  boolean allTheWhile = Long.parseLong(answer.body()) > without.toMillis();
                  if (allTheWhile && isCutOff(without)) {
                    othersAre.run();
                  }
                });
      }
    }
  }

  private boolean isCutOff(Duration without) {
    return heartbeat.nanosSinceTick() > without.toNanos();
  }

  private static String address(String node) {
    return "node." + node + ".in-touch";
  }
}
