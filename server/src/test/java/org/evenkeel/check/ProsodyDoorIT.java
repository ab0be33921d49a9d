package org.evenkeel.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.evenkeel.check.OurServerFake.Mood;
import org.evenkeel.testing.BadToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our modules in a real Prosody, with a plain MUC. What Jitsi's own modules do is not shown here:
 * stand-ins are in their places.
 */
class ProsodyDoorIT {
  private static final List<String> MODULES =
      List.of("token_verification", "evenkeel_door", "evenkeel_events");
  private static final int PATIENCE_MS = 5_000;
  private static Vertx vertx;
  private static WebSocketClient sockets;
  @TempDir Path folder;

  private OurServerFake server;
  private DebianProsody prosody;
  private int nicks;

  @BeforeAll
  static void open() {
    Assumptions.assumeTrue(
        DebianProsody.missing().isEmpty(),
        () -> "SKIPPED: not installed: " + DebianProsody.missing() + " (prosody, lua-luaossl)");
    vertx = Vertx.vertx();
    sockets = vertx.createWebSocketClient();
  }

  @AfterAll
  static void close() {
    if (vertx != null) {
      vertx.close().await();
    }
  }

  private void start(List<String> modules) throws Exception {
    server = new OurServerFake(vertx);
    prosody = DebianProsody.start(folder, server.address(), modules);
    server.control = URI.create("http://127.0.0.1:" + prosody.port());
    server.seated.add("p1");
    server.seated.add("p2");
  }

