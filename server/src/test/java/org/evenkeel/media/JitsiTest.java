package org.evenkeel.media;

import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.evenkeel.live.GridOptions;
import org.evenkeel.live.Live;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.Sitter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What clients are offered: by each engine, to each role, at the door and inside. */
class JitsiTest {
  private static final MediaKey KEY = MediaKey.make(KeyPurpose.PEOPLE, Instant.EPOCH);
  private static final Instant NOW = Instant.parse("2026-03-02T18:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final JitsiSettings SETTINGS =
      new JitsiSettings(
          URI.create("https://meet.example.org"),
          "evenkeel",
          "meet.jitsi",
          "muc.meet.jitsi",
          URI.create("http://prosody:5280"),
          "s".repeat(32),
          Optional.of("sha384-" + "A".repeat(64)));
  private static final Mesh MESH =
      new Mesh(List.of(URI.create("stun:s.example:3478")), Optional.empty(), CLOCK);

  private static Vertx vertx;
  private static HazelcastInstance grid;
  private static MediaRooms rooms;

  private final SessionId session = new SessionId(UUID.randomUUID());

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    grid = Hazelcast.newHazelcastInstance(Live.grid(GridOptions.alone("j-" + UUID.randomUUID())));
    rooms = new MediaRooms(vertx, grid, any -> Future.succeededFuture(true));
    // The first of all takes longer than a welcome waits for it, where the machine is busy.
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> await(rooms.of(new SessionId(UUID.randomUUID()))) != null);
  }

  @AfterAll
  static void close() {
    grid.shutdown();
    await(vertx.close());
  }

  private static Jitsi jitsi(boolean withKey) {
    Optional<SigningKey> key =
        Optional.of(SigningKey.ofPem(KEY.kid(), KEY.privatePem().orElseThrow()));
    return new Jitsi(vertx, SETTINGS, MESH, rooms, () -> withKey ? key : Optional.empty(), CLOCK);
  }

  private static Sitter sitter(Role role, boolean admitted) {
    return new Sitter(new PersonId(UUID.randomUUID()), "Maya R.", role, admitted);
  }

  private MediaBackend.Offer offer(MediaBackend engine, Sitter who) {
    return await(await(engine.opened(session)).admitted(who));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aMeshNeedsNoPassAndGivesNone(Role role) {
    for (boolean admitted : List.of(true, false)) {
      MediaBackend.Offer offer = offer(MESH, sitter(role, admitted));
      assertFalse(offer.pass());
      assertEquals(
          Set.of("engine", "iceServers", "comfortablePeers"),
          new JsonObject(offer.json()).fieldNames());
    }
    assertFalse(MESH.givesPasses());
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void atTheDoorNobodyLearnsTheRoomOrGetsAPass(Role role) {
    String room = await(rooms.of(session)).name();
    MediaBackend.Offer offer = offer(jitsi(true), sitter(role, false));
    assertFalse(offer.pass());
    assertFalse(offer.json().contains(room), offer.json());
    assertFalse(new JsonObject(offer.json()).containsKey("token"), offer.json());
    assertEquals("jitsi", new JsonObject(offer.json()).getString("engine"));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void insideEachGetsAPassOfTheirOwnForTheRoomOfTheirSession(Role role) {
    Sitter who = sitter(role, true);
    MediaBackend.Offer offer = offer(jitsi(true), who);
    assertTrue(offer.pass());
    JsonObject json = new JsonObject(offer.json());
    String token = json.getString("token");
    String room = await(rooms.of(session)).name();
    assertEquals(
        new JsonObject()
            .put("engine", "jitsi")
            .put("library", "https://meet.example.org/libs/lib-jitsi-meet.min.js")
            .put("integrity", "sha384-" + "A".repeat(64))
            .put("serviceUrl", "wss://meet.example.org/xmpp-websocket")
            .put("domain", "meet.jitsi")
            .put("muc", "muc.meet.jitsi")
            .put("focus", "focus.meet.jitsi")
            .put("room", room)
            .put("token", token)
            .put("tokenExpiresAt", "2026-03-02T18:01:30.000Z")
            .put("e2ee", true)
            .put(
                "mesh",
                new JsonObject()
                    .put(
                        "iceServers",
                        new JsonArray()
                            .add(
                                new JsonObject()
                                    .put("urls", new JsonArray().add("stun:s.example:3478"))))
                    .put("comfortablePeers", Mesh.COMFORTABLE_PEERS)),
        json);
    JitsiRules rules = new JitsiRules(Map.of(KEY.kid(), KEY.publicKey()), "evenkeel", "meet.jitsi");
    assertEquals("in", rules.judge(token, room, NOW));
    JsonObject user = JitsiRules.context(token).getJsonObject("user");
    assertEquals(who.person().toString(), user.getString("id"));
    assertEquals(role.leads() ? "owner" : "member", JitsiRules.affiliation(token));
    String again = new JsonObject(offer(jitsi(true), who).json()).getString("token");
    assertNotEquals(
        JitsiRules.payload(token).getString("jti"), JitsiRules.payload(again).getString("jti"));
    assertFalse(offer.toString().contains(token), "it may end in a log");
  }

  @Test
  void whoeverLeadsNoMoreLeadsNothingByTheNextPass() {
    Sitter host = sitter(Role.HOST, true);
    Sitter demoted = new Sitter(host.person(), host.name(), Role.PARTICIPANT, true);
    String token = new JsonObject(offer(jitsi(true), demoted).json()).getString("token");
    assertEquals("member", JitsiRules.affiliation(token));
  }

  @Test
  void afterAMoveThePassIsForTheNewRoom() {
    String old = await(rooms.of(session)).name();
    String now = await(rooms.move(session, old)).name();
    JsonObject offer = new JsonObject(offer(jitsi(true), sitter(Role.HOST, true)).json());
    assertEquals(now, offer.getString("room"));
    assertEquals(now, JitsiRules.payload(offer.getString("token")).getString("room"));
  }

  @Test
  void noLogHoldsAPassOrTheNameOfARoom() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Logger ours = (Logger) LoggerFactory.getLogger("org.evenkeel");
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    root.addAppender(said);
    ours.setLevel(Level.TRACE);
    try {
      JsonObject offer = new JsonObject(offer(jitsi(true), sitter(Role.HOST, true)).json());
      offer(jitsi(false), sitter(Role.HOST, true));
      await(rooms.move(session, offer.getString("room")));
      assertFalse(said.list.isEmpty(), "that there is no key is said");
      for (ILoggingEvent event : List.copyOf(said.list)) {
        String line = event.toString() + event.getThrowableProxy();
        assertFalse(line.contains(offer.getString("token")), "a pass");
        assertFalse(line.contains(offer.getString("room")), "a room");
      }
    } finally {
      root.detachAppender(said);
      ours.setLevel(Level.INFO);
    }
  }

  @Test
  void withoutAKeyThereIsAnOfferAllTheSameAndTheMeshIsInIt() {
    Jitsi without = jitsi(false);
    MediaBackend.Offer offer = offer(without, sitter(Role.HOST, true));
    assertFalse(offer.pass());
    assertEquals(1, without.withheld());
    assertEquals(0, without.given());
    JsonObject json = new JsonObject(offer.json());
    assertFalse(json.containsKey("room") || json.containsKey("token"), offer.json());
    assertTrue(json.getJsonObject("mesh").containsKey("iceServers"));
  }

  @Test
  void withoutARoomThereIsAnOfferAllTheSame() {
    MediaRooms away = new MediaRooms(vertx, grid, any -> Future.failedFuture("away"));
    Jitsi jitsi =
        new Jitsi(
            vertx,
            SETTINGS,
            MESH,
            away,
            () -> Optional.of(SigningKey.ofPem(KEY.kid(), KEY.privatePem().orElseThrow())),
            CLOCK);
    MediaBackend.Offer offer = offer(jitsi, sitter(Role.HOST, true));
    assertFalse(offer.pass());
    assertFalse(new JsonObject(offer.json()).getBoolean("e2ee"));
  }
}
