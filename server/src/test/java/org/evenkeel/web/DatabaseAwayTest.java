package org.evenkeel.web;

import static org.evenkeel.testing.DoorFixture.PASSWORD;
import static org.evenkeel.testing.DoorFixture.code;
import static org.evenkeel.testing.Population.HERE;
import static org.evenkeel.testing.Population.email;
import static org.evenkeel.testing.Population.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.evenkeel.store.DatabaseUrl;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.Population;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Without the database nobody comes in, and everybody is told so soon. */
class DatabaseAwayTest {
  private static final Origins ORIGINS = Origins.loopback(1);

  @RegisterExtension static TestDatabase db = new TestDatabase();

  @Test
  void whereNobodyListensEachCallSaysWhenToTryAgain() throws Exception {
    try (DoorFixture door = new DoorFixture(at(freePort()), ORIGINS)) {
      assertAllAway(door);
    }
  }

  @Test
  void whereSomebodyListensAndNeverAnswersEachCallSaysSoWithinSeconds() throws Exception {
    ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (DoorFixture door = new DoorFixture(at(silent.getLocalPort()), ORIGINS)) {
      // Closed before the door is: a pool that closes waits for those that it still connects.
      try (silent) {
        assertAllAway(door);
      }
    }
  }

  @Test
  void afterAllConnectionsWereCutTheNextRequestIsAnswered() throws Exception {
    try (DoorFixture door = new DoorFixture(db, ORIGINS)) {
      new Population(db, door.passwordHash).person("maya", HERE, "participant");
      String cookie = door.as(email("maya"));
      assertEquals(200, door.get("/api/me", "Cookie", cookie).statusCode());
      db.execute(
          """
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()
          """);
      assertEquals(200, door.get("/api/me", "Cookie", cookie).statusCode());
      assertEquals(200, door.get("/api/sessions", "Cookie", cookie).statusCode());
    }
  }

  @Test
  void tryingWhileTheDatabaseIsAwayIsNoGuessing() throws Exception {
    try (DoorFixture door = new DoorFixture(at(freePort()), ORIGINS)) {
      for (int i = 0; i < 10; i++) {
        assertEquals("unavailable", code(door.signIn("maya@test.example", PASSWORD)), "try " + i);
      }
    }
  }

  private static void assertAllAway(DoorFixture door) {
    door.health.started();
    JsonObject session = new JsonObject().put("sessionId", id("any").toString());
    String[] cookie = {"Cookie", "evenkeel=whatever"};
    List<HttpResponse<String>> answers =
        List.of(
            timed(() -> door.signIn("maya@test.example", PASSWORD)),
            timed(() -> door.get("/api/me", cookie)),
            timed(() -> door.get("/api/sessions", cookie)),
            timed(() -> door.post("/api/live/tickets", session, cookie)),
            timed(() -> door.send("POST", "/api/sign-out", null, cookie)));
    for (HttpResponse<String> answer : answers) {
      assertEquals(503, answer.statusCode(), answer.request().uri() + " " + answer.body());
      assertEquals("unavailable", code(answer));
      assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
      assertFalse(answer.body().contains("xception"), answer.body());
    }
    assertTrue(door.granted.isEmpty());
    HttpResponse<String> ready = timed(() -> door.get("/health/ready"));
    assertEquals(200, ready.statusCode(), "sessions go on, and people must be able to come back");
    assertEquals("{\"ready\":true}", ready.body(), "reasons are for the management port");
    assertEquals(200, door.get("/health/live").statusCode(), "a restart would not help");
  }

  private interface Call {
    HttpResponse<String> make();
  }

  private static HttpResponse<String> timed(Call call) {
    long began = System.nanoTime();
    HttpResponse<String> answer = call.make();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertTrue(took.toMillis() < 8_000, answer.request().uri() + " took " + took);
    return answer;
  }

  private static DatabaseUrl at(int port) {
    DatabaseUrl url = db.parsed();
    return new DatabaseUrl(url.host(), port, url.name(), url.user(), url.password());
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
