package org.evenkeel.live;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.evenkeel.room.Link;
import org.evenkeel.room.Reply;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.Sitter;

/** How one client comes in: by a ticket, or by the token of a seat that it had. */
final class Entrance {
  private final LiveSocket socket;
  private final LiveNode node;
  private final MediaTalk media;
  private SessionId session;
  private String secret;

  Entrance(LiveSocket socket, LiveNode node, MediaTalk media) {
    this.socket = socket;
    this.node = node;
    this.media = media;
  }

  /** Where this client is, or wants to be; null before it has said so. */
  SessionId session() {
    return session;
  }

  /** By which it takes this seat back. */
  String resumeToken(SeatId seat) {
    return new ResumeToken(session, seat, secret).text();
  }

  /**
   * Never fails.
   *
   * @return null when there is a seat, else the code of the refusal
   */
  Future<String> by(ClientMessage.Join join) {
    return node.tickets()
        .redeem(join.ticket())
        .compose(
            redeemed ->
                redeemed.error() == null
                    ? join(redeemed.grant())
                    : Future.succeededFuture(redeemed.error()))
        .otherwise("unavailable");
  }

  /** As {@link #by(ClientMessage.Join)}. */
  Future<String> by(ClientMessage.Resume resume) {
    Optional<ResumeToken> token = ResumeToken.parse(resume.resumeToken());
    if (token.isEmpty()) {
      return Future.succeededFuture("ticket.invalid");
    }
    session = token.get().session();
    secret = token.get().secret();
    return come(new RoomCommand.Resume(link(), token.get().seat(), Secrets.hash(secret)), null);
  }

  private Future<String> join(TicketGrant grant) {
    session = grant.session();
    secret = Secrets.random();
    return come(
        new RoomCommand.Join(
            link(), grant.who(), new SeatId(UUID.randomUUID()), Secrets.hash(secret)),
        grant.rules());
  }

  /** The media first, so that the welcome, which waits for nothing, has them in it. */
  private Future<String> come(RoomCommand command, RoomRules rules) {
    return media
        .open(session)
        .compose(
            ready ->
                node.rooms()
                    .submit(session, command, rules)
                    .map(Entrance::refusal)
                    .recover(this::noAnswer))
        .otherwise("unavailable");
  }

  /**
   * Where the room did not answer in time, it may give this connection a seat all the same. Where
   * too many waited before it, it was never asked.
   */
  private Future<String> noAnswer(Throwable failure) {
    if (!(failure instanceof Overloaded)) {
      Instant heard = node.clock().instant().minusNanos(System.nanoTime() - socket.heardNanos());
      lost(heard, Duration.ZERO);
    }
    return Future.succeededFuture("unavailable");
  }

  private static String refusal(Reply reply) {
    return switch (reply) {
      case Reply.Seated seated -> null;
      case Reply.Refused refused -> refused.error().code();
      case Reply.Done done -> "unavailable";
    };
  }

  /** The room is told after a while that this connection is gone, and was last heard then. */
  Future<Reply> lost(Instant heard, Duration after) {
    return node.rooms().lost(session, socket.connection(), heard, after);
  }

  /**
   * The room took this connection for there until another replaced it, and it was last heard then.
   */
  void unheard(Placed placed, Instant heard) {
    Sitter who = placed.who();
    node.rooms()
        .unheard(
            session,
            new RoomCommand.Unheard(placed.seat(), who.person(), who.role(), link(), heard));
  }

  private Link link() {
    return new Link(node.name(), socket.connection());
  }
}
