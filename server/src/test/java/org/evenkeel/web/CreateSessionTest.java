package org.evenkeel.web;

import static org.evenkeel.testing.DoorFixture.NOW;
import static org.evenkeel.testing.DoorFixture.code;
import static org.evenkeel.testing.Population.ELSEWHERE;
import static org.evenkeel.testing.Population.HERE;
import static org.evenkeel.testing.Population.email;
import static org.evenkeel.testing.Population.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.evenkeel.room.Role;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.Population;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CreateSessionTest {
  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;
  static Population people;

  @BeforeAll
  static void open() throws Exception {
    door = new DoorFixture(db, Origins.loopback(1));
    people = new Population(db, door.passwordHash);
    people.person("ruth", HERE, "lead");
    people.person("cole", HERE, "counselor");
    people.person("maya", HERE, "participant");
    people.person("noah", HERE, "participant");
    people.person("fran", HERE, "family");
    people.person("eve", ELSEWHERE, "participant");
    people.person("elsa", ELSEWHERE, "counselor");
    door.timeIs(NOW);
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void staffPlanASessionAndTheNamedMayComeToIt() {
    JsonObject wanted = wanted("Evening group").put("waitingRoom", false);
    HttpResponse<String> answer = create("cole", wanted.put("title", "  Evening group "));
    assertEquals(201, answer.statusCode(), answer.body());
    JsonObject made = new JsonObject(answer.body());
    assertEquals("Evening group", made.getString("title"));
    assertEquals("group", made.getString("kind"));
    assertEquals("2026-03-02T18:00:00.000Z", made.getString("startsAt"), "in UTC");
    assertEquals("2026-03-02T19:30:00.000Z", made.getString("endsAt"));
    assertEquals("waiting", made.getString("phase"));
    assertEquals(10, made.getInteger("capacity"));
    assertFalse(made.getBoolean("waitingRoom"));
    assertFalse(made.getBoolean("mine"), "who plans it need not come");
    assertEquals(
        new JsonArray().add(new JsonObject().put("id", id("ruth").toString()).put("name", "ruth")),
        made.getJsonArray("hosts"));

    assertTrue(seen("maya").contains(made.getString("id")));
    assertFalse(seen("eve").contains(made.getString("id")));
    HttpResponse<String> ticket = ticket(made.getString("id"), "ruth");
    assertEquals(201, ticket.statusCode(), ticket.body());
    assertEquals(Role.HOST, door.granted.getLast().who().role());
    assertEquals(201, ticket(made.getString("id"), "noah").statusCode());
    assertEquals(Role.PARTICIPANT, door.granted.getLast().who().role());
  }

  @Test
  void aFamilySessionNamesRelativesToo() {
    JsonObject wanted = wanted("Family hour").put("kind", "family").put("familyIds", ids("fran"));
    HttpResponse<String> answer = create("ruth", wanted);
    assertEquals(201, answer.statusCode(), answer.body());
    assertTrue(new JsonObject(answer.body()).getBoolean("waitingRoom"), "unless told otherwise");
    assertTrue(seen("fran").contains(new JsonObject(answer.body()).getString("id")));
  }

  @Test
  void nobodyButStaffPlansSessions() {
    for (String person : List.of("maya", "fran", "eve")) {
      HttpResponse<String> refused = create(person, wanted("by " + person));
      assertEquals(403, refused.statusCode());
      assertEquals("not-allowed", code(refused));
    }
    assertEquals("not-signed-in", code(door.post("/api/sessions", wanted("by a stranger"))));
    assertFalse(seen("ruth").contains("by "), "nothing was kept");
  }

  @Test
  void allThatIsUnsoundIsToldAtOnceAndByField() {
    JsonObject unsound =
        wanted(" ")
            .put("endsAt", "2026-03-02T18:00:00Z")
            .put("hostIds", new JsonArray())
            .put("participantIds", ids("maya", "noah", "noah"))
            .put("familyIds", ids("fran"))
            .put("capacity", 1);
    assertInvalid(unsound, "title", "endsAt", "hostIds", "participantIds", "familyIds", "capacity");
    assertFalse(seen("ruth").contains("\" \""), "nothing was kept");
  }

  @Test
  void aSessionEndsAfterItStartsAndWithinTwelveHours() {
    assertInvalid(wanted("x").put("endsAt", "2026-03-02T17:59:59Z"), "endsAt");
    assertInvalid(wanted("x").put("endsAt", "2026-03-03T06:00:00.001Z"), "endsAt");
    assertEquals(
        201, create("ruth", wanted("long").put("endsAt", "2026-03-03T06:00:00Z")).statusCode());
  }

  @Test
  void nobodyIsOnARosterTwiceNotEvenAsHostAndParticipant() {
    assertInvalid(wanted("x").put("hostIds", ids("ruth", "ruth")), "participantIds");
    JsonObject upper =
        wanted("x")
            .put("hostIds", ids("ruth"))
            .put("participantIds", ids("maya").add(id("maya").toString().toUpperCase()));
    assertInvalid(upper, "participantIds");
  }

  @Test
  void eachMustBeWhatTheyAreNamedAsInThisProgramAndTheWordsAreTheSame() {
    assertInvalid(wanted("x").put("hostIds", ids("ruth", "fran")), "hostIds[1]");
    assertInvalid(wanted("x").put("participantIds", ids("cole", "maya")), "participantIds[0]");
    assertInvalid(
        wanted("x").put("kind", "family").put("familyIds", ids("noah2", "fran")), "familyIds[0]");
    String otherRole = create("ruth", wanted("x").put("participantIds", ids("fran"))).body();
    String otherProgram = create("ruth", wanted("x").put("participantIds", ids("eve"))).body();
    String nobody = create("ruth", wanted("x").put("participantIds", ids("nobody"))).body();
    assertEquals(otherRole, otherProgram);
    assertEquals(otherRole, nobody);
    assertInvalid(wanted("x").put("hostIds", ids("elsa")), "hostIds[0]");
  }

  @Test
  void whatIsNotOfTheDocumentedFormIsRefusedByField() {
    assertBad(wanted("x").put("capacity", 0), "capacity");
    assertBad(wanted("x").put("capacity", 101), "capacity");
    assertBad(wanted("x").put("capacity", "ten"), "capacity");
    assertBad(wanted("x").put("capacity", 2.5), "capacity");
    assertBad(wanted("x").put("kind", "party"), "kind");
    assertBad(wanted("x").put("title", ""), "title");
    assertBad(wanted("x".repeat(121)), "title");
    assertBad(wanted("a\u0000b"), "title");
    assertBad(wanted("a\nb"), "title");
    assertBad(wanted("x").put("startsAt", "tonight"), "startsAt");
    assertBad(wanted("x").put("endsAt", "2026-03-02T19:30:00"), "endsAt");
    assertBad(wanted("x").put("hostIds", new JsonArray().add("ruth")), "hostIds[0]");
    assertBad(wanted("x").put("hostIds", "ruth"), "hostIds");
    assertBad(
        wanted("x")
            .put(
                "participantIds",
                new JsonArray(Collections.nCopies(101, UUID.randomUUID().toString()))),
        "participantIds");
    assertBad(wanted("x").put("waitingRoom", "yes"), "waitingRoom");
    assertBad(wanted("x").put("programId", HERE.toString()), "body");
    assertBad(wanted("x").putNull("title"), "title");
    JsonObject less = wanted("x");
    less.remove("endsAt");
    assertBad(less, "endsAt");
  }

  @Test
  void aTitleMayBeInAnyLanguage() {
    HttpResponse<String> answer = create("ruth", wanted("Gruppe für Väter – 晚间小组 🌙"));
    assertEquals(201, answer.statusCode(), answer.body());
    assertEquals("Gruppe für Väter – 晚间小组 🌙", new JsonObject(answer.body()).getString("title"));
  }

  private static JsonObject wanted(String title) {
    return new JsonObject()
        .put("title", title)
        .put("kind", "group")
        .put("startsAt", "2026-03-02T13:00:00-05:00")
        .put("endsAt", "2026-03-02T19:30:00Z")
        .put("capacity", 10)
        .put("hostIds", ids("ruth"))
        .put("participantIds", ids("maya", "noah"));
  }

  private static JsonArray ids(String... names) {
    return new JsonArray(Arrays.stream(names).map(name -> id(name).toString()).toList()).copy();
  }

  private static void assertInvalid(JsonObject body, String... fields) {
    HttpResponse<String> answer = create("ruth", body);
    assertEquals(422, answer.statusCode(), answer.body());
    assertEquals("invalid", code(answer));
    assertEquals(new TreeSet<>(Set.of(fields)), fields(answer), answer.body());
  }

  private static void assertBad(JsonObject body, String field) {
    HttpResponse<String> answer = create("ruth", body);
    assertEquals(400, answer.statusCode(), () -> body + " gave " + answer.body());
    assertEquals("bad-request", code(answer));
    assertEquals(Set.of(field), fields(answer), answer.body());
  }

  private static Set<String> fields(HttpResponse<String> answer) {
    Set<String> fields = new TreeSet<>();
    for (Object error : new JsonObject(answer.body()).getJsonArray("errors", new JsonArray())) {
      fields.add(((JsonObject) error).getString("field"));
      assertFalse(((JsonObject) error).getString("detail").isBlank());
    }
    return fields;
  }

  private static HttpResponse<String> create(String person, JsonObject body) {
    return door.post("/api/sessions", body, "Cookie", door.as(email(person)));
  }

  private static String seen(String person) {
    return door.get("/api/sessions", "Cookie", door.as(email(person))).body();
  }

  private static HttpResponse<String> ticket(String session, String person) {
    return door.post(
        "/api/live/tickets",
        new JsonObject().put("sessionId", session),
        "Cookie",
        door.as(email(person)));
  }
}
