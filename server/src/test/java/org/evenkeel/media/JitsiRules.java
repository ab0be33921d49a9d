package org.evenkeel.media;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.DecodeException;
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
 * two things: a token without an end is refused, for ours must have one, and one with another
 * subject, at which Jitsi looks only where it verifies domains.
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
    String[] parts = token.split("\\.", -1);
    try {
      // Read by hand, for Nimbus takes nothing unsigned to be a token, and gives no other reason.
      JsonObject header = part(parts[0]);
      RSAPublicKey key = keys.get(header.getString("kid", ""));
      if (key == null) {
        return "kid";
      }
      if (parts.length != 3 || parts[2].isEmpty()) {
        return "form";
      }
      if (!"JWT".equals(header.getValue("typ"))) {
        return "typ";
      }
      if (!"RS256".equals(header.getValue("alg"))) {
        return "alg";
      }
      SignedJWT jwt = SignedJWT.parse(token);
      if (!jwt.verify(new RSASSAVerifier(key))) {
        return "signature";
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      if (!appId.equals(claims.getIssuer())) {
        return "iss";
      }
      // Not as Nimbus has it, to which a list of one is the same.
      if (!appId.equals(payload(token).getValue("aud"))) {
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
    } catch (ParseException
        | JOSEException
        | DecodeException
        | IllegalArgumentException notAToken) {
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
    return part(token.split("\\.")[1]);
  }

  private static JsonObject part(String encoded) {
    return new JsonObject(
        new String(
            java.util.Base64.getUrlDecoder().decode(encoded),
            java.nio.charset.StandardCharsets.UTF_8));
  }
}
