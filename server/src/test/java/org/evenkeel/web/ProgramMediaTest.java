package org.evenkeel.web;

import static org.evenkeel.testing.DoorFixture.NOW;
import static org.evenkeel.testing.DoorFixture.code;
import static org.evenkeel.testing.Population.ELSEWHERE;
import static org.evenkeel.testing.Population.HERE;
import static org.evenkeel.testing.Population.email;
import static org.evenkeel.testing.Population.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.evenkeel.room.SessionId;
import org.evenkeel.schedule.Programs;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.Population;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a program's media are encrypted end to end: its lead decides, its staff see it. */
class ProgramMediaTest {
  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;
  static Population people;

  @BeforeAll
  static void open() throws Exception {
    door = new DoorFixture(db, Origins.loopback(1));
    people = new Population(db, door.passwordHash);
    people.person("ruth", HERE, "lead");
    people.person("carl", HERE, "counselor");
    people.person("maya", HERE, "participant");
    people.person("fay", HERE, "family");
    people.person("stranger", ELSEWHERE, "lead");
    people.session("tonight", HERE, "group", NOW, NOW.plusSeconds(3_600));
    people.session("theirs", ELSEWHERE, "group", NOW, NOW.plusSeconds(3_600));
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static HttpResponse<String> choose(String who, String body) {
    return door.send(
        "PUT", "/api/programs/" + HERE + "/media", body, "Cookie", door.as(email(who)));
  }

  private static HttpResponse<String> look(String who, UUID program) {
    return door.get("/api/programs/" + program + "/media", "Cookie", door.as(email(who)));
  }

  @Test
  void itIsOffUntilTheLeadChoosesAndThenItIsSoForTheSessionsOfThisProgram() throws Exception {
    Vertx vertx = Vertx.vertx();
    Programs programs = new Programs(db.database(vertx));
    SessionId tonight = new SessionId(id("tonight"));
    assertEquals(false, new JsonObject(look("carl", HERE).body()).getBoolean("e2ee"));
    assertEquals(false, DoorFixture.await(programs.encrypted(tonight)));
    assertEquals(200, choose("ruth", "{\"e2ee\":true}").statusCode());
    assertEquals(true, new JsonObject(look("carl", HERE).body()).getBoolean("e2ee"));
    assertEquals(true, DoorFixture.await(programs.encrypted(tonight)));
    assertEquals(false, DoorFixture.await(programs.encrypted(new SessionId(id("theirs")))));
    assertThrows(
        Exception.class,
        () -> DoorFixture.await(programs.encrypted(new SessionId(UUID.randomUUID()))));
    assertEquals(200, choose("ruth", "{\"e2ee\":false}").statusCode());
    assertEquals(false, DoorFixture.await(programs.encrypted(tonight)));
    DoorFixture.await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({"carl,403,200", "maya,403,403", "fay,403,403", "stranger,404,404"})
  void nobodyElseDecides(String who, int choosing, int looking) {
    HttpResponse<String> answer = choose(who, "{\"e2ee\":true}");
    assertEquals(choosing, answer.statusCode(), answer.body());
    assertEquals(looking, look(who, HERE).statusCode());
  }

  @ParameterizedTest
  @CsvSource({"ruth,lead", "carl,counselor"})
  void whoWorksForAProgramFindsIt(String who, String role) {
    JsonArray all = list(who);
    assertEquals(1, all.size(), all::toString);
    JsonObject program = all.getJsonObject(0);
    assertEquals(HERE.toString(), program.getString("id"));
    assertEquals(role, program.getString("role"));
    assertEquals(false, program.getJsonObject("media").getBoolean("e2ee"));
    assertEquals(200, choose("ruth", "{\"e2ee\":true}").statusCode());
    assertEquals(true, list(who).getJsonObject(0).getJsonObject("media").getBoolean("e2ee"));
    assertEquals(200, choose("ruth", "{\"e2ee\":false}").statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"maya", "fay"})
  void whoWorksForNoneFindsNone(String who) {
    assertEquals(new JsonArray(), list(who));
  }

  @Test
  void whoIsNotSignedInIsTurnedAway() {
    assertEquals(401, door.get("/api/programs").statusCode());
  }

  private static JsonArray list(String who) {
    HttpResponse<String> answer = door.get("/api/programs", "Cookie", door.as(email(who)));
    assertEquals(200, answer.statusCode(), answer.body());
    return new JsonObject(answer.body()).getJsonArray("programs");
  }

  @Test
  void aProgramThatIsNotThereIsNotTold() {
    assertEquals("not-found", code(look("ruth", UUID.randomUUID())));
    assertEquals("not-found", code(look("ruth", ELSEWHERE)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"e2ee\":1}",
        "{\"e2ee\":\"true\"}",
        "{\"e2ee\":null}",
        "[]",
        "{\"e2ee\":true,\"more\":1}"
      })
  void anythingElseIsRefused(String body) {
    assertEquals(400, choose("ruth", body).statusCode(), body);
  }
}
