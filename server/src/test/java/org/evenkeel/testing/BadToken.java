package org.evenkeel.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The ways in which a token is not good enough that looks like one of ours. Each is a good one in
 * all but one thing, so a judge that overlooks this thing lets it in.
 */
public enum BadToken {
  /** Signed by nobody, as the standard writes it: nothing after the last dot. */
  UNSIGNED(Signer.NOBODY, header -> header.put("alg", "none"), claims -> {}),

  /** The same, with something in the place of a signature. */
  UNSIGNED_WITH_ANOTHERS_SIGNATURE(
      Signer.ANOTHER, header -> header.put("alg", "none"), claims -> {}),

  /** CVE-2021-39215: the key that is published, taken for a secret that is shared. */
  KEYED_WITH_WHAT_IS_PUBLISHED(Signer.PUBLIC, header -> header.put("alg", "HS256"), claims -> {}),

  /** The same, and it says that it is signed as it should be. */
  KEYED_UNDER_ANOTHER_NAME(Signer.PUBLIC, header -> {}, claims -> {}),

  ANOTHER_ALGORITHM(Signer.LONGER, header -> header.put("alg", "RS512"), claims -> {}),
  NO_ALGORITHM(Signer.RIGHT, header -> header.remove("alg"), claims -> {}),
  ANOTHER_TYPE(Signer.RIGHT, header -> header.put("typ", "at+jwt"), claims -> {}),
  NO_TYPE(Signer.RIGHT, header -> header.remove("typ"), claims -> {}),
  ANOTHER_KEY(Signer.RIGHT, header -> header.put("kid", "another"), claims -> {}),
  NO_KEY(Signer.RIGHT, header -> header.remove("kid"), claims -> {}),
  ANOTHER_ISSUER(Signer.RIGHT, header -> {}, claims -> claims.put("iss", "somebody")),
  NO_ISSUER(Signer.RIGHT, header -> {}, claims -> claims.remove("iss")),
  ANOTHER_AUDIENCE(Signer.RIGHT, header -> {}, claims -> claims.put("aud", "somebody")),
  A_LIST_OF_AUDIENCES(
      Signer.RIGHT,
      header -> {},
      claims -> claims.put("aud", new JsonArray().add(claims.getString("aud")))),
  NO_AUDIENCE(Signer.RIGHT, header -> {}, claims -> claims.remove("aud")),
  ANOTHER_SUBJECT(Signer.RIGHT, header -> {}, claims -> claims.put("sub", "other.test")),
  NO_SUBJECT(Signer.RIGHT, header -> {}, claims -> claims.remove("sub")),
  OVER(Signer.RIGHT, header -> {}, claims -> claims.put("exp", claims.getLong("iat") - 1)),
  NO_END(Signer.RIGHT, header -> {}, claims -> claims.remove("exp")),
  EARLY(Signer.RIGHT, header -> {}, claims -> claims.put("nbf", claims.getLong("iat") + 60)),
  ANOTHER_ROOM(Signer.RIGHT, header -> {}, claims -> claims.put("room", "f".repeat(32))),
  NO_ROOM(Signer.RIGHT, header -> {}, claims -> claims.remove("room"));

  private enum Signer {
    NOBODY,
    /** The signature of the good one. */
    ANOTHER,
    PUBLIC,
    LONGER,
    RIGHT
  }

  private final Signer signer;
  private final Consumer<JsonObject> header;
  private final Consumer<JsonObject> claims;

  BadToken(Signer signer, Consumer<JsonObject> header, Consumer<JsonObject> claims) {
    this.signer = signer;
    this.header = header;
    this.claims = claims;
  }

  /**
   * One of this kind.
   *
   * @param good what it is made from
   * @param publicPem as it is published
   * @param key with which the good one is signed
   */
  public String of(String good, String publicPem, PrivateKey key) {
    String[] parts = good.split("\\.");
    String text = changed(parts[0], header) + "." + changed(parts[1], claims);
    try {
      return text
          + "."
          + switch (signer) {
            case NOBODY -> "";
            case ANOTHER -> parts[2];
            case PUBLIC -> {
              Mac mac = Mac.getInstance("HmacSHA256");
              mac.init(new SecretKeySpec(publicPem.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
              yield encode(mac.doFinal(bytes(text)));
            }
            case LONGER -> signed("SHA512withRSA", key, text);
            case RIGHT -> signed("SHA256withRSA", key, text);
          };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(String how, PrivateKey key, String text)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(how);
    signature.initSign(key);
    signature.update(bytes(text));
    return encode(signature.sign());
  }

  private static String changed(String part, Consumer<JsonObject> change) {
    JsonObject json =
        new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    change.accept(json);
    return encode(bytes(json.encode()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
