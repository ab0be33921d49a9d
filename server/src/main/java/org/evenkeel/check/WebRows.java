package org.evenkeel.check;

import io.vertx.core.Future;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.evenkeel.check.Pages.Page;

/** What can be seen of a deployment over HTTP alone. */
final class WebRows {
  /** Jitsi's token check allows for no difference at all; ours makes up for this much. */
  static final Duration MOST_APART = Duration.ofSeconds(10);

  /** A line's end from "//" on is one too, but for an address. */
  private static final Pattern COMMENTS = Pattern.compile("(?s:/\\*.*?\\*/)|(?m:(?<!:)//.*$)");

  private static final Pattern NO_THIRD_PARTIES =
      Pattern.compile("['\"]?disableThirdPartyRequests['\"]?\\s*[:=]\\s*true");

  private final Deployment deployment;
  private final Pages pages;
  private final Clock clock;

  WebRows(Deployment deployment, Pages pages, Clock clock) {
    this.deployment = deployment;
    this.pages = pages;
    this.clock = clock;
  }

  Future<Finding> library() {
    return pages
        .get(deployment.library())
        .map(
            page ->
                page.status() == 200 && !page.isHtml() && page.body().contains("JitsiMeetJS")
                    ? Finding.ok(deployment.library().toString())
                    : Finding.failed(
                        deployment.library() + " is not the library (" + page.status() + ")"));
  }

  Future<Finding> clock() {
    return pages.get(deployment.library()).map(this::clockOf);
  }

  private Finding clockOf(Page page) {
    if (page.date().isEmpty()) {
      return Finding.notSeen("it does not tell its time");
    }
    try {
      ZonedDateTime theirs =
          ZonedDateTime.parse(page.date().get(), DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration apart = Duration.between(theirs.toInstant(), clock.instant()).abs();
      String words = apart.toSeconds() + " s apart";
      return apart.compareTo(MOST_APART) <= 0
          ? Finding.ok(words)
          : Finding.failed(words + ": passes will be refused; run NTP on both machines");
    } catch (DateTimeParseException notATime) {
      return Finding.notSeen("it does not tell its time");
    }
  }

  /** Our page sets it itself; whoever opens Jitsi's own page gets what the deployment says. */
  Future<Finding> thirdParties() {
    return pages
        .get(deployment.at("/config.js"))
        .map(
            page -> {
              boolean published = page.status() == 200 && !page.isHtml();
              if (!published) {
                return page.status() >= 500
                    ? Finding.notSeen("/config.js answered " + page.status())
                    : Finding.ok("Jitsi's own page is not published");
              }
              String config = COMMENTS.matcher(page.body()).replaceAll("");
              return NO_THIRD_PARTIES.matcher(config).find()
                  ? Finding.ok("disableThirdPartyRequests is true in /config.js")
                  : Finding.failed("/config.js does not say disableThirdPartyRequests: true");
            });
  }

  /**
   * Jicofo makes rooms there without asking our server. A page of HTML is what a web server gives
   * for whatever it does not know.
   */
  Future<Finding> conferenceRequest(String room) {
    String ask = "{\"room\":\"" + room + "\"}";
    Future<Finding> published =
        pages.post(deployment.at("/conference-request/v1"), ask).map(WebRows::isJicofo);
    Future<Finding> direct =
        pages
            .post(
                URI.create(
                    "http://"
                        + deployment.url().getHost()
                        + ":"
                        + deployment.jicofoPort()
                        + "/conference-request/v1"),
                ask)
            .map(WebRows::isJicofo)
            // Nobody there, or nobody who answers: it is what we want to see.
            .otherwise(Finding.ok("not reachable"));
    return published.compose(
        first ->
            first.verdict() == Finding.Verdict.FAILED ? Future.succeededFuture(first) : direct);
  }

  private static Finding isJicofo(Page page) {
    boolean refused =
        page.status() == 401
            || page.status() == 403
            || page.status() == 404
            || page.status() == 405
            || page.status() == 410
            || page.status() == 501;
    boolean redirect = page.status() >= 300 && page.status() < 400;
    return refused || redirect || page.isHtml() && page.status() < 500
        ? Finding.ok("not reachable")
        : Finding.failed(
            "/conference-request/v1 answers "
                + page.status()
                + ": it makes rooms that nobody booked; take it out of the proxy");
  }
}
