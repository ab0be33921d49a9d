package org.evenkeel.check;

import io.vertx.core.Future;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.check.Rehearsal.Pass;
import org.evenkeel.check.Rehearsal.Stage;

/**
 * What a deployment does with people who come with tokens. A refusal counts only when it is the
 * right one: a room that cannot be made, or a server that is away, refuses everybody too.
 */
final class XmppRows {
  /** From here on a person in somebody else's name cannot be made up (CVE-2024-44080, -44081). */
  private static final int OLDEST_RELEASE = 9_779;

  private static final String MISMATCH = "Room and token mismatched";

  /** How our door begins whatever it says. */
  private static final String DOOR = "Evenkeel: ";

  private static final Pattern EXPIRED = Pattern.compile("(?i)\\bexp(ired)?\\b");

  /** Not by what it says, nor by a server that refuses everybody: by how it is signed. */
  private static final Pattern FORGED =
      Pattern.compile("(?i)\\balg\\b|\\balgorithm\\b|signature|invalid token|bad token format");

  private static final Pattern RELEASE = Pattern.compile("(?:\\d+\\.\\d+\\.)?(\\d{3,6})(?:-.*)?");
  private static final int SETTLE_MS = 2_000;
  private static final int MOST_COUNTS = 4;

  private final Visits visits;
  private final Rehearsal rehearsal;
  private final Stage stage;

  /** In the room from {@link #ownRoom} on. */
  private Xmpp first;

  XmppRows(Visits visits, Rehearsal rehearsal, Stage stage) {
    this.visits = visits;
    this.rehearsal = rehearsal;
    this.stage = stage;
  }

  Future<Finding> withoutToken() {
    return visits
        .connect(Optional.empty())
        .compose(Xmpp::signIn)
        .map(
            refusal ->
                refusal
                    .map(
                        why ->
                            why.toLowerCase(Locale.ROOT).contains("token")
                                ? Finding.ok(why)
                                : otherwise(why, "not for want of a token"))
                    .orElseGet(() -> Finding.failed("somebody without a token was signed in")));
  }

  Future<Finding> expired() {
    return visits
        .connect(Optional.of(stage.passes().get(Pass.EXPIRED)))
        .compose(Xmpp::signIn)
        .map(
            refusal ->
                refusal
                    .map(
                        why ->
                            EXPIRED.matcher(why).find()
                                ? Finding.ok(why)
                                : otherwise(why, "not because it is over"))
                    .orElseGet(() -> Finding.failed("a token that is over was good enough")));
  }

  /**
   * As anybody could make one who has seen a good one. Whoever signs in with it has been taken for
   * the one it names, whatever our door says later.
   */
  Future<Finding> forged() {
    Forgery forgery = new Forgery(stage.passes().get(Pass.FIRST));
    Future<Finding> keyed =
        rehearsal
            .published(forgery.key())
            .recover(e -> Future.failedFuture("our public key could not be had: " + words(e)))
            .compose(pem -> forged(forgery.keyed(pem), "keyed with our public key (HS256)"))
            .otherwise(e -> Finding.notSeen(words(e)));
    return keyed.compose(
        one ->
            forged(forgery.unsigned(), "that nobody signed (alg none)")
                .otherwise(e -> Finding.notSeen(words(e)))
                .map(one::and));
  }

  private Future<Finding> forged(String token, String what) {
    return visits
        .connect(Optional.of(token))
        .compose(Xmpp::signIn)
        .map(
            refusal ->
                refusal
                    .map(
                        why ->
                            FORGED.matcher(why).find()
                                ? Finding.ok(why)
                                : Finding.failed(
                                    "a token "
                                        + what
                                        + " was refused, but not for how it is signed: "
                                        + why))
                    .orElseGet(() -> Finding.failed("a token " + what + " was good enough")));
  }

