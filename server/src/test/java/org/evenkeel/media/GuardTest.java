package org.evenkeel.media;

import static org.awaitility.Awaitility.await;
import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.evenkeel.live.GridOptions;
import org.evenkeel.live.Live;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.testing.RealDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Jitsi's parts ask and tell over HTTP, and what follows from it. */
@Timeout(60)
class GuardTest {
  @RegisterExtension static final RealDatabase DATABASE = new RealDatabase();
  private static HazelcastInstance grid;

  private House house;
  private PersonId ana;

  @BeforeAll
  static void open() {
    grid =
        Hazelcast.newHazelcastInstance(Live.grid(GridOptions.alone("guard-" + UUID.randomUUID())));
  }

  @AfterAll
  static void shut() {
    grid.shutdown();
  }

  @BeforeEach
  void begin() {
    house = new House(DATABASE.vertx(), grid, DATABASE.pool());
    ana = house.hostComes();
  }

  @AfterEach
  void end() {
    house.close();
  }

  private static void soon(org.awaitility.core.ThrowingRunnable what) {
    await().atMost(Duration.ofSeconds(10)).untilAsserted(what);
  }

  // Who may ask

  @Test
  void withoutTheSecretNothingIsReadAndNothingAnswered() {
    for (String path : List.of("/joins", "/events/occupant/joined", "/reservations/conference")) {
      for (String shown : List.of("", "Bearer ", "Bearer x", "Basic " + "s".repeat(32))) {
        HttpResponse<Buffer> answer =
            await(
                house
                    .stranger(HttpMethod.POST, path)
                    .putHeader("Authorization", shown)
                    .sendJsonObject(new JsonObject()));
        assertEquals(401, answer.statusCode(), path + " " + shown);
      }
    }
    assertEquals(12, house.counted.get(Tally.Event.UNAUTHENTICATED));
  }

  /** They are refused before they have said anything, or each of them could have us keep it. */
  @Test
  void withoutTheSecretABodyIsNotWaitedFor() throws Exception {
    for (String path :
        List.of("/joins", "/events/occupant/joined", "/reservations/conference", "/rehearsals")) {
      try (Socket socket = new Socket("127.0.0.1", house.port())) {
        socket.setSoTimeout(5_000);
        String head = "POST /jitsi" + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 401".length());
        assertEquals("HTTP/1.1 401", new String(answer, StandardCharsets.US_ASCII), path);
      }
    }
  }

  @Test
  void aBodyWithoutEndIsRefused() {
    Buffer large = Buffer.buffer("{\"x\":\"" + "y".repeat(400_000) + "\"}");
    for (String path : List.of("/joins", "/events/room/destroyed", "/reservations/conference")) {
      assertEquals(
          413, await(house.request(HttpMethod.POST, path).sendBuffer(large)).statusCode(), path);
    }
  }

  // Reservations

  private HttpResponse<Buffer> reserve(String name) {
    MultiMap form =
        MultiMap.caseInsensitiveMultiMap()
            .add("name", name)
            .add("start_time", "2031-01-01T00:00:00.000Z")
            .add("mail_owner", "14f01c40@meet.jitsi");
    return await(house.request(HttpMethod.POST, "/reservations/conference").sendForm(form));
  }

  private HttpResponse<Buffer> of(HttpMethod method, String id) {
    return await(house.request(method, "/reservations/conference/" + id).send());
  }

  @Test
  void aRoomOfARunningSessionMayBe() {
    String room = house.room();
    HttpResponse<Buffer> made = reserve(room);
    assertEquals(200, made.statusCode());
    JsonObject expected =
        new JsonObject()
            .put("id", room)
            .put("name", room)
            .put("mail_owner", "14f01c40@meet.jitsi")
            .put("start_time", "2031-01-01T00:00:00.000Z")
            .put("duration", 75 * 60)
            .put("max_occupants", 12 + Reservations.BESIDE_CAPACITY);
    assertEquals(expected, made.bodyAsJsonObject());

    HttpResponse<Buffer> again = reserve(room);
    assertEquals(409, again.statusCode());
    assertEquals(room, again.bodyAsJsonObject().getString("conflict_id"));
    assertEquals(expected, of(HttpMethod.GET, room).bodyAsJsonObject());

    assertEquals(200, of(HttpMethod.DELETE, room).statusCode());
    assertEquals(404, of(HttpMethod.GET, room).statusCode());
    assertEquals(404, of(HttpMethod.DELETE, room).statusCode());
    assertEquals(200, reserve(room).statusCode());
  }

