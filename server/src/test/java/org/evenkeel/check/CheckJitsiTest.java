package org.evenkeel.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.evenkeel.check.Finding.Verdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the check makes of deployments that are bad in one way each. All of them are fakes. */
class CheckJitsiTest {
  private static final String ROOM = "aa";
  private static final String NOWHERE = "bb";
  private static final TestTokens TOKENS = new TestTokens();
  private static final String FIRST = TOKENS.sign(TestTokens.claims("p1", ROOM));
  private static Vertx vertx;
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private XmppFake xmpp;
  private JitsiWebFake web;
  private FakeRehearsal rehearsal;
  private Clock machine = Clock.systemUTC();

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  /**
   * FAKE of our server's part; its tokens are words, but for the one from which others are forged.
   */
  private final class FakeRehearsal implements Rehearsal {
    boolean away;
    Duration ahead = Duration.ZERO;
    boolean cannotTellKeys;
    boolean cannotRemove;
    boolean cannotCount;
    boolean cannotEnd;
    boolean endsNothing;
    int miscount;
    boolean closed;
    boolean removed;

    @Override
    public Future<Stage> open() {
      Map<Pass, String> passes = new EnumMap<>(Pass.class);
      for (Pass pass : Pass.values()) {
        passes.put(pass, pass.name().toLowerCase(Locale.ROOT));
      }
      passes.put(Pass.FIRST, FIRST);
      return away
          ? Future.failedFuture("nobody is there")
          : Future.succeededFuture(
              new Stage(
                  "meet.test",
                  "muc.meet.test",
                  "focus.meet.test",
                  ROOM,
                  NOWHERE,
                  Instant.now().plus(ahead),
                  passes));
    }

    @Override
    public Future<String> published(String kid) {
      return cannotTellKeys || !kid.equals(TestTokens.KID)
          ? Future.failedFuture("there is no such key")
          : Future.succeededFuture(TOKENS.pem());
    }

    @Override
    public Future<Void> removeSecond(Stage stage, String nick) {
      if (cannotRemove) {
        return Future.failedFuture("the order was refused");
      }
      removed = true;
      xmpp.kick(stage.address(stage.room()) + "/" + nick);
      return Future.succeededFuture();
    }

    @Override
    public Future<Integer> count(Stage stage) {
      return cannotCount
          ? Future.failedFuture("there is no census")
          : Future.succeededFuture(xmpp.count() + miscount);
    }

    @Override
    public Future<Void> end(Stage stage) {
      if (cannotEnd) {
        return Future.failedFuture("the order was refused");
      }
      if (!endsNothing) {
        xmpp.end(stage.address(stage.room()));
      }
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> close(Stage stage) {
      closed = true;
      return Future.succeededFuture();
    }
  }

  @BeforeEach
  void good() {
    used.clear();
    rehearsal = new FakeRehearsal();
    xmpp = new XmppFake();
    xmpp.signIn =
        token ->
            switch (token) {
              case "" -> Optional.of("token required");
              case "expired" -> Optional.of("Not acceptable by exp (60 sec since expired)");
              default -> reads(token, Set.of());
            };
    xmpp.reserve = room -> room.equals(NOWHERE) ? Optional.of("No such session") : Optional.empty();
    xmpp.join =
        token ->
            switch (token) {
              case "elsewhere" -> Optional.of("Room and token mismatched");
              case "anywhere" -> Optional.of("Evenkeel: The pass is not for this room");
              case "denied" -> Optional.of("Room creation is restricted");
              case "again" -> Optional.of("Evenkeel: They were taken out");
              default -> used.add(token) ? Optional.empty() : Optional.of("Evenkeel: used before");
            };
    web = new JitsiWebFake(vertx, socket -> xmpp.speak(socket));
  }

