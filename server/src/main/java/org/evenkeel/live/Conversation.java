package org.evenkeel.live;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.evenkeel.room.Reply;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.Sitter;

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
  private final MediaTalk media;
  private final Entrance entrance;
  private final long openedNanos = System.nanoTime();
  private Limits limits;
  private Stage stage = Stage.NEW;
  private int badMessages;
  private int unanswered;

  Conversation(LiveSocket socket, LiveNode node) {
    this.socket = socket;
    this.node = node;
    this.media = new MediaTalk(socket, node);
    this.entrance = new Entrance(socket, node, media);
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
          entrance.by(join).onSuccess(refusal -> entered(join.id(), refusal));
      case ClientMessage.Resume resume ->
          entrance.by(resume).onSuccess(refusal -> entered(resume.id(), refusal));
      default ->
          socket.refuse(
              first.id(),
              "ticket.invalid",
              "The first message is join or resume.",
              CloseCode.NOT_AUTHENTICATED);
    }
  }

  private void entered(Long re, String refusal) {
    if (refusal != null) {
      refuse(re, refusal);
    } else if (socket.closed()) {
      // Gone while it was let in: the seat must not wait for a silence that nobody watches.
      entrance.lost(heard(socket.heardNanos()), Duration.ZERO);
    } else {
      limits = new Limits();
      stage = Stage.SEATED;
      if (re != null) {
        socket.message(Wire.ok(re));
      }
      socket.resume();
    }
  }

  private void refuse(Long re, String code) {
    stage = Stage.OVER;
    short close =
        code.equals("unavailable")
            ? CloseCode.TRY_AGAIN_LATER
            : code.startsWith("ticket.") ? CloseCode.NOT_AUTHENTICATED : CloseCode.NOT_ALLOWED;
    socket.refuse(re, code, ErrorText.of(code), close);
  }

  private void command(ClientMessage message) {
    if (!withinLimits(message.id(), allows(message))) {
      return;
    }
    switch (message) {
      case ClientMessage.Signal s -> signal(s);
      case ClientMessage.Plain p when p.verb() == ClientMessage.Plain.Verb.LEAVE -> leave(p.id());
      case ClientMessage.Plain p when p.verb() == ClientMessage.Plain.Verb.MEDIA -> pass(p.id());
      default ->
          Commands.of(message, socket.connection())
              .ifPresentOrElse(
                  command -> ask(message.id(), command), () -> error(message.id(), "not-allowed"));
    }
  }

  private boolean allows(ClientMessage message) {
    return switch (message) {
      case ClientMessage.Signal signal -> limits.allowsSignal();
      case ClientMessage.Plain p when p.verb() == ClientMessage.Plain.Verb.MEDIA ->
          limits.allowsMedia();
      default -> limits.allowsCommand();
    };
  }

  private void ask(long re, RoomCommand command) {
    unanswered++;
    node.rooms()
        .submit(entrance.session(), command)
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
    String refused =
        node.signals().pass(entrance.session(), socket.connection(), signal.to(), signal.data());
    if (refused != null) {
      error(signal.id(), refused);
      return;
    }
    socket.message(Wire.ok(signal.id()));
  }

  private void pass(long re) {
    unanswered++;
    media
        .give(entrance.session())
        .onComplete(
            done -> {
              unanswered--;
              String refused = done.succeeded() ? done.result() : "unavailable";
              if (refused == null) {
                socket.message(Wire.ok(re));
              } else {
                error(re, refused);
              }
              if (allAnswered()) {
                socket.answered();
              }
            });
  }

  /** The media have moved, and nobody asked. */
  void offer(Sitter who) {
    if (stage == Stage.SEATED || stage == Stage.ENTERING) {
      media.offer(entrance.session(), who);
    }
  }

  private void leave(long re) {
    stage = Stage.OVER;
    Instant said = heard(socket.heardNanos());
    node.rooms()
        .leave(entrance.session(), socket.connection(), said)
        .onComplete(
            done -> {
              socket.message(Wire.ok(re));
              socket.close(CloseCode.NORMAL);
            });
  }

  /** The message that a socket gets first. */
  Future<String> welcome(Placed seat, String room) {
    return media
        .offerTo(seat.who())
        .map(
            offer ->
                Wire.welcome(
                    seat.seat(),
                    entrance.resumeToken(seat.seat()),
                    node.options().grace().toMillis(),
                    node.options().pingEvery().toMillis(),
                    now(),
                    offer,
                    room));
  }

  /**
   * A slow reader has read what it was sent; what it missed comes as a whole.
   *
   * @return false where it has no seat yet, or none any more
   */
  boolean catchUp() {
    boolean seated = stage == Stage.SEATED;
    if (seated) {
      node.rooms().submit(entrance.session(), new RoomCommand.Resync(socket.connection()));
    }
    return seated;
  }

  /** Nobody has shown a ticket for too long. */
  boolean late(long nowNanos) {
    return (stage == Stage.NEW || stage == Stage.ENTERING)
        && nowNanos - openedNanos > node.options().firstMessageWithin().toNanos();
  }

  /**
   * Whoever has shown no ticket is nobody; whoever waits for our answer to one keeps what they
   * have, and tries again.
   */
  short lateCode() {
    return stage == Stage.NEW ? CloseCode.NOT_AUTHENTICATED : CloseCode.TRY_AGAIN_LATER;
  }

  /** The server has said goodbye: the seat is settled already. */
  void over() {
    stage = Stage.OVER;
  }

  /**
   * The connection is gone, and was last heard then.
   *
   * @param after how long the room is not told yet
   * @return succeeds when the room knows, or need not
   */
  Future<Reply> lost(long heardNanos, Duration after) {
    if (stage != Stage.SEATED) {
      return Future.succeededFuture(Reply.DONE);
    }
    stage = Stage.OVER;
    return entrance.lost(heard(heardNanos), after);
  }

  /**
   * Another connection has the seat, or nobody, and this one did not answer any more.
   *
   * @param placed the seat that it had
   */
  void unheard(Placed placed, long heardNanos) {
    entrance.unheard(placed, heard(heardNanos));
  }

  private Instant heard(long heardNanos) {
    return now().minusNanos(System.nanoTime() - heardNanos);
  }

  private Instant now() {
    return node.clock().instant();
  }
}
