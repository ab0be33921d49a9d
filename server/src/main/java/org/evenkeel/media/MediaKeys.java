package org.evenkeel.media;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.evenkeel.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of this house for its media, as this node knows them. They are kept in memory: nobody
 * who comes in waits for the database, and passes are made while it is away.
 */
public final class MediaKeys {
  private static final Logger LOG = LoggerFactory.getLogger(MediaKeys.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final KeyStore store;
  private final Clock clock;
  private volatile Known known = new Known(new KeyRing(List.of()), Map.of());

  /** Read once for each key, not once for each pass. */
  private record Known(KeyRing ring, Map<String, SigningKey> signing) {}

  public MediaKeys(Vertx vertx, Database database, Clock clock) {
    this.vertx = vertx;
    this.store = new KeyStore(database);
    this.clock = clock;
  }

  /**
   * Learns the keys, or makes them on the very first start, and looks again every minute.
   *
   * @return fails where they cannot be had: a node without them lets nobody speak
   */
  public Future<Void> start() {
    return refresh().onSuccess(there -> later());
  }

  private void later() {
    long chance = ThreadLocalRandom.current().nextLong(EVERY.toMillis() / 10);
    vertx.setTimer(
        EVERY.toMillis() - chance,
        ignored ->
            refresh()
                .onFailure(
                    away -> LOG.warn("media keys are read later ({})", away.getClass().getName()))
                .onComplete(done -> later()));
  }

  /** Reads them, and does what their age asks for. */
  Future<Void> refresh() {
    return store.load().compose(this::tended).map(this::learn);
  }

  private Future<KeyStore.Found> tended(KeyStore.Found found) {
    List<KeyPurpose> missing =
        List.of(KeyPurpose.values()).stream()
            .filter(purpose -> found.ring().newOneSignsFrom(purpose, found.at()).isPresent())
            .toList();
    boolean old =
        !found.ring().retiring(found.at()).isEmpty() || !found.ring().over(found.at()).isEmpty();
    if (missing.isEmpty() && !old) {
      return Future.succeededFuture(found);
    }
    return vertx
        .executeBlocking(
            () -> missing.stream().map(purpose -> MediaKey.make(purpose, found.at())).toList(),
            false)
        .compose(store::tend);
  }

  private Void learn(KeyStore.Found found) {
    Map<String, SigningKey> signing = new HashMap<>();
    for (MediaKey key : found.ring().keys()) {
      key.privatePem()
          .ifPresent(
              pem -> {
                SigningKey before = known.signing().get(key.kid());
                signing.put(key.kid(), before == null ? SigningKey.ofPem(key.kid(), pem) : before);
              });
    }
    known = new Known(found.ring(), Map.copyOf(signing));
    return null;
  }

  /** The key that signs now; empty before {@link #start}. */
  public Optional<SigningKey> signing(KeyPurpose purpose) {
    Known now = known;
    return now.ring().signing(purpose, clock.instant()).map(key -> now.signing().get(key.kid()));
  }

  /** The public half of one that is published, as PEM, by the hash of its name. */
  Optional<String> pem(KeyPurpose purpose, String fileName) {
    return known.ring().published(purpose, fileName, clock.instant()).map(MediaKey::publicPem);
  }

  /** All public halves that are published for this purpose. */
  String jwks(KeyPurpose purpose) {
    List<JWK> keys =
        known.ring().published(purpose, clock.instant()).stream()
            .<JWK>map(
                key ->
                    new RSAKey.Builder(key.publicKey())
                        .keyID(key.kid())
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(JWSAlgorithm.RS256)
                        .build())
            .toList();
    return new JWKSet(keys).toString(true);
  }
}