  Future<Finding> unbooked() {
    return visits
        .signedIn(Pass.DENIED)
        .compose(
            one ->
                visits
                    .conference(one, stage.denied())
                    .compose(
                        answer -> {
                          if (!answer.isError()) {
                            return Future.succeededFuture(
                                Finding.failed("a room that nobody booked was opened"));
                          }
                          if (!isReservation(answer)) {
                            return Future.succeededFuture(
                                otherwise(answer.why(), "not by the reservations"));
                          }
                          return one.join(stage.address(stage.denied()), "check0")
                              .map(
                                  refusal ->
                                      refusal.isPresent()
                                          ? Finding.ok(answer.why())
                                          : Finding.failed("denied, and could be entered"));
                        }));
  }

  private static boolean isReservation(Stanza answer) {
    return answer.has("reservation-error", Visits.FOCUS)
        || answer.child("error").stream().anyMatch(e -> e.has("reservation-error", Visits.FOCUS));
  }

  Future<Finding> ownRoom() {
    return visits
        .signedIn(Pass.FIRST)
        .compose(
            one ->
                visits
                    .opens(one)
                    .compose(ready -> one.join(stage.address(stage.room()), "check1"))
                    .map(
                        refusal -> {
                          if (refusal.isPresent()) {
                            return Finding.failed("it was refused: " + refusal.get());
                          }
                          first = one;
                          return Finding.ok("opened, and entered");
                        }));
  }

  /** Jicofo makes the first who comes an owner, unless it is told not to. */
  Future<Finding> leadsNothing() {
    if (first == null) {
      return notIn();
    }
    return visits
        .pause(SETTLE_MS)
        .map(
            v ->
                first.seen().stream().filter(Xmpp::isOwn).anyMatch(XmppRows::leads)
                    ? Finding.failed("the first to come is a moderator; set ENABLE_AUTO_OWNER=0")
                    : Finding.ok("a participant who came first is none"));
  }

  private static boolean leads(Stanza presence) {
    return presence.child("x").stream()
        .flatMap(x -> x.children().stream())
        .filter(item -> item.name().equals("item"))
        .anyMatch(
            item ->
                item.get("role").equals("moderator") || item.get("affiliation").equals("owner"));
  }

  /**
   * Asked by somebody who leads, for jicofo itself refuses everybody else, and of jicofo in the
   * room, as Jitsi's client does. Only what looks at the features of a pass forbids it in this way;
   * where there is no recorder, jicofo has other errors, and says nothing of what is allowed.
   */
  Future<Finding> features() {
    if (first == null) {
      return notIn();
    }
    return visits
        .signedIn(Pass.LEADER)
        .compose(
            leader ->
                visits
                    .entered(leader, "check7")
                    .compose(
                        in ->
                            leader.iq(
                                "set",
                                stage.address(stage.room()) + "/focus",
                                "<jibri xmlns='http://jitsi.org/protocol/jibri' action='start'"
                                    + " recording_mode='file'/>")))
        .map(XmppRows::isForbidden);
  }

  private static Finding isForbidden(Stanza answer) {
    if (!answer.isError()) {
      return Finding.failed("recording could be asked for");
    }
    return answer.child("error").flatMap(error -> error.child("forbidden")).isPresent()
        ? Finding.ok("recording is forbidden, also to those who lead")
        : Finding.notSeen(
            "recording is not there, but not forbidden either: "
                + answer.why()
                + "; is filter_iq_jibri loaded?");
  }

  Future<Finding> version() {
    if (first == null) {
      return notIn();
    }
    return first
        .iq("get", stage.domain(), "<query xmlns='http://jabber.org/protocol/disco#info'/>")
        .map(
            answer ->
                answer.child("query").stream()
                    .flatMap(query -> query.children().stream())
                    .filter(c -> c.name().equals("identity") && c.get("type").equals("release"))
                    .map(c -> RELEASE.matcher(c.get("name")))
                    .filter(Matcher::matches)
                    .map(release -> Integer.parseInt(release.group(1)))
                    .findFirst()
                    .map(XmppRows::isNewEnough)
                    .orElseGet(
                        () ->
                            Finding.notSeen(
                                "it does not tell its release; set release_number in Prosody")));
  }

  private static Finding isNewEnough(int release) {
    return release >= OLDEST_RELEASE
        ? Finding.ok("2.0." + release)
        : Finding.failed("2.0." + release + " is older than 2.0." + OLDEST_RELEASE);
  }

