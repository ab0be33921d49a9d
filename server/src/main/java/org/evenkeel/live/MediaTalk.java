package org.evenkeel.live;

import io.vertx.core.Future;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.Sitter;

/** What one client is told of its media: with its welcome, when it asks, and when they move. */
final class MediaTalk {
  private final LiveSocket socket;
  private final LiveNode node;
  private Media.Desk desk;

  MediaTalk(LiveSocket socket, LiveNode node) {
    this.socket = socket;
    this.node = node;
  }

  /** Before anything is offered. */
  Future<Void> open(SessionId session) {
    return node.media()
        .opened(session)
        .map(
            opened -> {
              desk = opened;
              return null;
            });
  }

  /** For a welcome. */
  Future<String> offerTo(Sitter who) {
    return desk.offerTo(who).map(Media.Offer::json);
  }

  /** Told without having been asked. */
  void offer(SessionId session, Sitter who) {
    open(session)
        .compose(opened -> offerTo(who))
        .onSuccess(offer -> socket.told(Wire.media(offer)));
  }

  /**
   * Gives a pass. The room itself is asked who this is now, and whether they are in.
   *
   * @return null where it was given, else the code of the refusal
   */
  Future<String> give(SessionId session) {
    if (!node.media().givesPasses()) {
      return Future.succeededFuture("not-allowed");
    }
    return node.reads()
        .sitter(session, socket.connection())
        .compose(
            sitter ->
                sitter.filter(Sitter::admitted).isEmpty()
                    ? Future.succeededFuture("not-allowed")
                    : open(session).compose(opened -> desk.offerTo(sitter.get())).map(this::give));
  }

  private String give(Media.Offer offer) {
    if (!offer.pass()) {
      return "unavailable";
    }
    socket.message(Wire.media(offer.json()));
    return null;
  }
}