  @AfterEach
  void stop() throws Exception {
    if (prosody != null) {
      prosody.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void whoeverIsSeatedComesInAndEverybodyElseIsRefusedInWords() throws Exception {
    start(MODULES);
    opensRoom();
    assertEquals(Optional.empty(), join("p1", OurServerFake.ROOM));
    assertEquals(Optional.of("Evenkeel: Not seated"), join("p3", OurServerFake.ROOM));
    assertEquals(Optional.of("Room and token mismatched"), join("p1", OurServerFake.OTHER));
    assertEquals(Optional.of("Evenkeel: The pass is not for this room"), join("p1", "*"));
    JsonObject asked = server.joins.getFirst();
    assertEquals(OurServerFake.ROOM, asked.getString("room"));
    assertEquals("p1", asked.getString("person"));
    assertTrue(asked.getString("occupant").startsWith(OurServerFake.ROOM + "@"), asked::encode);
    assertEquals(36, asked.getString("tokenId").length());
    assertEquals(2, server.joins.size(), "what can be told at the door is not asked");
  }

  @Test
  void aTokenIsGoodOnceAndAPersonWithoutAPersonOrAnIdIsNobody() throws Exception {
    start(MODULES);
    opensRoom();
    JsonObject claims = TestTokens.claims("p1", OurServerFake.ROOM);
    assertEquals(Optional.empty(), join(claims));
    assertEquals(Optional.of("Evenkeel: Not seated"), join(claims));
    claims = TestTokens.claims("p1", OurServerFake.ROOM);
    claims.remove("jti");
    assertEquals(Optional.of("Evenkeel: The pass names nobody"), join(claims));
    claims = TestTokens.claims("p1", OurServerFake.ROOM);
    claims.remove("context");
    assertEquals(Optional.of("Evenkeel: The pass names nobody"), join(claims));
  }

  @Test
  void withoutARightAnswerNobodyComesIn() throws Exception {
    start(MODULES);
    opensRoom();
    for (Mood mood : List.of(Mood.BROKEN, Mood.NONSENSE)) {
      server.mood = mood;
      assertEquals(
          Optional.of("Evenkeel: The server could not be asked"), join("p1", OurServerFake.ROOM));
    }
    server.mood = Mood.SILENT;
    long asked = System.nanoTime();
    assertEquals(
        Optional.of("Evenkeel: The server did not answer in time"), join("p1", OurServerFake.ROOM));
    long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
    assertTrue(ms >= 1_900 && ms < 4_000, () -> ms + " ms");
    server.mood = Mood.RIGHT;
    assertEquals(Optional.empty(), join("p1", OurServerFake.ROOM));
  }

  @Test
  void whereOurServerIsGoneNobodyComesIn() throws Exception {
    start(MODULES);
    opensRoom();
    Xmpp one = signedIn("p1", OurServerFake.ROOM);
    server.close();
    assertEquals(
        Optional.of("Evenkeel: The server could not be asked"),
        one.join(room(OurServerFake.ROOM), "late").await());
    server = null;
  }

  @Test
  void whereNoTokensAreVerifiedForRoomsNobodyComesIn() throws Exception {
    start(List.of("evenkeel_door"));
    opensRoom();
    assertEquals(
        Optional.of("Evenkeel: Rooms do not verify tokens here"), join("p1", OurServerFake.ROOM));
    assertEquals(List.of(), server.joins);
  }

  @Test
  void aRoomIsNotMadeByWhoeverComesFirst() throws Exception {
    start(MODULES);
    // Nobody has opened it: the door lets them pass, and Prosody itself keeps them out.
    assertEquals(Optional.of("Room creation is restricted"), join("p1", OurServerFake.ROOM));
    // By the address of the room itself, a way past the question.
    Xmpp one = signedIn("p1", OurServerFake.ROOM);
    var answer = one.awaits(s -> s.name().equals("presence") && s.isError());
    one.says(
        "<presence xmlns='jabber:client' to='"
            + room(OurServerFake.ROOM)
            + "'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
    assertEquals("Evenkeel: Nobody was asked", answer.await().why());
  }

  @Test
  void whoeverLeadsWithUsLeadsOnTheMedia() throws Exception {
    start(MODULES);
    opensRoom();
    JsonObject claims = TestTokens.claims("p1", OurServerFake.ROOM);
    claims.getJsonObject("context").getJsonObject("user").put("affiliation", "owner");
    Xmpp host = connect(server.tokens.sign(claims));
    assertEquals(Optional.empty(), host.signIn().await());
    assertEquals(Optional.empty(), host.join(room(OurServerFake.ROOM), "host").await());
    assertEquals("moderator", role(host));
    Xmpp guest = signedIn("p2", OurServerFake.ROOM);
    assertEquals(Optional.empty(), guest.join(room(OurServerFake.ROOM), "guest").await());
    assertEquals("participant", role(guest));
  }

  /**
   * As jicofo would do with its own authentication on, an owner of the room as it is; and as
   * whoever leads could do with Jitsi's own means.
   */
  @Test
  void nobodyButTheDoorMakesAnybodyLead() throws Exception {
    start(MODULES);
    opensRoom();
    JsonObject claims = TestTokens.claims("p1", OurServerFake.ROOM);
    claims.getJsonObject("context").getJsonObject("user").put("affiliation", "owner");
    Xmpp host = connect(server.tokens.sign(claims));
    assertEquals(Optional.empty(), host.signIn().await());
    assertEquals(Optional.empty(), host.join(room(OurServerFake.ROOM), "host").await());
    Xmpp guest = signedIn("p2", OurServerFake.ROOM);
    assertEquals(Optional.empty(), guest.join(room(OurServerFake.ROOM), "guest").await());
    for (String affiliation : List.of("owner", "admin")) {
      assertEquals("not-allowed", focusMakes(bare(guest), affiliation));
      assertEquals("not-allowed", focusMakes(bare(host), affiliation), "what the door has made");
      Stanza answer = promotes(host, "jid='" + bare(guest) + "' affiliation='" + affiliation + "'");
      assertEquals("not-allowed", answer.why());
    }
    assertEquals("not-allowed", promotes(host, "nick='guest' role='moderator'").why());
    assertEquals("none participant", standing(guest));
    assertEquals("owner moderator", standing(host));
    List<String> said =
        prosody.log().lines().filter(line -> line.contains("not made to lead")).toList();
    assertEquals(7, said.size(), said::toString);
    assertFalse(said.toString().contains("@"), "a name in the log");
    // And jicofo does with its room what it must.
    assertEquals("done", focusMakes("focus@auth.test", "owner"));
    assertEquals("done", focusMakes(bare(guest), "member"));
    assertEquals("member participant", standing(guest));
    var out = guest.awaits(s -> Xmpp.isOwn(s) && s.get("type").equals("unavailable"));
    assertEquals("done", focusMakes(bare(guest), "outcast"));
    out.await();
  }

  private static Stanza promotes(Xmpp one, String item) {
    return one.iq(
            "set",
            room(OurServerFake.ROOM),
            "<query xmlns='http://jabber.org/protocol/muc#admin'><item " + item + "/></query>")
        .await();
  }

  /** What Prosody says to the stand-in for jicofo. */
  private String focusMakes(String who, String affiliation) throws Exception {
    URI address =
        server.control.resolve(
            "/stand-in/affiliation?room=%s&who=%s&affiliation=%s"
                .formatted(room(OurServerFake.ROOM), who, affiliation));
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(address).PUT(HttpRequest.BodyPublishers.noBody()).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static String bare(Xmpp one) {
    return one.jid().substring(0, one.jid().indexOf('/'));
  }

  @Test
  void whoComesAndGoesIsToldWithTheNickByWhichTheyAreKicked() throws Exception {
    start(MODULES);
    opensRoom();
    Xmpp one = signedIn("p1", OurServerFake.ROOM);
    assertEquals(Optional.empty(), one.join(room(OurServerFake.ROOM), "abc").await());
    one.leave(room(OurServerFake.ROOM), "abc").await();
    Awaitility.await()
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> server.events.stream().anyMatch(e -> path(e).equals("occupant/left")));
    JsonObject joined =
        server.events.stream().filter(e -> path(e).equals("occupant/joined")).findFirst().get();
    assertEquals(OurServerFake.ROOM, joined.getString("room_name"));
    assertEquals(1, joined.getInteger("active_occupants_count"));
    assertEquals("p1", joined.getJsonObject("occupant").getString("id"));
    assertEquals("abc", joined.getJsonObject("occupant").getString("nick"));
    JsonObject left =
        server.events.stream().filter(e -> path(e).equals("occupant/left")).findFirst().get();
    assertEquals(0, left.getInteger("active_occupants_count"));
    assertTrue(left.getJsonObject("occupant").getLong("left_at") > 0);
  }

  /**
   * Every reason for which a token of ours, or one that only looks like it, is not good enough. The
   * libraries are others than ours; what reads the token with them is our stand-in for Jitsi's
   * module, by its rules as we know them. That theirs refuses a forged one is for {@code
   * check-jitsi} to show.
   */
  @TestFactory
  Stream<DynamicTest> tokensAreJudgedByAnotherImplementationThanOurs() throws Exception {
    start(MODULES);
    String good = server.tokens.sign(TestTokens.claims("p1", OurServerFake.ROOM));
    return Arrays.stream(BadToken.values())
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind.name(),
                    () -> {
                      assertEquals(
                          refusalAtLogin(kind),
                          connect(server.tokens.bad(kind, good)).signIn().await());
                      assertEquals(Optional.empty(), connect(good).signIn().await());
                    }));
  }

  private static Optional<String> refusalAtLogin(BadToken kind) {
    return switch (kind) {
      case UNSIGNED -> Optional.of("Invalid token");
      case UNSIGNED_WITH_ANOTHERS_SIGNATURE,
          KEYED_WITH_WHAT_IS_PUBLISHED,
          ANOTHER_ALGORITHM,
          NO_ALGORITHM ->
          Optional.of("Invalid or incorrect alg");
      case KEYED_UNDER_ANOTHER_NAME -> Optional.of("Invalid signature");
      case ANOTHER_TYPE, NO_TYPE -> Optional.of("Invalid typ");
      case ANOTHER_KEY -> Optional.of("could not obtain public key");
      case NO_KEY -> Optional.of("'kid' claim is missing");
      case ANOTHER_ISSUER -> Optional.of("invalid 'iss' claim");
      case NO_ISSUER -> Optional.of("'iss' claim is missing");
      case ANOTHER_AUDIENCE, A_LIST_OF_AUDIENCES -> Optional.of("invalid 'aud' claim");
      case NO_AUDIENCE -> Optional.of("'aud' claim is missing");
      case NO_SUBJECT -> Optional.of("'sub' claim is missing");
      case OVER -> Optional.of("Not acceptable by exp");
      case EARLY -> Optional.of("Not acceptable by nbf");
      case NO_ROOM -> Optional.of("'room' claim is missing");
      // Jitsi takes these at login: it asks for no end, looks at the subject where domains are
      // verified, which we do not set, and at the room when somebody enters one.
      case NO_END, ANOTHER_SUBJECT, ANOTHER_ROOM -> Optional.empty();
    };
  }

  @Test
  void anotherKeyOrAnothersSignatureOpensNothing() throws Exception {
    start(MODULES);
    assertEquals(Optional.of("token required"), connect("").signIn().await());
    String good = server.tokens.sign(TestTokens.claims("p1", OurServerFake.ROOM));
    String forged = new TestTokens().sign(TestTokens.claims("p1", OurServerFake.ROOM));
    assertEquals(Optional.of("Invalid signature"), connect(forged).signIn().await());
    String spliced =
        good.substring(0, good.lastIndexOf('.')) + forged.substring(forged.lastIndexOf('.'));
    assertEquals(Optional.of("Invalid signature"), connect(spliced).signIn().await());
    assertEquals(Optional.empty(), connect(good).signIn().await());
  }

  /** For Jitsi it would be good for ever. */
  @Test
  void aTokenWithoutAnEndIsGoodOnceAllTheSame() throws Exception {
    start(MODULES);
    opensRoom();
    String good = server.tokens.sign(TestTokens.claims("p1", OurServerFake.ROOM));
    String endless = server.tokens.bad(BadToken.NO_END, good);
    assertEquals(Optional.empty(), joinWith(endless));
    assertEquals(Optional.of("Evenkeel: Not seated"), joinWith(endless));
  }

  @Test
  void noTokenStaysInTheLog() throws Exception {
    start(MODULES);
    opensRoom();
    join("p1", OurServerFake.OTHER);
    join("p3", OurServerFake.ROOM);
    join("p1", OurServerFake.ROOM);
    Awaitility.await()
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> prosody.log().contains("not allowed to join"));
    assertTrue(prosody.log().contains("(token)"), "the stand-in tells the log what it must not");
    assertFalse(prosody.log().contains("eyJ"), "a token");
    assertFalse(prosody.log().contains(DebianProsody.SECRET));
  }

