package org.evenkeel.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.Sitter;
import org.evenkeel.testing.BadToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What our tokens say, held against the rules by which Jitsi judges them. */
class PassesTest {
  private static final MediaKey KEY = MediaKey.make(KeyPurpose.PEOPLE, Instant.EPOCH);
  private static final MediaKey OTHER = MediaKey.make(KeyPurpose.PEOPLE, Instant.EPOCH);
  private static final Instant NOW = Instant.parse("2026-03-02T18:00:00.700Z");
  private static final String ROOM = "0123456789abcdef0123456789abcdef";
  private static final PersonId MAYA = new PersonId(UUID.randomUUID());
  private static final JitsiRules JITSI =
      new JitsiRules(Map.of(KEY.kid(), KEY.publicKey()), "evenkeel", "meet.jitsi");

  private static SigningKey signing(MediaKey key) {
    return SigningKey.ofPem(key.kid(), key.privatePem().orElseThrow());
  }

  private static final Passes PASSES = new Passes(signing(KEY), "evenkeel", "meet.jitsi");

  private static MediaPass pass(Role role) {
    return PASSES.mint(new Sitter(MAYA, "Maya R.", role, true), ROOM, "id-1", NOW);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whoeverIsInGetsIntoTheirRoomAndLeadsItOnlyWhereTheyLeadOurs(Role role) {
    MediaPass pass = pass(role);
    assertEquals("in", JITSI.judge(pass.token(), ROOM, NOW));
    boolean leads = role == Role.HOST || role == Role.COHOST;
    assertEquals(leads ? "owner" : "member", JitsiRules.affiliation(pass.token()));
    JsonObject user = JitsiRules.context(pass.token()).getJsonObject("user");
    assertEquals(
        new JsonObject()
            .put("id", MAYA.toString())
            .put("name", "Maya R.")
            .put("affiliation", leads ? "owner" : "member")
            .put("moderator", leads ? "true" : "false"),
        user);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whoeverWaitsGetsNone(Role role) {
    Sitter waits = new Sitter(MAYA, "Maya R.", role, false);
    assertThrows(
        IllegalArgumentException.class, () -> PASSES.mint(waits, ROOM, "id-1", NOW), "waits");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void allFeaturesAreOffByName(Role role) {
    JsonObject features = JitsiRules.context(pass(role).token()).getJsonObject("features");
    assertEquals(new TreeSet<>(Passes.FEATURES), new TreeSet<>(features.fieldNames()));
    features.forEach(feature -> assertEquals(false, feature.getValue(), feature.getKey()));
    // Those that Jitsi's server grants to every moderator of whom it is told nothing.
    assertTrue(
        features
            .fieldNames()
            .containsAll(
                Set.of(
                    "recording",
                    "livestreaming",
                    "transcription",
                    "outbound-call",
                    "sip-outbound-call",
                    "file-upload",
                    "send-groupchat",
                    "create-polls")));
  }

  @Test
  void nothingElseIsSaidOfAnybody() {
    JsonObject payload = JitsiRules.payload(pass(Role.PARTICIPANT).token());
    assertEquals(
        Set.of("iss", "aud", "sub", "room", "iat", "nbf", "exp", "jti", "context"),
        payload.fieldNames());
    assertEquals(Set.of("user", "features"), payload.getJsonObject("context").fieldNames());
    assertEquals("id-1", payload.getString("jti"));
    assertEquals("evenkeel", payload.getString("aud"), "one word, no list: Prosody takes no list");
    long end = payload.getLong("exp");
    assertEquals(90, end - payload.getLong("iat"));
    assertEquals(10, payload.getLong("iat") - payload.getLong("nbf"));
  }

  @Test
  void itIsGoodForAMinuteAndAHalfAndForAClockThatIsALittleBehind() {
    String token = pass(Role.PARTICIPANT).token();
    Instant end = pass(Role.PARTICIPANT).expiresAt();
    assertTrue(Duration.between(NOW, end).compareTo(Duration.ofSeconds(60)) >= 0);
    assertTrue(Duration.between(NOW, end).compareTo(Duration.ofSeconds(120)) <= 0);
    assertEquals("in", JITSI.judge(token, ROOM, end.minusMillis(1)));
    assertEquals("exp", JITSI.judge(token, ROOM, end));
    assertEquals("in", JITSI.judge(token, ROOM, NOW.minusSeconds(10)));
    assertEquals("nbf", JITSI.judge(token, ROOM, NOW.minusSeconds(12)));
    assertEquals("exp", JITSI.judge(token, ROOM, NOW.plusSeconds(600)), "ten minutes ahead");
    assertEquals("nbf", JITSI.judge(token, ROOM, NOW.minusSeconds(600)), "ten minutes behind");
  }

  @Test
  void itIsForOneRoomOfOneHouse() {
    String token = pass(Role.HOST).token();
    assertEquals("room", JITSI.judge(token, ROOM.replace('0', '1'), NOW));
    assertEquals("room", JITSI.judge(token, "*", NOW));
    assertEquals("room", JITSI.judge(token, ROOM.substring(1), NOW));
    Map<String, java.security.interfaces.RSAPublicKey> keys = Map.of(KEY.kid(), KEY.publicKey());
    assertEquals("iss", new JitsiRules(keys, "other", "meet.jitsi").judge(token, ROOM, NOW));
    assertEquals("sub", new JitsiRules(keys, "evenkeel", "other.test").judge(token, ROOM, NOW));
  }

  @Test
  void anotherKeyOpensNothing() {
    Sitter maya = new Sitter(MAYA, "Maya R.", Role.HOST, true);
    Passes stranger = new Passes(signing(OTHER), "evenkeel", "meet.jitsi");
    assertEquals("kid", JITSI.judge(stranger.mint(maya, ROOM, "i", NOW).token(), ROOM, NOW));
    SigningKey forged = new SigningKey(KEY.kid(), signing(OTHER).key());
    Passes thief = new Passes(forged, "evenkeel", "meet.jitsi");
    assertEquals("signature", JITSI.judge(thief.mint(maya, ROOM, "i", NOW).token(), ROOM, NOW));
    String token = pass(Role.PARTICIPANT).token();
    String[] parts = token.split("\\.");
    String changed =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(JitsiRules.payload(token).put("room", "*").encode().getBytes());
    assertEquals("signature", JITSI.judge(parts[0] + "." + changed + "." + parts[2], ROOM, NOW));
  }

  /**
   * Made from a pass of ours, and refused for the one thing that is wrong with it. The rules are
   * written down by us, so of Jitsi itself this shows nothing; {@code check-jitsi} tries the forged
   * ones there.
   */
  @ParameterizedTest
  @CsvSource({
    "UNSIGNED, form",
    "UNSIGNED_WITH_ANOTHERS_SIGNATURE, alg",
    "KEYED_WITH_WHAT_IS_PUBLISHED, alg",
    "KEYED_UNDER_ANOTHER_NAME, signature",
    "ANOTHER_ALGORITHM, alg",
    "NO_ALGORITHM, alg",
    "ANOTHER_TYPE, typ",
    "NO_TYPE, typ",
    "ANOTHER_KEY, kid",
    "NO_KEY, kid",
    "ANOTHER_ISSUER, iss",
    "NO_ISSUER, iss",
    "ANOTHER_AUDIENCE, aud",
    "A_LIST_OF_AUDIENCES, aud",
    "NO_AUDIENCE, aud",
    "ANOTHER_SUBJECT, sub",
    "NO_SUBJECT, sub",
    "OVER, exp",
    "NO_END, exp",
    "EARLY, nbf",
    "ANOTHER_ROOM, room",
    "NO_ROOM, room"
  })
  void aBadOneOpensNothing(BadToken kind, String why) {
    String good = pass(Role.HOST).token();
    assertEquals("in", JITSI.judge(good, ROOM, NOW));
    String bad = kind.of(good, KEY.publicPem(), signing(KEY).key());
    assertEquals(why, JITSI.judge(bad, ROOM, NOW));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "*",
        ".*",
        "group",
        "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef",
        "0123456789abcdef0123456789abcdef0"
      })
  void aRoomWithoutANameOfOursIsNeverNamed(String room) {
    Sitter maya = new Sitter(MAYA, "Maya R.", Role.HOST, true);
    assertThrows(IllegalArgumentException.class, () -> PASSES.mint(maya, room, "id-1", NOW), room);
  }

  @Test
  void aNameIsPlainTextOfSomeLength() {
    Sitter odd = new Sitter(MAYA, "Zoë\u0000\n😀".repeat(60), Role.HOST, true);
    String token = PASSES.mint(odd, ROOM, "i", NOW).token();
    String name = JitsiRules.context(token).getJsonObject("user").getString("name");
    assertTrue(name.length() <= 81, name);
    assertTrue(name.startsWith("Zoë  😀"), name);
    assertTrue(name.chars().noneMatch(Character::isISOControl), name);
    assertFalse(Character.isHighSurrogate(name.charAt(name.length() - 1)), name);
  }

  /** The stand-in refuses what it should: or the tests above would say nothing. */
  @Test
  void theRulesKnowABadTokenWhenTheySeeOne() {
    SigningKey key = signing(KEY);
    JWTClaimsSet noEnd =
        new JWTClaimsSet.Builder()
            .issuer("evenkeel")
            .audience("evenkeel")
            .subject("meet.jitsi")
            .claim("room", "*")
            .build();
    assertEquals("exp", JITSI.judge(key.sign(noEnd), ROOM, NOW));
    JWTClaimsSet any =
        new JWTClaimsSet.Builder(noEnd).expirationTime(Date.from(NOW.plusSeconds(9))).build();
    assertEquals("in", JITSI.judge(key.sign(any), ROOM, NOW), "as Jitsi takes it");
    assertEquals("form", JITSI.judge("not a token", ROOM, NOW));
  }

  @Test
  void noneOfItIsPrinted() {
    MediaPass pass = pass(Role.HOST);
    assertFalse(pass.toString().contains(pass.token()), pass.toString());
    String printed = signing(KEY) + " " + KEY + " " + new Sitter(MAYA, "Maya", Role.HOST, true);
    assertFalse(printed.contains("PRIVATE"), printed);
    assertFalse(printed.contains("Maya"), printed);
    assertFalse(printed.contains("modulus"), printed);
  }
}
