package org.evenkeel.media;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * A key that signs, and the name by which others find its public half.
 *
 * @param kid a word of its own, in the header of what it signs
 */
public record SigningKey(String kid, PrivateKey key) {

  /**
   * @param pem PKCS#8
   * @throws IllegalArgumentException it is none
   */
  public static SigningKey ofPem(String kid, String pem) {
    try {
      byte[] encoded = Pem.read(pem, "PRIVATE KEY");
      return new SigningKey(
          kid, KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException notAKey) {
      // Without what was wrong with it: that may be a part of it.
      throw new IllegalArgumentException("the private key " + kid + " cannot be read");
    }
  }

  /** Signs with RS256, the one algorithm that we use: Jitsi takes no newer one. */
  public String sign(JWTClaimsSet claims) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).keyID(kid).build(),
              claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java has RS256", e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + kid + ", ***]";
  }
}
