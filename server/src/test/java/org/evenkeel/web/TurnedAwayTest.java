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

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.evenkeel.room.PersonId;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.Population;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Who was taken out stays out: of the session, or of the program, until staff let them in again.
 */
class TurnedAwayTest {
  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;
  static Population people;

  /** Two sessions of this program and one of another, fresh for each test. */
  private String tonight;

  private String tomorrow;
  private String elsewhere;
  private String maya;
  private String noah;

  @BeforeAll
  static void open() throws Exception {
    door = new DoorFixture(db, Origins.loopback(1));
    people = new Population(db, door.passwordHash);
    people.person("ruth", HERE, "lead");
    people.person("stranger", ELSEWHERE, "lead");
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @BeforeEach
  void freshEvening(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    tonight = "tonight " + name;
    tomorrow = "tomorrow " + name;
    elsewhere = "elsewhere " + name;
    maya = "maya" + name;
    noah = "noah" + name;
    people.person(maya, HERE, "participant");
    people.person(noah, HERE, "participant");
    for (String session : new String[] {tonight, tomorrow, elsewhere}) {
      people.session(
          session,
          session.equals(elsewhere) ? ELSEWHERE : HERE,
          "group",
          NOW,
          NOW.plus(Duration.ofHours(2)));
      people.roster(session, maya, "participant");
      people.roster(session, noah, "participant");
    }
  }

  @Test
  void aRemovalIsForOnePersonAndOneSession() {
    people.fact(tonight, "joined", maya, NOW);
    people.fact(tonight, "removed", maya, NOW.plusSeconds(1));
    HttpResponse<String> refused = ticket(tonight, maya);
    assertEquals(403, refused.statusCode());
    assertEquals("seat.removed", code(refused));
    assertEquals(201, ticket(tomorrow, maya).statusCode(), "the next session");
    assertEquals(201, ticket(tonight, noah).statusCode(), "the others");
  }

  @Test
  void aBanIsForAllSessionsOfTheProgramAndNoOther() {
    people.fact(tonight, "banned", maya, NOW.plusSeconds(1));
    assertEquals("seat.removed", code(ticket(tonight, maya)));
    assertEquals("seat.removed", code(ticket(tomorrow, maya)));
    assertEquals(201, ticket(elsewhere, maya).statusCode(), "another program decides for itself");
    assertEquals(201, ticket(tomorrow, noah).statusCode(), "the others");
  }

  @Test
  void whoIsReadmittedMayComeUntilTheyAreTakenOutAgain() {
    people.fact(tonight, "removed", maya, NOW);
    people.readmission(tonight, maya, "ruth", NOW.plusSeconds(10));
    assertEquals(201, ticket(tonight, maya).statusCode());
    people.fact(tonight, "removed", maya, NOW.plusSeconds(20));
    assertEquals("seat.removed", code(ticket(tonight, maya)));
  }

  @Test
  void aReadmissionToOneSessionSaysNothingAboutARemovalFromAnother() {
    people.fact(tonight, "removed", maya, NOW);
    people.fact(tomorrow, "removed", maya, NOW);
    people.readmission(tomorrow, maya, "ruth", NOW.plusSeconds(10));
    assertEquals(201, ticket(tomorrow, maya).statusCode());
    assertEquals("seat.removed", code(ticket(tonight, maya)));
  }

  @Test
  void aReadmissionToAnySessionOfTheProgramLiftsTheBan() {
    people.fact(tonight, "banned", maya, NOW);
    people.readmission(elsewhere, maya, "ruth", NOW.plusSeconds(5));
    assertEquals("seat.removed", code(ticket(tomorrow, maya)), "another program's word");
    people.readmission(tomorrow, maya, "ruth", NOW.plusSeconds(10));
    assertEquals(201, ticket(tomorrow, maya).statusCode());
    assertEquals(201, ticket(tonight, maya).statusCode());
  }

  @Test
  void staffReadmitByTheApiAndTheReasonIsKept() {
    people.fact(tonight, "removed", maya, NOW);
    assertEquals("seat.removed", code(ticket(tonight, maya)));
    HttpResponse<String> done = readmit(tonight, maya, "ruth");
    assertEquals(204, done.statusCode(), done.body());
    assertEquals(201, ticket(tonight, maya).statusCode());
    assertTrue(door.readmitted.contains(new PersonId(id(maya))), "the room knows of it");
  }

  @Test
  void aRoomThatCannotBeToldIsNoSuccess() {
    people.fact(tonight, "removed", maya, NOW);
    door.readmissions = person -> Future.failedFuture("no answer");
    try {
      HttpResponse<String> answer = readmit(tonight, maya, "ruth");
      assertEquals(503, answer.statusCode());
      assertEquals("unavailable", code(answer));
    } finally {
      door.readmissions = door::noteReadmission;
    }
  }

  @Test
  void nobodyElseReadmitsAndStrangersLearnNothing() {
    people.fact(tonight, "removed", maya, NOW);
    HttpResponse<String> byNoah = readmit(tonight, maya, noah);
    assertEquals(403, byNoah.statusCode());
    assertEquals("not-allowed", code(byNoah));
    assertEquals(
        byNoah.body(), readmit("no such session", maya, noah).body(), "whether there is one");
    assertEquals("not-allowed", code(readmit(tonight, maya, maya)), "nor themselves");
    HttpResponse<String> byStranger = readmit(tonight, maya, "stranger");
    assertEquals(404, byStranger.statusCode());
    assertEquals(byStranger.body(), readmit("no such session", maya, "stranger").body());
    assertEquals(byStranger.body(), readmit(tonight, "nobody", "ruth").body());
    assertEquals("seat.removed", code(ticket(tonight, maya)));
  }

  @Test
  void whoWasTakenOutIsToldThatTheSessionIsOverOnceItIs() {
    people.fact(tonight, "removed", maya, NOW);
    people.fact(tonight, "ended", null, NOW.plusSeconds(9));
    assertEquals("session.ended", code(ticket(tonight, maya)));
  }

  @Test
  void theRefusalNamesNobody() {
    people.fact(tonight, "removed", maya, NOW);
    String body = ticket(tonight, maya).body();
    assertFalse(body.contains(maya) || body.contains("ruth") || body.contains(tonight), body);
    assertTrue(body.contains("counselor"), "it says what to do: " + body);
  }

  private static HttpResponse<String> ticket(String session, String person) {
    return door.post(
        "/api/live/tickets",
        new JsonObject().put("sessionId", id(session).toString()),
        "Cookie",
        door.as(email(person)));
  }

  private static HttpResponse<String> readmit(String session, String person, String by) {
    return door.post(
        "/api/sessions/" + id(session) + "/readmissions",
        new JsonObject().put("personId", id(person).toString()).put("reason", "We talked."),
        "Cookie",
        door.as(email(by)));
  }
}
