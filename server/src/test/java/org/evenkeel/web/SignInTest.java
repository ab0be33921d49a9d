package org.evenkeel.web;

import static org.evenkeel.testing.DoorFixture.PASSWORD;
import static org.evenkeel.testing.DoorFixture.code;
import static org.evenkeel.testing.DoorFixture.cookie;
import static org.evenkeel.testing.Population.email;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.Population;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class SignInTest {
  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;
  static Population people;

  @BeforeAll
  static void open() throws Exception {
    door = new DoorFixture(db, Origins.loopback(1));
    people = new Population(db, door.passwordHash);
    people.person("maya", Population.HERE, "participant");
    people.person("ruth", Population.HERE, "lead");
    people.person("guessed", Population.HERE, "participant");
    people.person("gone", Population.HERE, "participant");
    db.execute("update person set disabled = true where alias = 'gone'");
  }

  @AfterAll
  static void close() throws Exception {
    door.close();
  }

  @Test
  void whoKnowsThePasswordIsSignedInUntilTheySignOut() {
    HttpResponse<String> answer = door.signIn("  MAYA@test.example", PASSWORD);
    assertEquals(200, answer.statusCode(), answer.body());
    JsonObject person = new JsonObject(answer.body()).getJsonObject("person");
    assertEquals("maya", person.getString("name"));
    assertEquals("participant", person.getString("role"));
    assertFalse(answer.body().contains("Full Name"), "a full name is for staff");
    String cookie = cookie(answer);
    assertEquals(answer.body(), door.get("/api/me", "Cookie", cookie).body());
    assertEquals(204, door.send("POST", "/api/sign-out", null, "Cookie", cookie).statusCode());
    assertEquals("not-signed-in", code(door.get("/api/me", "Cookie", cookie)));
    assertEquals(204, door.send("POST", "/api/sign-out", null).statusCode());
  }

  @Test
  void aSignInEndsAfterTwelveHoursWhateverIsDone() {
    String cookie = door.cookieOf(email("ruth"));
    try {
      door.timeIs(DoorFixture.NOW.plus(Duration.ofHours(12)).minusMillis(1));
      assertEquals(200, door.get("/api/me", "Cookie", cookie).statusCode());
      door.timeIs(DoorFixture.NOW.plus(Duration.ofHours(12)));
      assertEquals("not-signed-in", code(door.get("/api/me", "Cookie", cookie)));
    } finally {
      door.timeIs(DoorFixture.NOW);
    }
  }

  @Test
  void aWrongPasswordAStrangerAndSomebodyWhoLeftGetTheSameAnswer() {
    HttpResponse<String> wrong = door.signIn(email("maya"), "not it");
    HttpResponse<String> stranger = door.signIn("nobody@test.example", PASSWORD);
    HttpResponse<String> left = door.signIn(email("gone"), PASSWORD);
    assertEquals("sign-in.refused", code(wrong));
    assertEquals(401, wrong.statusCode());
    assertEquals(wrong.body(), stranger.body());
    assertEquals(wrong.body(), left.body());
    assertTrue(wrong.headers().firstValue("Set-Cookie").isEmpty());
  }

  @Test
  void strangersTakeAsLongAsWrongPasswords() {
    long stranger = time(() -> door.signIn("nobody2@test.example", "x"));
    long wrong = time(() -> door.signIn(email("ruth"), "x"));
    // Without the decoy's hash a stranger is told some fifty times sooner; the machine may be busy.
    assertTrue(
        stranger * 8 > wrong, "a stranger is told at once: " + stranger + " against " + wrong);
  }

  private static long time(Runnable what) {
    what.run();
    long began = System.nanoTime();
    what.run();
    return System.nanoTime() - began;
  }

  @Test
  void guessingIsSlowedDownAndEvenTheRightPasswordWaits() {
    for (int i = 0; i < 8; i++) {
      assertEquals(401, door.signIn(email("guessed"), "guess " + i).statusCode());
    }
    HttpResponse<String> refused = door.signIn(email("guessed"), PASSWORD);
    assertEquals("rate-limited", code(refused));
    assertEquals(429, refused.statusCode());
    String wait = refused.headers().firstValue("Retry-After").orElseThrow();
    assertTrue(refused.body().contains("wait " + wait + " seconds"), refused.body());
    assertEquals(200, door.signIn(email("maya"), PASSWORD).statusCode(), "others are not");
  }

  @Test
  void signingInManyTimesIsNoGuessing() {
    for (int i = 0; i < 12; i++) {
      assertEquals(200, door.signIn(email("maya"), PASSWORD).statusCode());
    }
  }

  @Test
  void theCookieIsForThisServerAndNoScript() throws Exception {
    String plain =
        door.signIn(email("maya"), PASSWORD).headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(plain.startsWith("evenkeel="), plain);
    assertTrue(plain.toLowerCase().contains("httponly") && plain.contains("SameSite=Strict"));
    try (DoorFixture https =
        new DoorFixture(db, Origins.of(List.of(URI.create("https://groups.example.org"))))) {
      HttpResponse<String> answer = https.signIn(email("maya"), PASSWORD);
      String secure = answer.headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(secure.startsWith("__Host-evenkeel="), secure);
      assertTrue(secure.contains("Secure") && secure.contains("Path=/"), secure);
      assertFalse(secure.contains("Domain"), secure);
      assertTrue(answer.headers().firstValue("Strict-Transport-Security").isPresent());
    }
  }

  @Test
  void aCookieThatSomebodyPlantedIsWorthNothingAfterwards() {
    String planted = "evenkeel=chosen-by-somebody-else";
    HttpResponse<String> answer = door.signIn(email("maya"), PASSWORD, "Cookie", planted);
    String fresh = cookie(answer);
    assertNotEquals(planted, fresh);
    assertEquals(401, door.get("/api/me", "Cookie", planted).statusCode());
    String second = cookie(door.signIn(email("maya"), PASSWORD, "Cookie", fresh));
    assertEquals(401, door.get("/api/me", "Cookie", fresh).statusCode(), "the one before is over");
    assertEquals(200, door.get("/api/me", "Cookie", second).statusCode());
  }

  @Test
  void otherPeoplesPagesCannotMakeABrowserSignInOrOut() {
    assertEquals(
        "cross-site", code(door.signIn(email("maya"), PASSWORD, "Sec-Fetch-Site", "cross-site")));
    assertEquals(
        "cross-site", code(door.signIn(email("maya"), PASSWORD, "Sec-Fetch-Site", "same-site")));
    assertEquals("cross-site", code(door.signIn(email("maya"), PASSWORD, "Origin", "http://evil")));
    assertEquals("cross-site", code(door.signIn(email("maya"), PASSWORD, "Origin", "null")));
    assertEquals(
        200, door.signIn(email("maya"), PASSWORD, "Origin", "http://localhost:1").statusCode());
    assertEquals(
        200, door.signIn(email("maya"), PASSWORD, "Sec-Fetch-Site", "same-origin").statusCode());
  }

  @Test
  void noLogNamesWhoSignsInOrWithWhat() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Logger ours = (Logger) LoggerFactory.getLogger("org.evenkeel");
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    root.addAppender(said);
    ours.setLevel(Level.TRACE);
    try {
      people.person("canary-name", Population.HERE, "participant");
      door.signIn(email("canary-name"), "canary-password");
      String cookie = cookie(door.signIn(email("canary-name"), PASSWORD));
      door.get("/api/me", "Cookie", cookie);
      door.get("/api/sessions?from=canary-query", "Cookie", cookie);
      door.send("POST", "/api/sign-in", "{\"email\":\"canary-name\", broken");
      door.post(
          "/api/live/tickets", new JsonObject().put("sessionId", "canary-id"), "Cookie", cookie);
      List<String> lines =
          List.copyOf(said.list).stream().map(e -> e.toString() + e.getThrowableProxy()).toList();
      for (String line : lines) {
        assertFalse(line.contains("canary") || line.contains(cookie.substring(9)), line);
      }
    } finally {
      root.detachAppender(said);
      root.setLevel(before);
      ours.setLevel(Level.INFO);
    }
  }
}