  /** Prosody says of another name that somebody has left, and of nobody that they have come. */
  @Test
  void whoeverIsInKeepsTheirNameAndIsNotTakenForGone() throws Exception {
    start(MODULES);
    opensRoom();
    Xmpp one = signedIn("p1", OurServerFake.ROOM);
    assertEquals(Optional.empty(), one.join(room(OurServerFake.ROOM), "abc").await());
    Xmpp two = signedIn("p2", OurServerFake.ROOM);
    assertEquals(Optional.empty(), two.join(room(OurServerFake.ROOM), "def").await());
    String refused = "Evenkeel: Nobody changes their name here";
    for (String nick : List.of("xyz", "def")) {
      for (String x : List.of("", "<x xmlns='http://jabber.org/protocol/muc'/>")) {
        var answer = one.awaits(s -> s.name().equals("presence") && s.isError());
        one.says(presence(nick, x));
        assertEquals(refused, answer.await().why(), nick + x);
      }
    }
    for (String x : List.of("", "<x xmlns='http://jabber.org/protocol/muc'/>")) {
      var heard = two.awaits(s -> s.get("from").endsWith("/abc"));
      one.says(presence("abc", x + "<show>away</show>"));
      Stanza update = heard.await();
      assertFalse(update.isError());
      assertEquals("", update.get("type"));
      assertTrue(update.child("show").isPresent(), x);
    }
    one.leave(room(OurServerFake.ROOM), "abc").await();
    Awaitility.await()
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> server.events.stream().anyMatch(e -> path(e).equals("occupant/left")));
    List<String> told =
        server.events.stream()
            .filter(e -> path(e).startsWith("occupant/"))
            .map(e -> path(e) + " " + e.getJsonObject("occupant").getString("nick"))
            .sorted()
            .toList();
    assertEquals(List.of("occupant/joined abc", "occupant/joined def", "occupant/left abc"), told);
  }

  private static String presence(String nick, String payload) {
    return "<presence xmlns='jabber:client' to='"
        + room(OurServerFake.ROOM)
        + "/"
        + nick
        + "'>"
        + payload
        + "</presence>";
  }

  /** Jitsi's module is of no host: what we ship must tell it the keys where it looks. */
  @Test
  void aRoomIsEndedByAnOrderThatIsSignedWithOurOtherKey() throws Exception {
    start(MODULES);
    opensRoom();
    Xmpp one = signedIn("p1", OurServerFake.ROOM);
    assertEquals(Optional.empty(), one.join(room(OurServerFake.ROOM), "abc").await());
    var out = one.awaits(s -> Xmpp.isOwn(s) && s.get("type").equals("unavailable"));
    assertEquals(200, server.end().await());
    out.await();
  }

  private static String role(Xmpp one) {
    return item(one.seen().stream().filter(Xmpp::isOwn).findFirst(), "role");
  }

  /** Affiliation and role, as the room told them last before it answered something else. */
  private static String standing(Xmpp one) {
    one.iq(
            "get",
            room(OurServerFake.ROOM),
            "<query xmlns='http://jabber.org/protocol/disco#info'/>")
        .await();
    var last = one.seen().stream().filter(Xmpp::isOwn).reduce((earlier, later) -> later);
    return item(last, "affiliation") + " " + item(last, "role");
  }

  private static String item(Optional<Stanza> presence, String what) {
    return presence
        .flatMap(s -> s.child("x"))
        .flatMap(x -> x.child("item"))
        .map(item -> item.get(what))
        .orElse("none");
  }

  private static String path(JsonObject event) {
    return event.getString("path").substring("/jitsi/events/".length());
  }

  private static String room(String name) {
    return name + "@" + DebianProsody.MUC;
  }

  private void opensRoom() {
    Xmpp one = signedIn("p1", OurServerFake.ROOM);
    Stanza answer =
        one.iq(
                "set",
                DebianProsody.FOCUS,
                "<conference xmlns='http://jitsi.org/protocol/focus' room='"
                    + room(OurServerFake.ROOM)
                    + "'/>")
            .await();
    assertFalse(answer.isError(), answer::why);
    one.close().await();
  }

  private Optional<String> join(String person, String room) {
    return join(TestTokens.claims(person, room));
  }

  /** Always into the one room that there is. */
  private Optional<String> join(JsonObject claims) {
    return joinWith(server.tokens.sign(claims));
  }

  private Optional<String> joinWith(String token) {
    Xmpp one = connect(token);
    assertEquals(Optional.empty(), one.signIn().await());
    return one.join(room(OurServerFake.ROOM), "n" + nicks++).await();
  }

  private Xmpp signedIn(String person, String room) {
    Xmpp one = connect(server.tokens.sign(TestTokens.claims(person, room)));
    assertEquals(Optional.empty(), one.signIn().await());
    return one;
  }

  private Xmpp connect(String token) {
    return Xmpp.connect(
            vertx,
            sockets,
            URI.create("ws://127.0.0.1:" + prosody.port() + "/xmpp-websocket"),
            DebianProsody.DOMAIN,
            Optional.of(token).filter(t -> !t.isEmpty()),
            PATIENCE_MS)
        .await();
  }
}
