package org.evenkeel.check;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.evenkeel.testing.BadToken;

/** Tokens written by hand, good ones and bad ones: the same claims as our server's. */
final class TestTokens {
  static final String KID = "tests";
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private final KeyPair keys;

  TestTokens() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public half, under the name by which it is asked for. */
  static String file() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(KID.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash) + ".pem";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** One that is good in all but one thing. */
  String bad(BadToken kind, String good) {
    return kind.of(good, pem(), keys.getPrivate());
  }

  /** What our server would say of somebody; to be changed by who wants it to be bad. */
  static JsonObject claims(String person, String room) {
    long now = Instant.now().getEpochSecond();
    return new JsonObject()
        .put("iss", "evenkeel")
        .put("aud", "evenkeel")
        .put("sub", DebianProsody.DOMAIN)
        .put("room", room)
        .put("iat", now)
        .put("nbf", now - 10)
        .put("exp", now + 90)
        .put("jti", UUID.randomUUID().toString())
        .put(
            "context",
            new JsonObject()
                .put("user", new JsonObject().put("id", person).put("affiliation", "member"))
                .put("features", new JsonObject().put("recording", false)));
  }

  String sign(JsonObject claims) {
    return sign(new JsonObject().put("typ", "JWT").put("alg", "RS256").put("kid", KID), claims);
  }

  String sign(JsonObject header, JsonObject claims) {
    String head = encode(header) + "." + encode(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(head.getBytes(StandardCharsets.US_ASCII));
      return head + "." + URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(JsonObject json) {
    return URL.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }
}
