package org.evenkeel.people;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.evenkeel.store.Problem;

/**
 * How often somebody may fail to sign in, by where they come from and whom they say they are. An
 * attempt is paid for before it is judged, so that many at once do not slip through, and paid back
 * when it succeeds.
 *
 * <p>Kept in this node's memory, bounded: the one unused the longest is forgotten.
 */
final class Attempts {
  private static final int MOST_REMEMBERED = 10_000;
  private static final Bandwidth PER_PERSON =
      Bandwidth.builder().capacity(8).refillGreedy(8, Duration.ofMinutes(10)).build();
  private static final Bandwidth PER_PLACE =
      Bandwidth.builder().capacity(40).refillGreedy(40, Duration.ofMinutes(10)).build();

  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /**
   * Pays for one attempt.
   *
   * @throws Problem 429 when there have been too many
   */
  synchronized void pay(String place, String email) {
    Bucket there = bucket("place " + place, PER_PLACE);
    ConsumptionProbe probe = there.tryConsumeAndReturnRemaining(1);
    if (probe.isConsumed()) {
      ConsumptionProbe person =
          bucket("person " + email, PER_PERSON).tryConsumeAndReturnRemaining(1);
      if (person.isConsumed()) {
        return;
      }
      probe = person;
    }
    long seconds = Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds() + 1;
    throw Problem.tooMany(
        "There were many attempts. Please wait " + seconds + " seconds, then try again.", seconds);
  }

  /** It was them, or could not be judged. */
  synchronized void payBack(String place, String email) {
    bucket("place " + place, PER_PLACE).addTokens(1);
    bucket("person " + email, PER_PERSON).addTokens(1);
  }

  private Bucket bucket(String key, Bandwidth limit) {
    return buckets.computeIfAbsent(key, k -> Bucket.builder().addLimit(limit).build());
  }
}
