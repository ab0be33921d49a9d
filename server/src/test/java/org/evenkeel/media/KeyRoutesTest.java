package org.evenkeel.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.evenkeel.store.Database;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.TestDatabase;
import org.evenkeel.web.MediaServer;
import org.evenkeel.web.Origins;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Public keys over HTTP, read as Jitsi's Prosody reads them: with nothing of ours but the bytes.
 */
class KeyRoutesTest {
  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;
  static MediaKeys keys;

  @BeforeAll
  static void open() throws Exception {
    door =
        new DoorFixture(
            db.parsed(),
            Origins.loopback(1),
            vertx -> {
              keys = new MediaKeys(vertx, Database.connect(vertx, db.parsed()), Clock.systemUTC());
              Router parts = Router.router(vertx);
              new KeyRoutes(keys).mount(parts);
              return Optional.of(new MediaServer("https://meet", "wss://meet", parts));
            });
    DoorFixture.await(keys.start());
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static SigningKey key(KeyPurpose purpose) {
    return keys.signing(purpose).orElseThrow();
  }

  private static String hash(String kid) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(kid.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void eachTokenIsCheckedWithTheKeyThatItsHeaderNames() throws Exception {
    for (KeyPurpose purpose : KeyPurpose.values()) {
      String path = purpose == KeyPurpose.PEOPLE ? "keys" : "control-keys";
      String other = purpose == KeyPurpose.PEOPLE ? "control-keys" : "keys";
      String token = key(purpose).sign(new JWTClaimsSet.Builder().subject("x").build());
      String[] parts = token.split("\\.");
      JsonObject header =
          new JsonObject(
              new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8));
      assertEquals("RS256", header.getString("alg"));
      assertEquals("JWT", header.getString("typ"));
      String file = hash(header.getString("kid")) + ".pem";
      HttpResponse<String> answer = door.get("/jitsi/" + path + "/" + file);
      assertEquals(200, answer.statusCode());
      assertEquals("public, max-age=600", answer.headers().firstValue("Cache-Control").orElse(""));
      String pem = answer.body();
      assertTrue(pem.startsWith("-----BEGIN PUBLIC KEY-----\n"), pem);
      assertTrue(pem.endsWith("\n-----END PUBLIC KEY-----\n"), pem);
      assertTrue(pem.lines().allMatch(line -> line.length() <= 64), pem);
      byte[] encoded =
          Base64.getDecoder()
              .decode(pem.lines().filter(l -> !l.startsWith("-")).reduce("", String::concat));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded)));
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      assertTrue(signature.verify(Base64.getUrlDecoder().decode(parts[2])));
      assertEquals(404, door.get("/jitsi/" + other + "/" + file).statusCode());
    }
  }

  @Test
  void theSetHoldsTheKeysOfPeopleAlone() {
    HttpResponse<String> answer = door.get("/jitsi/jwks.json");
    assertEquals(200, answer.statusCode());
    JsonArray set = new JsonObject(answer.body()).getJsonArray("keys");
    assertEquals(1, set.size());
    JsonObject key = set.getJsonObject(0);
    assertEquals(key(KeyPurpose.PEOPLE).kid(), key.getString("kid"));
    assertEquals("RS256", key.getString("alg"));
    assertEquals("sig", key.getString("use"));
    assertEquals("RSA", key.getString("kty"));
    assertEquals(6, key.size(), "n and e, and nothing private: " + key.fieldNames());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/jitsi/keys/",
        "/jitsi/keys/x.pem",
        "/jitsi/keys/..%2fjwks.json",
        "/jitsi/keys/0000000000000000000000000000000000000000000000000000000000000000.pem",
        "/jitsi/keys/0000000000000000000000000000000000000000000000000000000000000000",
        "/jitsi/nothing",
        "/jitsi/"
      })
  void whatIsNotThereIsNotThere(String path) {
    assertEquals(404, door.get(path).statusCode(), path);
  }

  @Test
  void withoutJitsiThereIsNothingOfIt() throws Exception {
    try (DoorFixture mesh = new DoorFixture(db, Origins.loopback(1))) {
      assertEquals(404, mesh.get("/jitsi/jwks.json").statusCode());
    }
  }
}