  @Test
  void noOtherRoomMayBe() {
    String before = house.room();
    await(house.names.move(house.session, before));
    for (String name : List.of(before, "0".repeat(32), "catchup", "", "../" + before)) {
      HttpResponse<Buffer> refused = reserve(name);
      assertEquals(403, refused.statusCode(), name);
      assertFalse(refused.bodyAsJsonObject().getString("message").isEmpty());
    }
    HttpResponse<Buffer> empty =
        await(house.request(HttpMethod.POST, "/reservations/conference").send());
    assertEquals(403, empty.statusCode());
  }

  @Test
  void whenTheSessionIsOverNoneMayBe() {
    String room = house.room();
    assertEquals(200, reserve(room).statusCode());
    house.now = House.START.plusSeconds(75 * 60);
    assertEquals(404, of(HttpMethod.GET, room).statusCode());
    assertEquals(403, reserve(room).statusCode());
    house.now = House.START;
    house.ends(ana);
    assertEquals(403, reserve(room).statusCode());
    house.isForgotten();
    assertEquals(403, reserve(room).statusCode());
  }

  @Test
  void aFormWhoseSenderDoesNotSayThatItIsOneIsReadAllTheSame() {
    String room = house.room();
    Buffer form = Buffer.buffer("name=" + room + "&mail_owner=a%40meet.jitsi");
    HttpResponse<Buffer> made =
        await(house.request(HttpMethod.POST, "/reservations/conference").sendBuffer(form));
    assertEquals(200, made.statusCode());
    assertEquals("a@meet.jitsi", made.bodyAsJsonObject().getString("mail_owner"));
    assertEquals("2026-11-24T18:00:00.000Z", made.bodyAsJsonObject().getString("start_time"));
  }

  // The door

  private String refusal(JsonObject question) {
    HttpResponse<Buffer> answer = house.asks(question);
    assertEquals(200, answer.statusCode());
    return answer.bodyAsJsonObject().getBoolean("allow")
        ? null
        : answer.bodyAsJsonObject().getString("reason");
  }

  @Test
  void aPassOpensTheDoorOnce() {
    PersonId maya = house.comesAndIsLetIn(ana);
    JsonObject question = house.question(maya, house.pass(maya, false), "00000001");
    assertEquals(new JsonObject().put("allow", true), house.asks(question).bodyAsJsonObject());
    assertTrue(refusal(question).contains("used before"));
    assertEquals(1, house.stays().open().size(), "and it is on the books");
    assertEquals(maya, house.stays().open().getFirst().person());
  }

  @Test
  void aSeatWithoutSignOfLifeIsASeat() {
    PersonId maya = house.comesAndIsLetIn(ana);
    house.isLost(maya);
    house.goesOn(maya, false);
    assertEquals(1, house.stays().open().size());
  }

  @Test
  void nobodyElseComesIn() {
    PersonId maya = house.comesAndIsLetIn(ana);
    PersonId tom = house.comesAndIsLetIn(ana);
    PersonId waits = house.comes(Role.PARTICIPANT);
    assertEquals(
        "They have no seat", refusal(house.question(waits, house.pass(waits, false), "1")));
    assertTrue(
        refusal(house.question(tom, house.pass(maya, false), "2")).startsWith("This pass is an"));
    assertTrue(refusal(house.question(maya, "made up", "3")).startsWith("This pass is unknown"));
    assertEquals(
        "This pass is of an earlier role",
        refusal(house.question(maya, house.pass(maya, true), "4")));

    String before = house.pass(maya, false);
    house.now = house.now.plusSeconds(20);
    house.leaves(maya);
    assertEquals("They have no seat", refusal(house.question(maya, before, "5")));
    before = house.pass(maya, false);
    house.now = house.now.plusSeconds(20);
    house.comes(maya, Role.PARTICIPANT);
    assertEquals("This pass is of an earlier seat", refusal(house.question(maya, before, "6")));

    String pass = house.pass(tom, false);
    house.removes(ana, tom);
    assertEquals("They were taken out of this session", refusal(house.question(tom, pass, "7")));

    JsonObject older = house.question(ana, house.pass(ana, true), "8");
    await(house.names.move(house.session, house.room()));
    assertEquals("The group is not in this room", refusal(older));
    house.ends(ana);
    assertEquals(
        "The session is not running", refusal(house.question(ana, house.pass(ana, true), "9")));
    assertEquals(List.of(), house.stays().open());
  }