  /**
   * FAKE of how a deployment reads a token that is not one of our words.
   *
   * @param taken the algorithms that it takes besides ours, if the token says that it is signed so
   */
  private static Optional<String> reads(String token, Set<String> taken) {
    String[] parts = token.split("\\.", -1);
    if (parts.length == 1) {
      return Optional.empty();
    }
    String algorithm = part(parts[0]).getString("alg");
    String text = parts[0] + "." + parts[1];
    boolean known = algorithm.equals("RS256") || taken.contains(algorithm);
    if (!known) {
      return Optional.of("Invalid or incorrect alg");
    }
    boolean signed =
        switch (algorithm) {
          case "RS256" -> token.equals(FIRST);
          case "HS256" -> parts[2].equals(hmac(TOKENS.pem(), text));
          default -> parts[2].isEmpty();
        };
    boolean says = part(parts[1]).equals(part(FIRST.split("\\.")[1]));
    return signed && says ? Optional.empty() : Optional.of("Invalid signature");
  }

  private static JsonObject part(String encoded) {
    return new JsonObject(
        new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8));
  }

  private static String hmac(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private Report check() {
    return check(web.address(), 1_000);
  }

  private Report check(URI where, int patienceMs) {
    Deployment deployment = new Deployment(where, web.jicofoPort(), patienceMs);
    return new CheckJitsi(vertx, deployment, rehearsal, machine)
        .run()
        .timeout(60, TimeUnit.SECONDS)
        .await();
  }

  private static void fails(Report report, String... what) {
    assertEquals(
        List.of(what),
        report.rows().stream()
            .filter(row -> row.finding().verdict() == Verdict.FAILED)
            .map(Report.Row::what)
            .toList(),
        report::toString);
    assertEquals(1, report.exitCode());
  }

  @Test
  void aGoodOneEndsWithZeroAndNothingIsLeftBehind() {
    Report report = check();
    assertEquals(0, report.exitCode(), report::toString);
    assertEquals(18, report.rows().size());
    assertTrue(rehearsal.closed);
    assertFalse(report.toString().contains("elsewhere"), "a token in the table");
  }

  @Test
  void aDoorThatIsOpenIsFound() {
    xmpp.signIn = token -> Optional.empty();
    fails(
        check(),
        "nobody comes in without a token",
        "a token that is over is refused",
        "a forged token is refused");
  }

  /** One row for both, and it tells which. */
  @ParameterizedTest
  @ValueSource(strings = {"HS256", "none", "HS256 none"})
  void aReadingThatTakesForgedTokensIsFound(String taken) {
    xmpp.signIn =
        token ->
            switch (token) {
              case "" -> Optional.of("token required");
              case "expired" -> Optional.of("Not acceptable by exp");
              default -> reads(token, Set.of(taken.split(" ")));
            };
    Report report = check();
    fails(report, "a forged token is refused");
    String said = report.toString();
    assertEquals(
        taken.contains("HS256"), said.contains("our public key (HS256) was good enough"), said);
    assertEquals(
        taken.contains("none"), said.contains("nobody signed (alg none) was good enough"), said);
    assertFalse(said.contains("eyJ"), "a token in the table");
  }

  @Test
  void withoutThePublicKeyHalfOfTheForgedTokensIsNotSeen() {
    rehearsal.cannotTellKeys = true;
    Report report = check();
    assertEquals(2, report.exitCode(), report::toString);
    assertTrue(report.toString().contains("our public key could not be had"), report::toString);
    var good = xmpp.signIn;
    xmpp.signIn = token -> token.endsWith(".") ? Optional.empty() : good.apply(token);
    used.clear();
    xmpp.forget();
    report = check();
    fails(report, "a forged token is refused");
    assertTrue(report.toString().contains("our public key could not be had"), report::toString);
    assertTrue(report.toString().contains("(alg none) was good enough"), report::toString);
  }

  @Test
  void aRefusalForAnotherReasonIsNone() {
    xmpp.signIn =
        token ->
            token.isEmpty() || token.equals("expired") || reads(token, Set.of()).isPresent()
                ? Optional.of("not now")
                : Optional.empty();
    var joins = xmpp.join;
    xmpp.join =
        token ->
            Set.of("elsewhere", "anywhere", "again").contains(token)
                ? Optional.of("Room creation is restricted")
                : joins.apply(token).map(why -> "no");
    xmpp.reservations = false;
    fails(
        check(),
        "nobody comes in without a token",
        "a token that is over is refused",
        "a forged token is refused",
        "a room that nobody booked is denied",
        "a token for another room is refused",
        "a token for any room is refused",
        "a token is good once",
        "whoever is thrown out stays out");
  }

  @Test
  void whateverElseIsWrongIsFound() {
    xmpp.firstIsOwner = true;
    xmpp.records = true;
    xmpp.release = "9584";
    fails(
        check(),
        "the first to come leads nothing",
        "features are off",
        "its release is new enough");
  }

  @Test
  void thatThereIsNoRecorderIsNoRefusal() {
    for (String error : List.of("<service-unavailable/>", "<not-allowed/>", "<item-not-found/>")) {
      xmpp.noRecording = error;
      used.clear();
      Report report = check();
      assertEquals(2, report.exitCode(), report::toString);
      assertTrue(report.toString().contains("not forbidden either"), report::toString);
    }
  }

  @Test
  void aReleaseThatIsNotToldIsNotSeen() {
    xmpp.release = "unknown";
    Report report = check();
    assertEquals(2, report.exitCode(), report::toString);
  }

  @Test
  void somebodyWhoCannotBeThrownOutIsNotSeenToStayOut() {
    rehearsal.cannotRemove = true;
    Report report = check();
    assertEquals(2, report.exitCode(), report::toString);
    assertTrue(report.toString().contains("the order was refused"), report::toString);
  }

  @Test
  void oneTooManyOrTooFewInTheCensusIsFound() {
    rehearsal.miscount = 1;
    fails(check(), "those who are there are counted");
    rehearsal.miscount = -1;
    used.clear();
    xmpp.forget();
    fails(check(), "those who are there are counted");
  }

  @Test
  void anEndThatIsTakenAndNotDoneIsFound() {
    rehearsal.endsNothing = true;
    fails(check(), "a room that is ended is empty");
  }

  @Test
  void whatCannotBeOrderedIsNotSeen() {
    rehearsal.cannotCount = true;
    rehearsal.cannotEnd = true;
    Report report = check();
    assertEquals(2, report.exitCode(), report::toString);
    assertTrue(report.toString().contains("there is no census"), report::toString);
    assertTrue(report.toString().contains("the room could not be ended"), report::toString);
  }

  @Test
  void aServerThatSaysNothingIsNotWaitedForLonger() {
    xmpp.silent = true;
    long began = System.nanoTime();
    Report report = check(web.address(), 300);
    assertEquals(2, report.exitCode(), report::toString);
    assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) < 20);
    assertTrue(rehearsal.closed);
  }

  /**
   * Passes are made by the database's clock, not by that of the machine on which somebody checks.
   */
  @Test
  void theClockIsHeldAgainstTheOneByWhichPassesAreMade() {
    machine = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
    assertEquals(0, check().exitCode());
    machine = Clock.systemUTC();
    rehearsal.ahead = Duration.ofMinutes(10);
    used.clear();
    fails(check(), "its clock is ours");
  }

  @Test
  void aDeploymentThatIsDownIsNotSeen() {
    web.close();
    Report report = check();
    assertEquals(2, report.exitCode(), report::toString);
  }

  @Test
  void withoutOurServerTheRestIsTriedAllTheSame() {
    rehearsal.away = true;
    Report report = check();
    assertEquals(2, report.exitCode(), report::toString);
    assertEquals(Verdict.OK, report.rows().getFirst().finding().verdict());
    assertTrue(report.toString().contains("nobody is there"));
  }

  @Test
  void aPageInPlaceOfTheLibraryIsFound() {
    web.library = "<!doctype html>";
    fails(check(), "the library is there");
  }

  @Test
  void jitsisOwnPageMayBeThereIfItAsksNobodyElse() {
    web.config = "var config = { /* x */ bosh: 'https://a/b', disableThirdPartyRequests: true };";
    assertEquals(0, check().exitCode());
    web.config = "var config = { disableThirdPartyRequests: false };";
    used.clear();
    fails(check(), "third-party requests are off");
  }

  @Test
  void nothingAtAllIsNotWell() {
    assertEquals(2, new Report(List.of()).exitCode());
  }

  @Test
  void whatIsNoXmlOrWantsMoreThanItselfIsRefused() {
    for (String bad : List.of("", "<a>", "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/'><a/>", "{}")) {
      org.junit.jupiter.api.Assertions.assertThrows(
          IllegalArgumentException.class, () -> Stanza.parse(bad), bad);
    }
  }
}
