package org.evenkeel.live;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.evenkeel.room.Link;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Reply;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomError;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;

/**
 * What one client says, and the answer to each command. Who speaks is known from the connection,
 * never from what it says.
 */
final class Conversation {
  private static final int MOST_BAD_MESSAGES = 5;

  private enum Stage {
    NEW,
    ENTERING,
    SEATED,
    OVER
  }

  private final LiveSocket socket;
  private final LiveNode node;
  private final long openedNanos = System.nanoTime();
  private Limits limits;
  private Stage stage = Stage.NEW;
  private SessionId session;
  private String secret;
  private PersonId person;
  private int badMessages;
  private int unanswered;

  Conversation(LiveSocket socket, LiveNode node) {
    this.socket = socket;
    this.node = node;
  }

  void heard(String text) {
    try {
      ClientMessage message = ClientMessageReader.read(text);
      if (stage == Stage.NEW) {
        enter(message);
      } else if (stage == Stage.SEATED) {
        command(message);
      }
    } catch (BadMessage bad) {
      if (stage == Stage.NEW || ++badMessages >= MOST_BAD_MESSAGES) {
        socket.refuse(bad.id(), "bad-message", bad.getMessage(), CloseCode.BAD_MESSAGE);
      } else if (withinLimits(bad.id(), limits.allowsCommand())) {
        socket.message(Wire.error(bad.id(), "bad-message", bad.getMessage()));
      }
    }
  }

  private void enter(ClientMessage first) {
    stage = Stage.ENTERING;
    socket.pause();
    switch (first) {
      case ClientMessage.Join join ->
          node.tickets()
              .redeem(join.ticket())
              .onSuccess(redeemed -> join(join.id(), redeemed))
              .onFailure(failure -> unavailable(join.id()));
      case ClientMessage.Resume resume -> resume(resume);
      default ->
          socket.refuse(
              first.id(),
              "ticket.invalid",
              "The first message is join or resume.",
              CloseCode.NOT_AUTHENTICATED);
    }
  }

  private void join(Long re, Tickets.Redeemed redeemed) {
    if (redeemed.error() != null) {
      refuse(re, redeemed.error());
      return;
    }
    TicketGrant grant = redeemed.grant();
    session = grant.session();
    person = grant.who().person();
    secret = Secrets.random();
    RoomCommand join =
        new RoomCommand.Join(
            link(), grant.who(), new SeatId(UUID.randomUUID()), Secrets.hash(secret));
    node.rooms()
        .submit(session, join, grant.rules())
        .onSuccess(reply -> entered(re, reply))
        .onFailure(failure -> notEntered(re, failure));
  }

  private void resume(ClientMessage.Resume resume) {
    Optional<ResumeToken> token = ResumeToken.parse(resume.resumeToken());
    if (token.isEmpty()) {
      refuse(resume.id(), "ticket.invalid");
      return;
    }
    session = token.get().session();
    secret = token.get().secret();
    node.rooms()
        .submit(session, new RoomCommand.Resume(link(), token.get().seat(), Secrets.hash(secret)))
        .onSuccess(reply -> entered(resume.id(), reply))
        .onFailure(failure -> notEntered(resume.id(), failure));
  }

  /**
   * Where the room did not answer in time, it may give this connection a seat all the same. Where
   * too many waited before it, it was never asked.
   */
  private void notEntered(Long re, Throwable failure) {
    if (!(failure instanceof Overloaded)) {
      node.rooms().lost(session, socket.connection(), now());
    }
    unavailable(re);
  }

  private void entered(Long re, Reply reply) {
    switch (reply) {
      case Reply.Seated seated -> {
        if (socket.closed()) {
          // Gone while it was let in: the seat must not wait for a silence that nobody watches.
          node.rooms().lost(session, socket.connection(), now());
          return;
        }
        limits = new Limits();
        stage = Stage.SEATED;
        if (re != null) {
          socket.message(Wire.ok(re));
        }
        socket.resume();
      }
      case Reply.Refused refused when refused.error() == RoomError.UNAVAILABLE -> unavailable(re);
      case Reply.Refused refused -> refuse(re, refused.error().code());
      case Reply.Done done -> refuse(re, "unavailable");
    }
  }

  private void refuse(Long re, String code) {
    stage = Stage.OVER;
    socket.refuse(
        re,
        code,
        ErrorText.of(code),
        code.startsWith("ticket.") ? CloseCode.NOT_AUTHENTICATED : CloseCode.NOT_ALLOWED);
  }