  Future<Finding> elsewhere() {
    return first == null
        ? notIn()
        : visits
            .refused(Pass.ELSEWHERE, "check2")
            .map(
                refusal ->
                    refusal
                        .map(
                            why ->
                                why.contains(MISMATCH)
                                    ? Finding.ok(why)
                                    : otherwise(why, "not by token_verification: is it loaded?"))
                        .orElseGet(() -> Finding.failed("it let somebody into another room")));
  }

  Future<Finding> anywhere() {
    return first == null
        ? notIn()
        : visits
            .refused(Pass.ANYWHERE, "check3")
            .map(refusal -> byTheDoor(refusal, "a token for any room opened this one"));
  }

  /** The token with which the second person is in, once more. */
  Future<Finding> once() {
    return first == null
        ? notIn()
        : visits
            .signedIn(Pass.SECOND)
            .compose(
                second ->
                    visits
                        .entered(second, "check4")
                        .compose(in -> visits.refused(Pass.SECOND, "check5"))
                        .map(refusal -> byTheDoor(refusal, "one token let two in")));
  }

  Future<Finding> removed() {
    if (first == null) {
      return notIn();
    }
    Optional<Xmpp> second = visits.named("check4");
    if (second.isEmpty()) {
      return Future.succeededFuture(Finding.notSeen("there was nobody to throw out"));
    }
    Future<Stanza> out =
        second.get().awaits(s -> Xmpp.isOwn(s) && s.get("type").equals("unavailable"));
    return rehearsal
        .removeSecond(stage, "check4")
        .recover(e -> Future.failedFuture("nobody could be thrown out: " + words(e)))
        .compose(v -> out)
        .compose(v -> visits.refused(Pass.AGAIN, "check6"))
        .map(refusal -> byTheDoor(refusal, "whoever was thrown out walked straight back in"));
  }

  /**
   * The guard moves a group in whose room more are counted than it knows of, so one too many, as
   * jicofo would be, is as wrong as one too few. Whoever has just gone may be counted for a moment.
   */
  Future<Finding> counted() {
    return first == null ? notIn() : counted(MOST_COUNTS);
  }

  private Future<Finding> counted(int tries) {
    return rehearsal
        .count(stage)
        .recover(e -> Future.failedFuture("nobody could be counted: " + words(e)))
        .compose(
            count -> {
              int there = visits.there();
              if (count == there) {
                return Future.succeededFuture(Finding.ok(count + " of " + there));
              }
              return tries > 1
                  ? visits.pause(SETTLE_MS / 2).compose(v -> counted(tries - 1))
                  : Future.succeededFuture(
                      Finding.failed("it counts " + count + ", and " + there + " are there"));
            });
  }

  /** The last one, for nobody is in the room after it. */
  Future<Finding> ended() {
    if (first == null) {
      return notIn();
    }
    Future<Stanza> out = first.awaits(s -> Xmpp.isOwn(s) && s.get("type").equals("unavailable"));
    return rehearsal
        .end(stage)
        .recover(e -> Future.failedFuture("the room could not be ended: " + words(e)))
        .compose(
            v ->
                out.map(gone -> Finding.ok("ended, and all who were there are out"))
                    .otherwise(
                        Finding.failed("the order was taken, and those who were there still are")));
  }

  private static Finding byTheDoor(Optional<String> refusal, String otherwise) {
    return refusal
        .map(
            why ->
                why.startsWith(DOOR)
                    ? Finding.ok(why.substring(DOOR.length()))
                    : otherwise(why, "not by our door: is evenkeel_door loaded?"))
        .orElseGet(() -> Finding.failed(otherwise));
  }

  private static Finding otherwise(String why, String but) {
    return Finding.failed("refused, but " + but + ": " + why);
  }

  private static Future<Finding> notIn() {
    return Future.succeededFuture(Finding.notSeen("nobody could come in before"));
  }

  static String words(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  Future<Void> closeAll() {
    return visits.closeAll();
  }
}
