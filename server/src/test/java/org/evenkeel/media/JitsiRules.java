package org.evenkeel.media;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.JsonObject;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Stands in for the token rules of Jitsi's Prosody, written down from what was seen of a running
 * one: an allowance for clocks is not among them, and an end is not asked for. It is stricter in
 * one thing: a token without an end is refused, for ours must have one.
 */
final class JitsiRules {
  private final Map<String, RSAPublicKey> keys;
  private final String appId;
  private final String domain;

  JitsiRules(Map<String, RSAPublicKey> keys, String appId, String domain) {
    this.keys = keys;
    this.appId = appId;
    this.domain = domain;
  }

  /** What a login and then a join of this room would come to: "in", or why not. */
  String judge(String token, String room, Instant now) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (jwt.getHeader().getType() == null
          || !jwt.getHeader().getType().toString().equals("JWT")) {
        return "typ";
      }
      if (!jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)) {
        return "alg";
      }
      RSAPublicKey key = keys.get(jwt.getHeader().getKeyID());
      if (key == null) {
        return "kid";
      }
      if (!jwt.verify(new RSASSAVerifier(key))) {
        return "signature";
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      if (!appId.equals(claims.getIssuer())) {
        return "iss";
      }
      if (!claims.getAudience().equals(List.of(appId))) {
        return "aud";
      }
      if (claims.getExpirationTime() == null
          || !now.isBefore(claims.getExpirationTime().toInstant())) {
        return "exp";
      }
      if (claims.getNotBeforeTime() != null
          && now.isBefore(claims.getNotBeforeTime().toInstant())) {
        return "nbf";
      }
      if (!domain.equals(claims.getSubject())) {
        return "sub";
      }
      String allowed = String.valueOf(claims.getClaim("room")).toLowerCase(Locale.ROOT);
      return allowed.equals("*") || allowed.equals(room.toLowerCase(Locale.ROOT)) ? "in" : "room";
    } catch (ParseException | JOSEException notAToken) {
      return "form";
    }
  }

  /** As {@code token_affiliation} has it. */
  static String affiliation(String token) {
    JsonObject user = context(token).getJsonObject("user");
    Object moderator = user.getValue("moderator");
    return List.of("owner", "moderator", "teacher").contains(user.getString("affiliation"))
            || Boolean.TRUE.equals(moderator)
            || "true".equals(moderator)
        ? "owner"
        : "member";
  }

  static JsonObject context(String token) {
    return payload(token).getJsonObject("context");
  }

  static JsonObject payload(String token) {
    return new JsonObject(
        new String(
            java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]),
            java.nio.charset.StandardCharsets.UTF_8));
  }
}
