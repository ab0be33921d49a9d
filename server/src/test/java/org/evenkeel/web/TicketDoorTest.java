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
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.evenkeel.live.Ticket;
import org.evenkeel.live.TicketGrant;
import org.evenkeel.room.Entrant;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.SessionKind;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.Population;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The door by the clock, the roster and the rooms; removals and consents have tests of their own.
 */
class TicketDoorTest {
  private static final Instant STARTS = NOW.plus(Duration.ofMinutes(30));
  private static final Instant ENDS = STARTS.plus(Duration.ofMinutes(90));
  private static final Instant CLOSES = ENDS.plus(Duration.ofMinutes(30));

  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;
  static Population people;

  @BeforeAll
  static void open() throws Exception {
    door = new DoorFixture(db, Origins.loopback(1));
    people = new Population(db, door.passwordHash);
    people.person("maya", HERE, "participant");
    people.person("noah", HERE, "participant");
    people.person("ruth", HERE, "lead");
    people.person("eve", ELSEWHERE, "participant");
    people.session("tonight", HERE, "group", STARTS, ENDS);
    people.roster("tonight", "ruth", "host");
    people.roster("tonight", "maya", "participant");
    people.session("theirs", ELSEWHERE, "group", STARTS, ENDS);
    people.roster("theirs", "eve", "participant");
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @AfterEach
  void asItWas() {
    door.timeIs(NOW);
    door.rooms = door::note;
    door.granted.clear();
  }

  @Test
  void whoIsOnTheRosterGetsATicketForThisSession() {
    HttpResponse<String> answer = ticket("tonight", "maya");
    assertEquals(201, answer.statusCode(), answer.body());
    JsonObject ticket = new JsonObject(answer.body());
    assertEquals(Set.of("ticket", "expiresAt", "url"), ticket.fieldNames());
    assertEquals("t-1", ticket.getString("ticket"));
    assertEquals("2026-03-02T18:00:30.000Z", ticket.getString("expiresAt"));
    assertEquals("/live", ticket.getString("url"));
    assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));

