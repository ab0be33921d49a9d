package org.evenkeel.media;

import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.evenkeel.live.GridOptions;
import org.evenkeel.live.Live;
import org.evenkeel.room.PersonId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three people who do not exist, at the same door as everybody. */
@Timeout(60)
class RehearsalsTest {
  private static final Instant NOW = Instant.parse("2026-03-02T18:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final MediaKey PEOPLE = MediaKey.make(KeyPurpose.PEOPLE, Instant.EPOCH);
  private static final MediaKey ORDERS = MediaKey.make(KeyPurpose.CONTROL, Instant.EPOCH);
  private static Vertx vertx;
  private static HazelcastInstance member;

  private FakeProsody prosody;
  private Rehearsals rehearsals;
  private final List<String> open = new ArrayList<>();

  @BeforeAll
  static void oneMember() {
    vertx = Vertx.vertx();
    member = Hazelcast.newHazelcastInstance(Live.grid(GridOptions.alone("r-" + UUID.randomUUID())));
  }

  @AfterAll
  static void goHome() {
    member.shutdown();
    await(vertx.close());
  }

  @BeforeEach
  void begin() {
    prosody = new FakeProsody(vertx, ORDERS);
    rehearsals = with(Optional.of(signing(PEOPLE)));
  }

  @AfterEach
  void end() {
    open.forEach(room -> await(rehearsals.close(room)));
    prosody.close();
  }

  private Rehearsals with(Optional<SigningKey> key) {
    return new Rehearsals(
        vertx, member, prosody.settings(), () -> key, () -> Optional.of(signing(ORDERS)), CLOCK);
  }

  private static SigningKey signing(MediaKey key) {
    return SigningKey.ofPem(key.kid(), key.privatePem().orElseThrow());
  }

  private JsonObject opened() {
    JsonObject made = await(rehearsals.open());
    open.add(made.getString("room"));
    return made;
  }

  private static JWTClaimsSet claims(JsonObject made, String pass) throws Exception {
    return SignedJWT.parse(made.getJsonObject("passes").getString(pass)).getJWTClaimsSet();
  }

  /** As our door asks when somebody comes with that pass; the reason why not, or null. */
  private String refused(JsonObject made, String room, String pass) throws Exception {
    JWTClaimsSet claims = claims(made, pass);
    Map<?, ?> user = (Map<?, ?>) claims.getJSONObjectClaim("context").get("user");
    PersonId person = PersonId.of((String) user.get("id"));
    Joins.Asked asked = new Joins.Asked(room, person, claims.getJWTID(), "nick");
    return await(rehearsals.join(asked)).orElseThrow().reason();
  }

  @Test
  void eachPassLetsOneInOnce() throws Exception {
    JsonObject made = opened();
    String room = made.getString("room");
    assertTrue(MediaRooms.isName(room), room);
    assertNull(refused(made, room, "first"));
    assertNull(refused(made, room, "second"));
    assertTrue(refused(made, room, "first").contains("used before"));
    assertNull(refused(made, room, "again"));
    assertNull(refused(made, room, "leader"));
  }

  @Test
  void aPassOfSomebodyElseIsNoPass() throws Exception {
    JsonObject made = opened();
    String id = claims(made, "first").getJWTID();
    PersonId stranger = new PersonId(UUID.randomUUID());
    Joins.Asked asked = new Joins.Asked(made.getString("room"), stranger, id, "nick");
    assertFalse(await(rehearsals.join(asked)).orElseThrow().reason() == null);
  }

  @Test
  void thePassesThatMustBeRefusedAreWhatTheySay() throws Exception {
    JsonObject made = opened();
    String room = made.getString("room");
    assertEquals(room, claims(made, "first").getStringClaim("room"));
    assertNotEquals(room, claims(made, "elsewhere").getStringClaim("room"));
    assertEquals(made.getString("denied"), claims(made, "denied").getStringClaim("room"));
    assertEquals("*", claims(made, "anywhere").getStringClaim("room"));
    assertTrue(claims(made, "expired").getExpirationTime().toInstant().isBefore(NOW));
    assertTrue(claims(made, "first").getExpirationTime().toInstant().isAfter(NOW));
  }

  @Test
  void whoIsThrownOutFindsTheDoorShut() throws Exception {
    JsonObject made = opened();
    String room = made.getString("room");
    assertNull(refused(made, room, "second"));
    prosody.enters(room, "nick");
    assertEquals(Optional.of(Sighting.Answer.TAKEN), await(rehearsals.removeSecond(room, "nick")));
    assertFalse(prosody.has(room, "nick"));
    assertTrue(refused(made, room, "again").contains("taken out"));
    assertNull(refused(made, room, "first"), "the other one");
  }

  @Test
  void itsRoomIsCountedAndEndedAsThoseOfGroupsAre() {
    String room = opened().getString("room");
    assertEquals(Optional.of(0), await(rehearsals.count(room)));
    prosody.enters(room, "one");
    prosody.enters(room, "two");
    assertEquals(Optional.of(2), await(rehearsals.count(room)));
    assertEquals(Optional.of(Control.Ended.DONE), await(rehearsals.end(room)));
    assertEquals(Map.of(), prosody.rooms);
    prosody.withoutModules = true;
    assertTrue(await(rehearsals.count(room).map(false).otherwise(true)), "nobody is no answer");
    assertEquals(Optional.of(Control.Ended.FAILED), await(rehearsals.end(room)));
  }

  @Test
  void realRoomsAreNoneOfItsBusiness() {
    String real = "a".repeat(32);
    prosody.enters(real, "nick");
    assertEquals(Optional.empty(), await(rehearsals.removeSecond(real, "nick")));
    assertEquals(Optional.empty(), await(rehearsals.count(real)));
    assertEquals(Optional.empty(), await(rehearsals.end(real)));
    assertTrue(prosody.has(real, "nick"), "nobody is kicked out of a room of others");
    assertEquals(Optional.empty(), await(rehearsals.reserve(real, NOW.toString(), null)));
    assertEquals(Optional.empty(), await(rehearsals.reserve("no name of ours", "", null)));
    Joins.Asked asked = new Joins.Asked(real, new PersonId(UUID.randomUUID()), "a pass", "nick");
    assertEquals(Optional.empty(), await(rehearsals.join(asked)));
  }

  @Test
  void itsOwnRoomMayExistUntilItIsOver() throws Exception {
    JsonObject made = opened();
    String room = made.getString("room");
    Reservations.Answer answer =
        await(rehearsals.reserve(room, NOW.toString(), "focus")).orElseThrow();
    assertEquals(200, answer.status());
    assertEquals(room, answer.body().getString("name"));
    String denied = made.getString("denied");
    assertEquals(Optional.empty(), await(rehearsals.reserve(denied, NOW.toString(), null)));
    await(rehearsals.close(room));
    assertEquals(Optional.empty(), await(rehearsals.reserve(room, NOW.toString(), null)));
  }

  @Test
  void thereAreNotMoreThanFourAtOnce() {
    for (int i = 0; i < 4; i++) {
      opened();
    }
    assertRefused(rehearsals, "try again");
    await(rehearsals.close(open.getFirst()));
    opened();
  }

  @Test
  void withoutAKeyThereIsNone() {
    assertRefused(with(Optional.empty()), "no key");
  }

  private static void assertRefused(Rehearsals rehearsals, String words) {
    Throwable why = await(rehearsals.open().map((Throwable) null).otherwise(failure -> failure));
    assertInstanceOf(Rehearsals.Refused.class, why);
    assertTrue(why.getMessage().contains(words), why.getMessage());
  }

  @Test
  void noEventLoopSignsThePasses() {
    List<Boolean> onLoops = new CopyOnWriteArrayList<>();
    Rehearsals signing =
        new Rehearsals(
            vertx,
            member,
            prosody.settings(),
            () -> {
              onLoops.add(Context.isOnEventLoopThread());
              return Optional.of(signing(PEOPLE));
            },
            Optional::empty,
            CLOCK);
    Promise<JsonObject> made = Promise.promise();
    vertx.runOnContext(ignored -> signing.open().onComplete(made));
    open.add(await(made.future()).getString("room"));
    assertEquals(List.of(false), onLoops);
  }
}
