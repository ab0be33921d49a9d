package org.evenkeel.web;

import static org.evenkeel.testing.DoorFixture.NOW;
import static org.evenkeel.testing.DoorFixture.PASSWORD;
import static org.evenkeel.testing.DoorFixture.code;
import static org.evenkeel.testing.Population.HERE;
import static org.evenkeel.testing.Population.email;
import static org.evenkeel.testing.Population.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input is told as a problem with a stable code, and never sent back. */
class ProblemsTest {
  private static final String CANARY = "canary-7f3a";

  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;
  static String cookie;

  @BeforeAll
  static void open() throws Exception {
    door = new DoorFixture(db, Origins.loopback(1));
    Population people = new Population(db, door.passwordHash);
    people.person("ruth", HERE, "lead");
    people.session("tonight", HERE, "group", NOW, NOW.plus(Duration.ofHours(1)));
    cookie = door.as(email("ruth"));
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"email\":\"" + CANARY + "\", broken",
        "{\"email\":\"" + CANARY + "\"",
        "[\"" + CANARY + "\"]",
        "\"" + CANARY + "\"",
        "{\"email\":{\"" + CANARY + "\":1},\"password\":\"x\"}",
        "{\"" + CANARY + "\":1,\"email\":\"a@b.c\",\"password\":\"x\"}",
        "{\"email\":\"a@b.c\",\"password\":1e999999999}",
        "{\"email\":\"a@b.c\"}",
        "{\"email\":null,\"password\":null}",
        "{\"email\":\"a\\u0000@b.c\",\"password\":\"x\"}",
        "null",
        "7",
        "",
        " ",
        "\u0000"
      })
  void aBodyThatIsNotAsDocumentedIsABadRequest(String body) {
    HttpResponse<String> answer = door.send("POST", "/api/sign-in", body);
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals("bad-request", code(answer));
    assertNothingComesBack(answer);
  }

  @Test
  void noBodyAtAllIsABadRequest() {
    HttpResponse<String> answer =
        door.send("POST", "/api/sign-in", null, "Content-Type", "application/json");
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals("bad-request", code(answer));
  }

  @Test
  void aDeepNestIsABadRequest() {
    String deep = "{\"email\":" + "[".repeat(20_000) + "]".repeat(20_000) + ",\"password\":\"x\"}";
    HttpResponse<String> answer = door.send("POST", "/api/sign-in", deep);
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals("bad-request", code(answer));
    assertTrue(answer.body().length() < 2_000, "the answer is short");
  }

  @Test
  void unknownFieldsAreToldAboutOnceAndNotByTheNamesThatWereSent() {
    JsonObject many = new JsonObject().put("email", "a@b.c").put("password", "x");
    for (int i = 0; i < 1_000; i++) {
      many.put(CANARY + i, i);
    }
    HttpResponse<String> answer = door.post("/api/sign-in", many);
    assertEquals(400, answer.statusCode());
    JsonArray errors = new JsonObject(answer.body()).getJsonArray("errors");
    assertEquals(1, errors.size(), answer.body());
    assertEquals("body", firstError(answer));
    assertNothingComesBack(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "text/" + CANARY
      })
  void anotherContentTypeIsRefusedAsSuch(String type) {
    String body = new JsonObject().put("email", email("ruth")).put("password", PASSWORD).encode();
    HttpResponse<String> answer = door.send("POST", "/api/sign-in", body, "Content-Type", type);
    assertEquals(415, answer.statusCode(), answer.body());
    assertEquals("wrong-type", code(answer));
    assertNothingComesBack(answer);
    assertTrue(answer.headers().firstValue("Set-Cookie").isEmpty());
  }

  @Test
  void aContentTypeMayNameItsCharset() {
    String body = new JsonObject().put("email", email("ruth")).put("password", PASSWORD).encode();
    for (String type :
        List.of("application/json; charset=utf-8", "application/json;charset=UTF-8")) {
      assertEquals(
          200, door.send("POST", "/api/sign-in", body, "Content-Type", type).statusCode(), type);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    JsonObject large = new JsonObject().put("email", CANARY.repeat(7_000)).put("password", "x");
    HttpResponse<String> answer = door.post("/api/sign-in", large);
    assertEquals(413, answer.statusCode(), answer.body());
    assertEquals("too-large", code(answer));
    assertNothingComesBack(answer);
  }

  @Test
  void aPathThatExistsByAMethodThatDoesNotNamesThoseThatDo() {
    assertAllows("POST", door.get("/api/sign-in"));
    assertAllows("POST", door.get("/api/live/tickets", "Cookie", cookie));
    assertAllows("GET", door.send("DELETE", "/api/me", null, "Cookie", cookie));
    assertAllows("GET, POST", door.send("PUT", "/api/sessions", "{}", "Cookie", cookie));
    assertAllows("GET", door.send("PATCH", "/api/sessions/" + id("tonight") + "/attendance", "{}"));
    assertAllows("GET", door.send("POST", "/openapi.yaml", "{}"));
    assertAllows("GET", door.send("POST", "/health/live", "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/" + CANARY,
        "/api",
        "/api/",
        "/api/sessions/" + CANARY,
        "/" + CANARY,
        "/health/" + CANARY,
        "/assets/" + CANARY + ".js",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2f..%2flogback.xml",
        "/logback.xml",
        "/.hidden",
        "/db/migration/V1__people_and_schedule.sql"
      })
  void aPathThatIsNotThereIsNotFound(String path) {
    HttpResponse<String> answer = door.get(path, "Cookie", cookie);
    assertEquals(404, answer.statusCode(), answer.body());
    assertEquals("not-found", code(answer));
    assertNothingComesBack(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/%zz", "/api/sessions?from=%zz", "/%", "/api/sessions/%00/attendance"})
  void anAddressThatIsWronglyEncodedIsTheClientsFault(String path) {
    String answer = door.raw("GET " + path + " HTTP/1.1", "Cookie: " + cookie);
    assertTrue(answer.matches("(?s)HTTP/1.1 40[04] .*"), answer);
    assertTrue(answer.contains("application/problem+json"), answer);
    assertTrue(answer.contains("urn:evenkeel:problem:"), answer);
  }

  @Test
  void anIdThatIsNoneIsABadRequestThatNamesTheField() {
    HttpResponse<String> path =
        door.get("/api/sessions/" + CANARY + "/attendance", "Cookie", cookie);
    assertEquals(400, path.statusCode(), path.body());
    assertEquals("id", firstError(path));
    assertNothingComesBack(path);
    HttpResponse<String> body =
        door.post("/api/live/tickets", new JsonObject().put("sessionId", CANARY), "Cookie", cookie);
    assertEquals(400, body.statusCode(), body.body());
    assertEquals("sessionId", firstError(body));
    assertNothingComesBack(body);
  }

  @Test
  void textThatNoDatabaseTakesIsABadRequestToo() {
    for (String bad : List.of("we\u0000talked", "\u0007")) {
      HttpResponse<String> answer =
          door.post(
              "/api/sessions/" + id("tonight") + "/readmissions",
              new JsonObject().put("personId", id("ruth").toString()).put("reason", bad),
              "Cookie",
              cookie);
      assertEquals(400, answer.statusCode(), answer.body());
      assertEquals("reason", firstError(answer));
    }
  }

  @Test
  void aCookieThatIsNoneIsNobodysWhateverIsInIt() {
    for (String odd :
        List.of(
            "evenkeel=",
            "evenkeel=" + "x".repeat(4_000),
            "evenkeel=\"a\\\"b\"",
            "evenkeel=%00",
            "=; ;evenkeel",
            "other=1")) {
      HttpResponse<String> answer = door.get("/api/me", "Cookie", odd);
      assertEquals(401, answer.statusCode(), odd);
      assertEquals("not-signed-in", code(answer));
    }
  }

  @Test
  void aStrangerLearnsNothingAboutTheFieldsOfWhatNeedsSigningIn() {
    HttpResponse<String> answer =
        door.post("/api/sessions", new JsonObject().put(CANARY, CANARY), "Cookie", "evenkeel=x");
    assertEquals(401, answer.statusCode());
    assertFalse(answer.body().contains("errors"), answer.body());
  }

  private static void assertAllows(String methods, HttpResponse<String> answer) {
    assertEquals(405, answer.statusCode(), answer.request().uri() + " " + answer.body());
    assertEquals("method-not-allowed", code(answer));
    assertEquals(methods, answer.headers().firstValue("Allow").orElse(""));
  }

  private static void assertNothingComesBack(HttpResponse<String> answer) {
    assertFalse(answer.body().contains(CANARY), answer.body());
    assertFalse(answer.body().contains("xception") || answer.body().contains("io."), answer.body());
    assertFalse(answer.headers().map().toString().contains(CANARY));
    assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
  }

  private static String firstError(HttpResponse<String> answer) {
    code(answer);
    return new JsonObject(answer.body())
        .getJsonArray("errors", new JsonArray().add(new JsonObject()))
        .getJsonObject(0)
        .getString("field", "none in " + answer.body());
  }
}