  private void unavailable(Long re) {
    stage = Stage.OVER;
    socket.refuse(re, "unavailable", ErrorText.of("unavailable"), CloseCode.TRY_AGAIN_LATER);
  }

  private void command(ClientMessage message) {
    boolean signal = message instanceof ClientMessage.Signal;
    if (!withinLimits(message.id(), signal ? limits.allowsSignal() : limits.allowsCommand())) {
      return;
    }
    switch (message) {
      case ClientMessage.Signal s -> signal(s);
      case ClientMessage.Plain p when p.verb() == ClientMessage.Plain.Verb.LEAVE -> leave(p.id());
      default ->
          Commands.of(message, socket.connection())
              .ifPresentOrElse(
                  command -> ask(message.id(), command), () -> error(message.id(), "not-allowed"));
    }
  }

  private void ask(long re, RoomCommand command) {
    unanswered++;
    node.rooms()
        .submit(session, command)
        .onComplete(
            done -> {
              unanswered--;
              if (done.succeeded()) {
                answer(re, done.result());
                if (command instanceof RoomCommand.Resync
                    && done.result() instanceof Reply.Refused) {
                  // No seat names this connection: its goodbye was lost with a node.
                  socket.close(CloseCode.DRAINING);
                }
              } else {
                error(re, "unavailable");
              }
              if (allAnswered()) {
                socket.answered();
              }
            });
  }

  boolean allAnswered() {
    return unanswered == 0;
  }

  private void answer(long re, Reply reply) {
    if (reply instanceof Reply.Refused refused) {
      error(re, refused.error().code());
    } else {
      socket.message(Wire.ok(re));
    }
  }

  private void error(Long re, String code) {
    socket.message(Wire.error(re, code, ErrorText.of(code)));
  }

  private boolean withinLimits(Long re, boolean allowed) {
    if (allowed) {
      return true;
    }
    if (limits.exhausted()) {
      socket.refuse(re, "rate-limited", ErrorText.of("rate-limited"), CloseCode.RATE_LIMITED);
    } else {
      error(re, "rate-limited");
    }
    return false;
  }

  /** From one browser to another; the room does not change by it. */
  private void signal(ClientMessage.Signal signal) {
    String refused = node.signals().pass(session, socket.connection(), signal.to(), signal.data());
    if (refused != null) {
      error(signal.id(), refused);
      return;
    }
    socket.message(Wire.ok(signal.id()));
  }

  private void leave(long re) {
    stage = Stage.OVER;
    node.rooms()
        .submit(session, new RoomCommand.Leave(socket.connection()))
        .onComplete(
            done -> {
              if (done.failed()) {
                node.rooms().lost(session, socket.connection(), now());
              }
              socket.message(Wire.ok(re));
              socket.close(CloseCode.NORMAL);
            });
  }

  /** The message that a socket gets first. */
  String welcome(SeatId seat, String room) {
    return Wire.welcome(
        seat,
        new ResumeToken(session, seat, secret).text(),
        node.options().grace().toMillis(),
        node.options().pingEvery().toMillis(),
        now(),
        node.media().apply(person),
        room);
  }

  /** A slow reader has read what it was sent; what it missed comes as a whole. */
  void catchUp() {
    if (stage == Stage.SEATED) {
      node.rooms().submit(session, new RoomCommand.Resync(socket.connection()));
    }
  }

  /** Nobody has shown a ticket for too long. */
  boolean late(long nowNanos) {
    return (stage == Stage.NEW || stage == Stage.ENTERING)
        && nowNanos - openedNanos > node.options().firstMessageWithin().toNanos();
  }

  /** The server has said goodbye: the seat is settled already. */
  void over() {
    stage = Stage.OVER;
  }

  /**
   * The connection is gone, and was last heard then.
   *
   * @return succeeds when the room knows, or need not
   */
  Future<Reply> lost(long heardNanos) {
    if (stage != Stage.SEATED) {
      return Future.succeededFuture(Reply.DONE);
    }
    stage = Stage.OVER;
    Instant heard = now().minusNanos(System.nanoTime() - heardNanos);
    return node.rooms().lost(session, socket.connection(), heard);
  }

  private Link link() {
    return new Link(node.name(), socket.connection());
  }

  private Instant now() {
    return node.clock().instant();
  }
}