    TicketGrant grant = door.granted.getFirst();
    assertEquals(id("tonight"), grant.session().value());
    assertEquals(
        new Entrant(new PersonId(id("maya")), "maya", Role.PARTICIPANT, false), grant.who());
    assertEquals("tonight", grant.rules().title());
    assertEquals(SessionKind.GROUP, grant.rules().kind());
    assertEquals(STARTS, grant.rules().startsAt());
    assertEquals(ENDS, grant.rules().endsAt());
    assertEquals(12, grant.rules().capacity());
    assertTrue(grant.rules().waitingRoom());
  }

  @Test
  void whoIsNotSignedInGetsNoneAndLearnsNothingAboutSessions() {
    HttpResponse<String> known = ask("tonight", "Accept", "*/*");
    assertEquals(401, known.statusCode());
    assertEquals("not-signed-in", code(known));
    assertEquals(known.body(), ask("no such session", "Accept", "*/*").body());
    assertEquals(known.body(), ask("tonight", "Cookie", "evenkeel=made-up").body());
    assertEquals(
        known.body(),
        door.post("/api/live/tickets", new JsonObject().put("sessionId", 7)).body(),
        "not even what the request should look like");
    assertNothingGranted();
  }

  @Test
  void aSessionThatIsNotThereAndOneOfOthersAreToldTheSame() {
    HttpResponse<String> unknown = ticket("no such session", "maya");
    assertEquals(404, unknown.statusCode());
    assertEquals("not-found", code(unknown));
    assertEquals(unknown.body(), ticket("theirs", "maya").body(), "another program");
    assertEquals(unknown.body(), ticket("tonight", "noah").body(), "the same program");
    assertEquals(unknown.body(), ticket("tonight", "eve").body(), "from another program");
    assertEquals(unknown.body(), ticket("theirs", "ruth").body(), "staff of another program");
    door.timeIs(CLOSES);
    assertEquals(unknown.body(), ticket("tonight", "noah").body(), "nor that it is over");
    assertNothingGranted();
  }

  @Test
  void theDoorOpensHalfAnHourBeforeTheStart() {
    door.timeIs(NOW.minusMillis(1));
    for (String person : new String[] {"maya", "ruth"}) {
      HttpResponse<String> early = ticket("tonight", person);
      assertEquals(409, early.statusCode());
      assertEquals("session.not-open", code(early));
    }
    assertNothingGranted();
    door.timeIs(NOW);
    assertEquals(201, ticket("tonight", "maya").statusCode());
  }

  @Test
  void theDoorClosesWhenTheOverrunIsOver() {
    door.timeIs(CLOSES.minusMillis(1));
    assertEquals(201, ticket("tonight", "maya").statusCode(), "it may still go on");
    door.granted.clear();
    door.timeIs(CLOSES);
    for (String person : new String[] {"maya", "ruth"}) {
      HttpResponse<String> late = ticket("tonight", person);
      assertEquals(409, late.statusCode());
      assertEquals("session.ended", code(late));
    }
    assertNothingGranted();
  }

  @Test
  void aSessionThatAHostEndedIsOverWhateverTheClockSays() {
    people.session("ended", HERE, "group", STARTS, ENDS);
    people.roster("ended", "ruth", "host");
    people.roster("ended", "maya", "participant");
    people.fact("ended", "opened", null, NOW);
    assertEquals(201, ticket("ended", "maya").statusCode());
    people.fact("ended", "ended", null, NOW.plusSeconds(5));
    door.granted.clear();
    assertEquals("session.ended", code(ticket("ended", "maya")));
    assertEquals("session.ended", code(ticket("ended", "ruth")));
    assertNothingGranted();
    assertEquals(201, ticket("tonight", "maya").statusCode(), "others go on");
  }

  @Test
  void onlyWhoWasLetInBeforeIsSaidToHaveBeen() {
    people.session("again", HERE, "group", STARTS, ENDS);
    people.roster("again", "maya", "participant");
    people.roster("again", "noah", "participant");
    people.fact("again", "arrived", "maya", NOW);
    people.fact("again", "joined", "noah", NOW);
    people.fact("tonight", "joined", "maya", NOW);
    ticket("again", "maya");
    assertFalse(door.granted.getLast().who().admittedBefore(), "arrived is not let in");
    ticket("again", "noah");
    assertTrue(door.granted.getLast().who().admittedBefore());
    people.fact("again", "joined", "maya", NOW.plusSeconds(1));
    people.fact("again", "left", "maya", NOW.plusSeconds(2));
    ticket("again", "maya");
    assertTrue(door.granted.getLast().who().admittedBefore(), "whoever left may come back");
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = "FAMILY") // which takes a consent, too
  void theRoleIsTheOneOfTheRosterNotOfTheProgram(Role role) {
    String word = role.name().toLowerCase(Locale.ROOT);
    String session = "role " + word;
    people.session(session, HERE, "education", STARTS, ENDS);
    people.roster(session, "ruth", word);
    assertEquals(201, ticket(session, "ruth").statusCode());
    assertEquals(role, door.granted.getLast().who().role());
    assertEquals("ruth", door.granted.getLast().who().name());
    assertEquals(SessionKind.EDUCATION, door.granted.getLast().rules().kind());
  }

  @Test
  void aSessionWithoutWaitingRoomSaysSoInItsRules() {
    people.session("open door", HERE, "group", STARTS, ENDS);
    people.roster("open door", "maya", "participant");
    db.execute(
        "update session set waiting_room = false where id = '%s'".formatted(id("open door")));
    ticket("open door", "maya");
    assertFalse(door.granted.getLast().rules().waitingRoom());
  }

  @Test
  void whoMayNotComeAnyMoreLosesTheirSignInToo() {
    people.person("leaving", HERE, "participant");
    people.roster("tonight", "leaving", "participant");
    assertEquals(201, ticket("tonight", "leaving").statusCode());
    db.execute("update person set disabled = true where alias = 'leaving'");
    assertEquals("not-signed-in", code(ticket("tonight", "leaving")));
  }

  @Test
  void roomsThatRefuseOrDoNotAnswerGiveNoTicketAndSayWhenToTryAgain() {
    Promise<Ticket> never = Promise.promise();
    door.rooms = grant -> never.future();
    HttpResponse<String> silent = ticket("tonight", "maya");
    assertEquals(503, silent.statusCode());
    assertEquals("unavailable", code(silent));
    assertEquals("5", silent.headers().firstValue("Retry-After").orElse(""));

    door.rooms = grant -> Future.failedFuture(new IllegalStateException("canary"));
    HttpResponse<String> broken = ticket("tonight", "maya");
    assertEquals(500, broken.statusCode());
    assertEquals("internal", code(broken));
    assertFalse(broken.body().contains("canary"), broken.body());
  }

  private static HttpResponse<String> ticket(String session, String person) {
    return ask(session, "Cookie", door.as(email(person)));
  }

  private static HttpResponse<String> ask(String session, String... headers) {
    return door.post(
        "/api/live/tickets", new JsonObject().put("sessionId", id(session).toString()), headers);
  }

  private static void assertNothingGranted() {
    assertTrue(door.granted.isEmpty(), () -> "granted: " + door.granted);
  }
}
