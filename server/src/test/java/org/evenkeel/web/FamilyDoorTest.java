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

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.evenkeel.room.Role;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.Population;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A relative comes only while each patient whom they would see has consented. */
class FamilyDoorTest {
  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));
  private static final Instant NEXT_YEAR = NOW.plus(Duration.ofDays(300));

  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;
  static Population people;

  private String session;

  @BeforeAll
  static void open() throws Exception {
    door = new DoorFixture(db, Origins.loopback(1));
    people = new Population(db, door.passwordHash);
    people.person("fran", HERE, "family");
    people.person("greg", HERE, "family");
    people.person("ruth", HERE, "lead");
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @BeforeEach
  void freshSession(TestInfo test) {
    session = test.getTestMethod().orElseThrow().getName();
    people.session(session, HERE, "family", NOW, NOW.plus(Duration.ofHours(1)));
    people.roster(session, "ruth", "host");
    people.roster(session, "fran", "family");
    patient("maya");
  }

  @AfterEach
  void asItWas() {
    door.timeIs(NOW);
    door.granted.clear();
  }

  @Test
  void withTheConsentInForceARelativeComesAsFamily() {
    people.consent(of("maya"), "fran", LONG_AGO, NEXT_YEAR, null);
    HttpResponse<String> answer = ticket("fran");
    assertEquals(201, answer.statusCode(), answer.body());
    assertEquals(Role.FAMILY, door.granted.getLast().who().role());
  }

  @Test
  void withoutAnyConsentNobodyComesAndTheAnswerNamesNobody() {
    HttpResponse<String> refused = refused();
    String body = refused.body();
    assertFalse(body.contains("maya") || body.contains("fran") || body.contains(session), body);
  }

  @Test
  void theConsentOfOrForSomebodyElseIsNone() {
    people.person(of("other"), HERE, "participant");
    people.consent(of("other"), "fran", LONG_AGO, NEXT_YEAR, null);
    people.consent(of("maya"), "greg", LONG_AGO, NEXT_YEAR, null);
    refused();
  }

  @Test
  void theConsentToAnotherProgramIsNone() {
    people.consent(of("maya"), "fran", LONG_AGO, NEXT_YEAR, null);
    db.execute(
        "update consent set program_id = '%s' where patient_id = '%s'"
            .formatted(ELSEWHERE, id(of("maya"))));
    refused();
  }

  @Test
  void aConsentEndsAtTheInstantItExpires() {
    people.consent(of("maya"), "fran", LONG_AGO, NOW.plusSeconds(60), null);
    door.timeIs(NOW.plusSeconds(60).minusMillis(1));
    assertEquals(201, ticket("fran").statusCode());
    door.granted.clear();
    door.timeIs(NOW.plusSeconds(60));
    refused();
  }

  @Test
  void aConsentEndsAtTheInstantItIsRevoked() {
    people.consent(of("maya"), "fran", LONG_AGO, NEXT_YEAR, NOW.plusSeconds(60));
    door.timeIs(NOW.plusSeconds(60).minusMillis(1));
    assertEquals(201, ticket("fran").statusCode());
    door.granted.clear();
    door.timeIs(NOW.plusSeconds(60));
    refused();
  }

  @Test
  void aConsentBeginsWhenItIsSigned() {
    people.consent(of("maya"), "fran", NOW.plusSeconds(60), NEXT_YEAR, null);
    refused();
    door.timeIs(NOW.plusSeconds(60));
    assertEquals(201, ticket("fran").statusCode());
  }

  @Test
  void aNewConsentStandsBesideARevokedOne() {
    people.consent(of("maya"), "fran", LONG_AGO, NEXT_YEAR, NOW.minusSeconds(60));
    refused();
    people.consent(of("maya"), "fran", NOW.minusSeconds(5), NEXT_YEAR, null);
    assertEquals(201, ticket("fran").statusCode());
  }

  @Test
  void everyPatientWhoIsExpectedMustHaveConsented() {
    patient("noah");
    people.consent(of("maya"), "fran", LONG_AGO, NEXT_YEAR, null);
    people.consent(of("maya"), "fran", LONG_AGO, NEXT_YEAR, null); // twice is not two people
    refused();
    people.consent(of("noah"), "fran", LONG_AGO, NEXT_YEAR, null);
    assertEquals(201, ticket("fran").statusCode());
  }

  @Test
  void whereNoPatientIsNamedNothingAllowsIt() {
    people.consent(of("maya"), "fran", LONG_AGO, NEXT_YEAR, null);
    db.execute(
        "delete from roster where role = 'participant' and session_id = '" + id(session) + "'");
    refused();
  }

  @Test
  void patientsAndStaffNeedNoConsent() {
    assertEquals(201, ticket(of("maya")).statusCode());
    assertEquals(201, ticket("ruth").statusCode());
  }

  private String of(String patient) {
    return patient + session;
  }

  private void patient(String name) {
    people.person(of(name), HERE, "participant");
    people.roster(session, of(name), "participant");
  }

  private HttpResponse<String> refused() {
    HttpResponse<String> answer = ticket("fran");
    assertEquals(403, answer.statusCode(), answer.body());
    assertEquals("consent.missing", code(answer));
    assertTrue(door.granted.isEmpty(), "granted: " + door.granted);
    return answer;
  }

  private HttpResponse<String> ticket(String person) {
    return door.post(
        "/api/live/tickets",
        new JsonObject().put("sessionId", id(session).toString()),
        "Cookie",
        door.as(email(person)));
  }
}
