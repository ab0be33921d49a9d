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
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.evenkeel.room.Phase;
import org.evenkeel.room.SessionId;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.Population;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;
  static Population people;

  @BeforeAll
  static void open() throws Exception {
    door = new DoorFixture(db, Origins.loopback(1));
    people = new Population(db, door.passwordHash);
    people.person("maya", HERE, "participant");
    people.person("noah", HERE, "participant");
    people.person("fran", HERE, "family");
    people.person("ruth", HERE, "lead");
    people.person("cole", HERE, "counselor");
    people.person("eve", ELSEWHERE, "participant");
    people.person("elsa", ELSEWHERE, "lead");
    group("yesterday", HERE, NOW.minus(Duration.ofHours(24)));
    group("now", HERE, NOW);
    people.roster("now", "ruth", "host");
    people.roster("now", "cole", "cohost");
    people.roster("now", "maya", "participant");
    people.roster("now", "noah", "participant");
    group("noahs", HERE, NOW.plus(HOUR));
    people.roster("noahs", "noah", "participant");
    people.session("family hour", HERE, "family", NOW.plus(HOUR), NOW.plus(HOUR).plus(HOUR));
    people.roster("family hour", "maya", "participant");
    people.roster("family hour", "fran", "family");
    group("in a week", HERE, NOW.plus(Duration.ofDays(7)).minusSeconds(1));
    group("after that", HERE, NOW.plus(Duration.ofDays(7)));
    group("theirs", ELSEWHERE, NOW);
    people.roster("theirs", "elsa", "host");
    people.roster("theirs", "eve", "participant");
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @AfterEach
  void asItWas() {
    door.timeIs(NOW);
    door.phases.clear();
  }

  @Test
  void staffSeeAllOfTheirProgramAndNothingElseInOrderOfTheStart() {
    List<String> seen = titles(list("ruth", ""));
    assertEquals(List.of("now", "in a week"), only(seen, "now", "in a week"));
    assertEquals(Set.of("now", "noahs", "family hour", "in a week"), Set.copyOf(seen));
    assertEquals("now", seen.getFirst());
    assertEquals("in a week", seen.getLast());
    assertEquals(seen, titles(list("cole", "")), "a counselor as the lead");
  }

  @Test
  void othersSeeThoseOnWhoseRosterTheyAre() {
    assertEquals(List.of("now", "family hour"), titles(list("maya", "")));
    assertEquals(List.of("now", "noahs"), titles(list("noah", "")));
    assertEquals(List.of("family hour"), titles(list("fran", "")));
  }

  @Test
  void whoBelongsToOneProgramSeesNothingOfAnother() {
    HttpResponse<String> eve = list("eve", "");
    assertEquals(List.of("theirs"), titles(eve));
    for (String other : List.of("now", "noahs", "family hour", "ruth", "cole", "maya", "noah")) {
      assertFalse(eve.body().contains("\"" + other + "\""), other + " in " + eve.body());
      assertFalse(eve.body().contains(id(other).toString()), other + "'s id in " + eve.body());
    }
    assertEquals(List.of("theirs"), titles(list("elsa", "")), "nor do its staff");
    for (String path : List.of("", "?from=2026-02-15T00:00:00Z&to=2026-04-10T00:00:00Z")) {
      assertFalse(list("maya", path).body().contains("theirs"));
    }
  }

  @Test
  void whoIsNotSignedInSeesNothing() {
    HttpResponse<String> answer = door.get("/api/sessions");
    assertEquals(401, answer.statusCode());
    assertEquals("not-signed-in", code(answer));
  }

  @Test
  void aParticipantIsSentNothingAboutOtherParticipants() {
    HttpResponse<String> answer = list("maya", "");
    String body = answer.body();
    for (String secret : List.of("noah", "fran", "Full Name", "@", HERE.toString(), "maya")) {
      assertFalse(body.contains(secret), secret + " in " + body);
    }
    assertFalse(body.contains(id("noah").toString()) || body.contains(id("fran").toString()), body);
    for (JsonObject session : sessions(answer)) {
      assertEquals(
          Set.of(
              "id",
              "title",
              "kind",
              "startsAt",
              "endsAt",
              "phase",
              "capacity",
              "waitingRoom",
              "hosts",
              "mine"),
          session.fieldNames());
      for (Object host : session.getJsonArray("hosts")) {
        assertEquals(Set.of("id", "name"), ((JsonObject) host).fieldNames());
      }
    }
    assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
  }

  @Test
  void aSessionIsToldAsTheContractHasIt() {
    JsonObject now = find(list("maya", ""), "now");
    assertEquals(id("now").toString(), now.getString("id"));
    assertEquals("group", now.getString("kind"));
    assertEquals("2026-03-02T18:00:00.000Z", now.getString("startsAt"));
    assertEquals("2026-03-02T19:00:00.000Z", now.getString("endsAt"));
    assertEquals("waiting", now.getString("phase"));
    assertEquals(12, now.getInteger("capacity"));
    assertEquals(
        new JsonArray()
            .add(new JsonObject().put("id", id("cole").toString()).put("name", "cole"))
            .add(new JsonObject().put("id", id("ruth").toString()).put("name", "ruth")),
        now.getJsonArray("hosts"));
    assertTrue(now.getBoolean("mine"));
    assertFalse(find(list("ruth", ""), "noahs").getBoolean("mine"), "seen, and not theirs");
  }

  @Test
  void thePhaseIsTheRoomsUntilTheLedgerOrTheClockSaysThatItIsOver() {
    group("phases", HERE, NOW);
    door.phases.put(new SessionId(id("phases")), Phase.OPEN);
    assertEquals("open", find(list("ruth", ""), "phases").getString("phase"));
    door.timeIs(NOW.plus(Duration.ofMinutes(90)).minusMillis(1));
    assertEquals("open", find(list("ruth", ""), "phases").getString("phase"));
    door.timeIs(NOW.plus(Duration.ofMinutes(90)));
    assertEquals("ended", find(list("ruth", ""), "phases").getString("phase"), "by the clock");
    door.timeIs(NOW);
    people.fact("phases", "ended", null, NOW);
    assertEquals("ended", find(list("ruth", ""), "phases").getString("phase"), "by the ledger");
  }

  @Test
  void aSessionCountsToEachRangeThatItTouches() {
    assertEquals(List.of("yesterday"), range("2026-03-01T18:59:59Z", "2026-03-01T20:00:00Z"));
    assertEquals(List.of(), range("2026-03-01T19:00:00Z", "2026-03-01T20:00:00Z"), "it has ended");
    assertEquals(List.of("yesterday"), range("2026-03-01T10:00:00Z", "2026-03-01T18:00:00.001Z"));
    assertEquals(List.of(), range("2026-03-01T10:00:00Z", "2026-03-01T18:00:00Z"), "not begun");
    assertEquals(
        List.of("yesterday"),
        range("2026-03-01T00:00:00-05:00", "2026-03-01T23:59:59-05:00").stream()
            .filter("yesterday"::equals)
            .toList(),
        "a day of New York");
  }

  @Test
  void withoutTimesItIsFromTwelveHoursAgoToAWeekAhead() {
    door.timeIs(NOW.minus(Duration.ofHours(11)).minusMillis(1));
    assertTrue(titles(list("ruth", "")).contains("yesterday"));
    door.timeIs(NOW.minus(Duration.ofHours(11)));
    assertFalse(titles(list("ruth", "")).contains("yesterday"));
    door.timeIs(NOW);
    List<String> seen = titles(list("ruth", "?from=2026-03-09T00:00:00Z"));
    assertTrue(seen.containsAll(List.of("in a week", "after that")), "a week from there: " + seen);
  }

  @Test
  void aRangeThatIsBackwardsOrTooLongIsRefusedAndNamesTheField() {
    for (String bad :
        List.of(
            "?from=2026-03-02T18:00:00Z&to=2026-03-02T18:00:00Z",
            "?from=2026-03-03T18:00:00Z&to=2026-03-02T18:00:00Z",
            "?from=2026-03-01T00:00:00Z&to=2026-05-02T00:00:00.001Z",
            "?to=2020-01-01T00:00:00Z")) {
      HttpResponse<String> answer = list("ruth", bad);
      assertEquals(422, answer.statusCode(), bad);
      assertEquals("invalid", code(answer));
      assertEquals("to", error(answer).getString("field"));
    }
    assertEquals(
        200, list("ruth", "?from=2026-03-01T00:00:00Z&to=2026-05-02T00:00:00Z").statusCode());
  }

  @Test
  void whatIsNoTimeIsRefusedAndNamesTheField() {
    for (String bad :
        List.of(
            "yesterday",
            "2026-03-02",
            "2026-03-02T18:00:00",
            "2026-02-30T18:00:00Z",
            "1900-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "",
            "0")) {
      HttpResponse<String> answer =
          list("ruth", "?from=" + URLEncoder.encode(bad, StandardCharsets.UTF_8));
      assertEquals(400, answer.statusCode(), bad);
      assertEquals("bad-request", code(answer));
      assertEquals("from", error(answer).getString("field"), bad);
      assertFalse(bad.length() > 3 && answer.body().contains(bad), answer.body());
    }
  }

  private static void group(String name, java.util.UUID program, Instant from) {
    people.session(name, program, "group", from, from.plus(HOUR));
  }

  private static List<String> range(String from, String to) {
    return titles(
        list("ruth", "?from=%s&to=%s".formatted(from.replace("+", "%2B"), to.replace("+", "%2B"))));
  }

  private static HttpResponse<String> list(String person, String query) {
    return door.get("/api/sessions" + query, "Cookie", door.as(email(person)));
  }

  private static List<JsonObject> sessions(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer.body());
    return new JsonObject(answer.body())
        .getJsonArray("sessions").stream().map(JsonObject.class::cast).toList();
  }

  private static List<String> titles(HttpResponse<String> answer) {
    return sessions(answer).stream()
        .map(session -> session.getString("title"))
        .filter(title -> !title.equals("phases"))
        .toList();
  }

  private static List<String> only(List<String> all, String... some) {
    return all.stream().filter(List.of(some)::contains).toList();
  }

  private static JsonObject find(HttpResponse<String> answer, String title) {
    return sessions(answer).stream()
        .filter(session -> session.getString("title").equals(title))
        .findFirst()
        .orElseThrow(() -> new AssertionError(title + " is not in " + answer.body()));
  }

  private static JsonObject error(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getJsonArray("errors").getJsonObject(0);
  }
}