  @Test
  void nobodyComesInByTheNameOfAnother() {
    PersonId maya = house.comesAndIsLetIn(ana);
    String name = house.goesOn(ana, true);
    assertEquals(
        "Somebody else goes by this name",
        refusal(house.question(maya, house.pass(maya, false), name)));
  }

  @Test
  void whatIsNoQuestionAndWhatCannotBeToldIsNoYes() {
    JsonObject good = house.question(ana, house.pass(ana, true), "a");
    for (String field : List.of("room", "person", "tokenId", "occupant")) {
      for (Object bad : new Object[] {null, "", 7, "x".repeat(300)}) {
        int status = house.asks(good.copy().put(field, bad)).statusCode();
        assertEquals(400, status, field + " " + bad);
      }
    }
    assertEquals(
        400,
        await(house.request(HttpMethod.POST, "/joins").sendBuffer(Buffer.buffer("[]")))
            .statusCode());
    house.silent = true;
    assertEquals(503, house.asks(good).statusCode(), "a node that may not judge");
    house.silent = false;
    assertTrue(house.asks(good).bodyAsJsonObject().getBoolean("allow"), "and then it may");
  }

  // Events

  @Test
  void eventsAreTakenOnceHoweverOftenTheyCome() {
    PersonId maya = house.comesAndIsLetIn(ana);
    String nick = house.goesOn(maya, false);
    JsonObject event = house.event(nick, maya, house.room());
    assertEquals(204, house.post("/events/occupant/joined", event).statusCode());
    Stays once = house.stays();
    assertEquals(204, house.post("/events/occupant/joined", event).statusCode());
    assertEquals(once, house.stays());
    assertTrue(once.open().getFirst().told());
    assertEquals(204, house.post("/events/occupant/left", event).statusCode());
    assertEquals(204, house.post("/events/occupant/joined", event).statusCode());
    assertEquals(List.of(), house.stays().open());
  }

  @Test
  void whatCannotBeReadIsNotAskedForAgainAndWhatCannotBeJudgedIs() {
    assertEquals(400, house.post("/events/occupant/joined", new JsonObject()).statusCode());
    assertEquals(404, house.post("/events/occupant/danced", new JsonObject()).statusCode());
    JsonObject unknown = house.event("00000001", ana, "f".repeat(32));
    assertEquals(204, house.post("/events/occupant/joined", unknown).statusCode());
    house.silent = true;
    JsonObject event = house.event("00000001", ana, house.room());
    assertEquals(503, house.post("/events/occupant/joined", event).statusCode());
  }

  // What follows

  @Test
  void whomAHostTakesOutIsPutOutOfTheMediaAtOnce() {
    PersonId maya = house.comesAndIsLetIn(ana);
    String room = house.room();
    String nick = house.goesOn(maya, false);
    house.removes(ana, maya);
    soon(() -> assertFalse(house.prosody.has(room, nick)));
    assertEquals(room, house.room(), "and nobody is moved");
    assertEquals(List.of(), house.alarms);
  }

  @Test
  void whoComesBackMovesEverybodyAndThoseWhoLeadAreTold() {
    PersonId maya = house.comesAndIsLetIn(ana);
    String room = house.room();
    String nick = house.goesOn(maya, false);
    house.post("/events/occupant/joined", house.event(nick, maya, room));
    house.removes(ana, maya);
    soon(() -> assertFalse(house.prosody.has(room, nick)));
    house.prosody.enters(room, "ffffffff");
    house.post("/events/occupant/joined", house.event("ffffffff", maya, room));
    soon(() -> assertNotEquals(room, house.room()));
    soon(() -> assertFalse(house.prosody.rooms.containsKey(room)));
    assertEquals(List.of(house.session), house.alarms);
    assertEquals(1, house.counted.get(Tally.Event.MOVE));
  }

