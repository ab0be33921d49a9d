package org.evenkeel.check;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A good token, made anew by somebody who has no private key: they know what it says, and what is
 * published.
 */
final class Forgery {
  private static final String HMAC = "HmacSHA256";

  private final JsonObject header;
  private final String claims;

  /**
   * @throws IllegalArgumentException it is no token; says nothing of what it is
   */
  Forgery(String good) {
    String[] parts = good.split("\\.");
    try {
      header =
          new JsonObject(
              new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8));
      claims = parts[1];
    } catch (RuntimeException notAToken) {
      throw new IllegalArgumentException("our server's own token cannot be read");
    }
  }

  /** The name of the key with which the good one is signed. */
  String key() {
    return header.getString("kid", "");
  }

  /**
   * Taken by whoever lets a token say how it is signed, and so takes a public key for a secret that
   * is shared (CVE-2021-39215).
   *
   * @param pem the public key as it is published, to the byte
   */
  String keyed(String pem) {
    String text = text("HS256");
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(pem.getBytes(StandardCharsets.UTF_8), HMAC));
      return text + "." + encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC", e);
    }
  }

  String unsigned() {
    return text("none") + ".";
  }

  private String text(String algorithm) {
    JsonObject changed = header.copy().put("alg", algorithm);
    return encode(changed.encode().getBytes(StandardCharsets.UTF_8)) + "." + claims;
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
