package org.evenkeel.check;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.evenkeel.check.Rehearsal.Stage;
import org.evenkeel.check.Report.Row;

/**
 * Tries out a deployment of Jitsi from outside, one thing after another. What could not be tried is
 * reported as not seen, never as well.
 */
final class CheckJitsi {
  private static final int MOST_FRAME = 256 * 1024;

  private final Vertx vertx;
  private final Deployment deployment;
  private final Rehearsal rehearsal;
  private final Clock clock;

  private record Trial(String what, Supplier<Future<Finding>> how) {}

  CheckJitsi(Vertx vertx, Deployment deployment, Rehearsal rehearsal, Clock clock) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.rehearsal = rehearsal;
    this.clock = clock;
  }

  /**
   * @return always, whatever happens
   */
  Future<Report> run() {
    Promise<Report> report = Promise.promise();
    // All on one event loop: no two of its parts ever run at the same time.
    vertx.getOrCreateContext().runOnContext(v -> onLoop().onComplete(report));
    return report.future();
  }

  private Future<Report> onLoop() {
    HttpClient http = vertx.createHttpClient(new HttpClientOptions().setMaxRedirects(0));
    WebSocketClient sockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxFrameSize(MOST_FRAME)
                .setMaxMessageSize(MOST_FRAME)
                .setConnectTimeout(deployment.patienceMs()));
    Pages pages = new Pages(http, deployment.patienceMs());
    return rehearsal
        .open()
        .compose(
            stage -> onStage(stage, new WebRows(deployment, pages, clockOf(stage)), sockets),
            away -> {
              String why = "our server gave no room to rehearse in: " + XmppRows.words(away);
              WebRows web = new WebRows(deployment, pages, clock);
              return all(trials(web, null, "evenkeel-check", why));
            })
        .map(Report::new)
        .eventually(() -> Future.join(sockets.close(), http.close()));
  }

  /** The one by which passes are made, carried on by this machine's. */
  private Clock clockOf(Stage stage) {
    return Clock.offset(clock, Duration.between(clock.instant(), stage.at()));
  }

  private Future<List<Row>> onStage(Stage stage, WebRows web, WebSocketClient sockets) {
    XmppRows xmpp = new XmppRows(new Visits(vertx, sockets, deployment, stage), rehearsal, stage);
    return all(trials(web, xmpp, stage.address(stage.denied()), ""))
        .eventually(xmpp::closeAll)
        .eventually(() -> rehearsal.close(stage).otherwiseEmpty());
  }

  private static List<Trial> trials(WebRows web, XmppRows xmpp, String nowhere, String missing) {
    List<Trial> trials = new ArrayList<>();
    trials.add(new Trial("the library is there", web::library));
    trials.add(
        new Trial(
            "its clock is ours",
            // Of this machine's clock alone nothing follows for passes.
            () -> xmpp == null ? Future.succeededFuture(Finding.notSeen(missing)) : web.clock()));
    trials.add(new Trial("third-party requests are off", web::thirdParties));
    trials.add(new Trial("/conference-request is private", () -> web.conferenceRequest(nowhere)));
    record Named(String what, java.util.function.Function<XmppRows, Future<Finding>> how) {}
    for (Named one :
        List.of(
            new Named("nobody comes in without a token", XmppRows::withoutToken),
            new Named("a token that is over is refused", XmppRows::expired),
            new Named("a forged token is refused", XmppRows::forged),
            new Named("a room that nobody booked is denied", XmppRows::unbooked),
            new Named("a token opens its own room", XmppRows::ownRoom),
            new Named("the first to come leads nothing", XmppRows::leadsNothing),
            new Named("features are off", XmppRows::features),
            new Named("its release is new enough", XmppRows::version),
            new Named("a token for another room is refused", XmppRows::elsewhere),
            new Named("a token for any room is refused", XmppRows::anywhere),
            new Named("a token is good once", XmppRows::once),
            new Named("those who are there are counted", XmppRows::counted),
            new Named("whoever is thrown out stays out", XmppRows::removed),
            new Named("a room that is ended is empty", XmppRows::ended))) {
      trials.add(
          new Trial(
              one.what(),
              () ->
                  xmpp == null
                      ? Future.succeededFuture(Finding.notSeen(missing))
                      : one.how().apply(xmpp)));
    }
    return trials;
  }

  /** One after another: later ones build on the earlier. */
  private static Future<List<Row>> all(List<Trial> trials) {
    Future<List<Row>> rows = Future.succeededFuture(new ArrayList<>());
    for (Trial trial : trials) {
      rows =
          rows.compose(
              found ->
                  tried(trial)
                      .map(
                          finding -> {
                            found.add(new Row(trial.what(), finding));
                            return found;
                          }));
    }
    return rows;
  }

  private static Future<Finding> tried(Trial trial) {
    Future<Finding> finding;
    try {
      finding = trial.how().get();
    } catch (RuntimeException e) {
      finding = Future.failedFuture(e);
    }
    return finding.otherwise(e -> Finding.notSeen(XmppRows.words(e)));
  }
}
