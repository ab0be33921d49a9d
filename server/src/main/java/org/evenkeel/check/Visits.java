package org.evenkeel.check;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.check.Rehearsal.Pass;
import org.evenkeel.check.Rehearsal.Stage;

/** People who come to a deployment for a check, and leave it in the end. */
final class Visits {
  static final String FOCUS = "http://jitsi.org/protocol/focus";
  private static final int TRIES = 5;
  private static final int AGAIN_MS = 1_000;

  private final Vertx vertx;
  private final WebSocketClient sockets;
  private final Deployment deployment;
  private final Stage stage;
  private final List<Xmpp> open = new ArrayList<>();

  Visits(Vertx vertx, WebSocketClient sockets, Deployment deployment, Stage stage) {
    this.vertx = vertx;
    this.sockets = sockets;
    this.deployment = deployment;
    this.stage = stage;
  }

  /** Has the room of the rehearsal opened. */
  Future<Void> opens(Xmpp one) {
    return opened(one, TRIES);
  }

  /** Jicofo says that it is not ready yet while it is on its way into the room. */
  private Future<Void> opened(Xmpp one, int tries) {
    return conference(one, stage.room())
        .compose(
            answer -> {
              if (answer.isError()) {
                return Future.failedFuture("the room was not opened: " + answer.why());
              }
              boolean ready =
                  answer.child("conference").stream().anyMatch(c -> c.get("ready").equals("true"));
              if (ready) {
                return Future.succeededFuture();
              }
              return tries > 1
                  ? pause(AGAIN_MS).compose(v -> opened(one, tries - 1))
                  : Future.failedFuture("the room does not get ready");
            });
  }

  Future<Void> entered(Xmpp one, String nick) {
    return one.join(stage.address(stage.room()), nick)
        .compose(
            refusal ->
                refusal.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture("a second person was refused: " + refusal.get()));
  }

  /** Tries to come into the room with this pass. */
  Future<Optional<String>> refused(Pass pass, String nick) {
    return signedIn(pass).compose(one -> one.join(stage.address(stage.room()), nick));
  }

  Future<Stanza> conference(Xmpp one, String room) {
    return one.iq(
        "set",
        stage.focus(),
        "<conference xmlns='"
            + FOCUS
            + "' machine-uid='check' room='"
            + Stanza.escape(stage.address(room))
            + "'/>");
  }

  Future<Xmpp> signedIn(Pass pass) {
    return connect(Optional.of(stage.passes().get(pass)))
        .compose(
            one ->
                one.signIn()
                    .compose(
                        refusal ->
                            refusal.isEmpty()
                                ? Future.succeededFuture(one)
                                : Future.failedFuture(
                                    "a good token was refused: " + refusal.get())));
  }

  Future<Xmpp> connect(Optional<String> token) {
    return Xmpp.connect(
            vertx, sockets, deployment.service(), stage.domain(), token, deployment.patienceMs())
        .onSuccess(open::add);
  }

  Future<Void> pause(long ms) {
    Promise<Void> promise = Promise.promise();
    vertx.setTimer(ms, t -> promise.complete());
    return promise.future();
  }

  /** Who is in the room under this name. */
  Optional<Xmpp> named(String nick) {
    String address = stage.address(stage.room()) + "/" + nick;
    return open.stream()
        .filter(
            one ->
                one.seen().stream().anyMatch(s -> Xmpp.isOwn(s) && s.get("from").equals(address)))
        .findAny();
  }

  /** How many are in the room, as far as it has told them. */
  int there() {
    return (int) open.stream().filter(this::isThere).count();
  }

  private boolean isThere(Xmpp one) {
    return one.seen().stream()
        .filter(s -> Xmpp.isOwn(s) && s.get("from").startsWith(stage.address(stage.room()) + "/"))
        .reduce((earlier, later) -> later)
        .filter(last -> !last.get("type").equals("unavailable"))
        .isPresent();
  }

  Future<Void> closeAll() {
    return Future.join(open.stream().map(Xmpp::close).toList()).mapEmpty();
  }
}
