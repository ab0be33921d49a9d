package org.evenkeel.media;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One pair of keys.
 *
 * @param kid its name
 * @param publicPem SubjectPublicKeyInfo
 * @param privatePem PKCS#8; empty where it does not sign any more
 * @param signsFrom it is published for a while before
 * @param retiredAt another has signed from then on
 */
record MediaKey(
    String kid,
    KeyPurpose purpose,
    String publicPem,
    Optional<String> privatePem,
    Instant signsFrom,
    Optional<Instant> retiredAt) {

  private static final int BITS = 2_048;
  private static final int KID_BYTES = 12;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new pair. It takes up to a second, so no event loop makes one. */
  static MediaKey make(KeyPurpose purpose, Instant signsFrom) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS, RANDOM);
      KeyPair pair = generator.generateKeyPair();
      byte[] random = new byte[KID_BYTES];
      RANDOM.nextBytes(random);
      return new MediaKey(
          purpose.word() + "-" + HexFormat.of().formatHex(random),
          purpose,
          Pem.write(pair.getPublic().getEncoded(), "PUBLIC KEY"),
          Optional.of(Pem.write(pair.getPrivate().getEncoded(), "PRIVATE KEY")),
          signsFrom,
          Optional.empty());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has RSA", e);
    }
  }

  MediaKey signingFrom(Instant when) {
    return new MediaKey(kid, purpose, publicPem, privatePem, when, retiredAt);
  }

  /** By this name key servers of Jitsi are asked for it: the hash of its own, in hex. */
  String fileName() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(kid.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  RSAPublicKey publicKey() {
    try {
      byte[] encoded = Pem.read(publicPem, "PUBLIC KEY");
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException notAKey) {
      throw new IllegalArgumentException("the public key " + kid + " cannot be read", notAKey);
    }
  }

  @Override
  public String toString() {
    return "MediaKey[" + kid + ", signsFrom=" + signsFrom + ", retiredAt=" + retiredAt + "]";
  }
}