  @Test
  void whoLeadsAndComesBackIsToldOfWhatWasNoticedWhileNobodyLed() {
    PersonId maya = house.comesAndIsLetIn(ana);
    String room = house.room();
    house.goesOn(maya, false);
    house.isLost(ana);
    house.prosody.enters(room, "ffffffff");
    PersonId nobody = new PersonId(UUID.randomUUID());
    house.post("/events/occupant/joined", house.event("ffffffff", nobody, room));
    Instant noticed = house.now;
    house.now = house.now.plusSeconds(11);
    DATABASE.vertx().runOnContext(ignored -> house.guard.count());
    soon(() -> assertEquals(1, house.counted.get(Tally.Event.ALARM)));
    assertEquals(List.of(), house.alarms);
    house.now = house.now.plusSeconds(60);
    house.comes(ana, Role.HOST);
    soon(() -> assertEquals(List.of(house.session), house.alarms));
    assertEquals(noticed.plusSeconds(11), house.noticed.getFirst());
  }

  @Test
  void whoLeadsNoMoreIsPutOutAndMayComeBackAsWhoTheyAre() {
    PersonId ben = house.comes(Role.COHOST);
    String room = house.room();
    String nick = house.goesOn(ben, true);
    house.makes(ana, ben, Role.PARTICIPANT);
    soon(() -> assertFalse(house.prosody.has(room, nick)));
    house.goesOn(ben, false);
    assertEquals(room, house.room());
    assertEquals(List.of(), house.alarms);
  }

  @Test
  void theMediaEndWithTheSession() {
    String room = house.room();
    house.goesOn(ana, true);
    house.ends(ana);
    soon(() -> assertFalse(house.prosody.rooms.containsKey(room)));
  }

  @Test
  void aNodeThatMayNotJudgeDoesNothing() throws Exception {
    PersonId maya = house.comesAndIsLetIn(ana);
    String room = house.room();
    String nick = house.goesOn(maya, false);
    house.silent = true;
    int before = house.prosody.orders.size();
    house.removes(ana, maya);
    Thread.sleep(300);
    assertTrue(house.prosody.has(room, nick));
    assertEquals(before, house.prosody.orders.size());
  }

  @Test
  void aRoomThatIsNobodysEndsAndThoseOfSessionsAndRehearsalsStay() {
    String room = house.room();
    house.goesOn(ana, true);
    house.prosody.enters("0123456789abcdef0123456789abcdef", "left over");
    house.prosody.enters("My own meeting", "past the reservations");
    String rehearsal = house.rehearses();
    house.prosody.enters(rehearsal, "check1");
    for (int census = 0; census < 4; census++) {
      int before = house.prosody.orders.size();
      house.now = house.now.plusSeconds(10);
      DATABASE.vertx().runOnContext(ignored -> house.guard.count());
      soon(() -> assertTrue(house.prosody.orders.size() > before));
    }
    soon(() -> assertEquals(Set.of(room, rehearsal), house.prosody.rooms.keySet()));
    assertEquals(2, house.counted.get(Tally.Event.STRAY_ROOM));
  }

  @Test
  void theKeeperCountsAndFindsWhomNobodyToldOf() {
    String room = house.room();
    assertEquals(200, reserve(room).statusCode());
    soon(() -> assertTrue(house.stays().watched().contains(room)));
    house.goesOn(ana, true);
    house.prosody.enters(room, "unseen");
    house.now = house.now.plusSeconds(10);
    DATABASE.vertx().runOnContext(ignored -> house.guard.count());
    soon(() -> assertEquals(List.of(house.session), house.alarms));
    assertEquals(room, house.room());
    house.now = house.now.plusSeconds(10);
    DATABASE.vertx().runOnContext(ignored -> house.guard.count());
    soon(() -> assertNotEquals(room, house.room()));
  }

  @Test
  void whoIsOnTheMediaIsWrittenDownBeside() {
    PersonId maya = house.comesAndIsLetIn(ana);
    String nick = house.goesOn(maya, false);
    JsonObject event = house.event(nick, maya, house.room());
    DATABASE.vertx().runOnContext(ignored -> house.guard.start());
    house.post("/events/occupant/joined", event);
    house.now = house.now.plusSeconds(90);
    house.post("/events/occupant/left", event);
    soon(
        () ->
            assertEquals(
                2,
                DATABASE.count(
                    "select count(*) from media_witness where session_id = $1 and person_id = $2",
                    house.session.value(),
                    maya.value())));
    assertEquals(
        90,
        DATABASE.count(
            """
            select extract(epoch from max(at) - min(at))::bigint from media_witness
            where session_id = $1
            """,
            house.session.value()));
  }
}
