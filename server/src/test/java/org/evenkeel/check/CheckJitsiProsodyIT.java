package org.evenkeel.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.evenkeel.check.Finding.Verdict;
import org.evenkeel.testing.NodeProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole check against a real Prosody that stands behind a fake of the web server: a good
 * deployment ends with 0, and each thing that is wrong with it is found.
 */
class CheckJitsiProsodyIT {
  private static Vertx vertx;
  @TempDir Path folder;
  private OurServerFake server;
  private DebianProsody prosody;
  private JitsiWebFake web;

  @BeforeAll
  static void open() {
    Assumptions.assumeTrue(
        DebianProsody.missing().isEmpty(),
        () -> "SKIPPED: not installed: " + DebianProsody.missing() + " (prosody, lua-luaossl)");
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    if (vertx != null) {
      vertx.close().await();
    }
  }

  private void start(String... modules) throws Exception {
    startTaking("", modules);
  }

  private void startTaking(String algorithm, String... modules) throws Exception {
    server = new OurServerFake(vertx);
    prosody =
        DebianProsody.start(
            folder, server.address(), List.of(modules), NodeProcess.freePort(), algorithm);
    server.control = URI.create("http://127.0.0.1:" + prosody.port());
    web = JitsiWebFake.before(vertx, prosody.port());
  }

  @AfterEach
  void stop() throws Exception {
    if (web != null) {
      web.close();
    }
    if (prosody != null) {
      prosody.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private Report check() {
    Deployment deployment = new Deployment(web.address(), web.jicofoPort(), 4_000);
    return new CheckJitsi(vertx, deployment, server, Clock.systemUTC()).run().await();
  }

  private static Verdict verdict(Report report, String what) {
    return report.rows().stream()
        .filter(row -> row.what().equals(what))
        .map(row -> row.finding().verdict())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row: " + what));
  }

  private static void onlyFails(Report report, String... what) {
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
  void aGoodDeploymentEndsWithZero() throws Exception {
    start("token_verification", "evenkeel_door", "evenkeel_events");
    Report report = check();
    assertEquals(0, report.exitCode(), report::toString);
    assertEquals(18, report.rows().size());
  }

  @Test
  void withoutOurDoorATokenForAnyRoomAndASecondUseAndAReturnAreFound() throws Exception {
    start("token_verification");
    onlyFails(
        check(),
        "a token for any room is refused",
        "a token is good once",
        "whoever is thrown out stays out");
  }

  @Test
  void withoutTokenVerificationNobodyComesInAndItIsSaid() throws Exception {
    start("evenkeel_door");
    Report report = check();
    assertEquals(Verdict.FAILED, verdict(report, "a token opens its own room"));
    assertEquals(Verdict.NOT_SEEN, verdict(report, "a token for another room is refused"));
    assertEquals(1, report.exitCode());
    assertTrue(report.toString().contains("Rooms do not verify tokens here"), report::toString);
  }

  @Test
  void aServerThatForgetsIsFound() throws Exception {
    start("token_verification", "evenkeel_door");
    server.forgets = true;
    onlyFails(check(), "a token is good once", "whoever is thrown out stays out");
  }

  /** A reading that lets the token say how it is signed, as Jitsi's once did (CVE-2021-39215). */
  @ParameterizedTest
  @CsvSource({"HS256, our public key (HS256)", "none, nobody signed (alg none)"})
  void aReadingThatTakesForgedTokensIsFound(String algorithm, String which) throws Exception {
    startTaking(algorithm, "token_verification", "evenkeel_door");
    Report report = check();
    onlyFails(report, "a forged token is refused");
    String said = report.toString();
    assertTrue(said.contains(which + " was good enough"), said);
    assertEquals(1, said.split("was good enough", -1).length - 1, said);
  }

  @Test
  void aRoomThatIsOpenedWithoutABookingIsFound() throws Exception {
    start("token_verification", "evenkeel_door");
    server.booked.add(OurServerFake.NOWHERE);
    onlyFails(check(), "a room that nobody booked is denied");
  }

  @Test
  void whatTheWebServerGivesAwayIsFound() throws Exception {
    start("token_verification", "evenkeel_door");
    web.jicofo = true;
    web.config = "var config = { // disableThirdPartyRequests: true\n };";
    onlyFails(check(), "third-party requests are off", "/conference-request is private");
  }

  @Test
  void aClockTenMinutesOffIsFound() throws Exception {
    start("token_verification", "evenkeel_door");
    server.ahead = Duration.ofMinutes(10);
    onlyFails(check(), "its clock is ours");
  }
}
