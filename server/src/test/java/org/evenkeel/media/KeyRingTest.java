package org.evenkeel.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The life of keys, without any real one. */
class KeyRingTest {
  private static final Instant START = Instant.parse("2026-03-02T18:00:00Z");

  private static MediaKey key(String kid, Instant signsFrom) {
    return new MediaKey(
        kid, KeyPurpose.PEOPLE, "public", Optional.of("private"), signsFrom, Optional.empty());
  }

  @Example
  void theVeryFirstSignsAtOnceAndTheNextAreKnownBeforeTheySign() {
    KeyRing none = new KeyRing(List.of());
    assertEquals(Optional.of(START), none.newOneSignsFrom(KeyPurpose.PEOPLE, START));
    KeyRing one = new KeyRing(List.of(key("a", START)));
    assertEquals(Optional.of(START), one.newOneSignsFrom(KeyPurpose.CONTROL, START));
    Instant end = START.plus(KeyRing.SIGNS_FOR);
    Instant announced = end.minus(KeyRing.PUBLISHED_BEFORE);
    assertTrue(one.newOneSignsFrom(KeyPurpose.PEOPLE, announced.minusMillis(1)).isEmpty());
    assertEquals(Optional.of(end), one.newOneSignsFrom(KeyPurpose.PEOPLE, announced));
    // The house was closed for a month: a new one is still not used before it was announced.
    Instant late = end.plus(Duration.ofDays(31));
    assertEquals(
        Optional.of(late.plus(KeyRing.PUBLISHED_BEFORE)),
        one.newOneSignsFrom(KeyPurpose.PEOPLE, late));
    assertEquals("a", one.signing(KeyPurpose.PEOPLE, late).orElseThrow().kid());
  }

  @Example
  void theOldOneLosesItsPrivateHalfAndIsPublishedUntilItsLastTokenIsLongOver() {
    Instant next = START.plus(KeyRing.SIGNS_FOR);
    KeyRing two = new KeyRing(List.of(key("a", START), key("b", next)));
    assertEquals("a", two.signing(KeyPurpose.PEOPLE, next.minusMillis(1)).orElseThrow().kid());
    assertEquals(List.of(), two.retiring(next.minusMillis(1)));
    assertEquals("b", two.signing(KeyPurpose.PEOPLE, next).orElseThrow().kid());
    MediaKey retired = two.retiring(next).getFirst();
    assertEquals("a", retired.kid());
    assertEquals(Optional.of(next), retired.retiredAt());
    assertEquals(Optional.empty(), retired.privatePem());
    KeyRing after = new KeyRing(List.of(retired, key("b", next)));
    Instant last = next.plus(Passes.GOOD_FOR).plus(Duration.ofHours(1));
    assertEquals(2, after.published(KeyPurpose.PEOPLE, last.minusMillis(1)).size());
    assertEquals(List.of(), after.over(last.minusMillis(1)));
    assertEquals(1, after.published(KeyPurpose.PEOPLE, last).size());
    assertEquals(List.of(retired), after.over(last));
  }

  /**
   * A node's first key is of the database's clock, and it looks by its own before it knows that.
   */
  @Example
  void byAClockThatIsBehindTheOldestThatCanSignDoesSo() {
    Instant behind = START.minus(Duration.ofMinutes(10));
    KeyRing first = new KeyRing(List.of(key("a", START), key("b", START.plusSeconds(60))));
    assertEquals("a", first.signing(KeyPurpose.PEOPLE, behind).orElseThrow().kid());
    Instant next = START.plus(KeyRing.SIGNS_FOR);
    KeyRing two = new KeyRing(List.of(key("a", START), key("b", next)));
    KeyRing rotated = new KeyRing(List.of(two.retiring(next).getFirst(), key("b", next)));
    assertEquals(
        "b", rotated.signing(KeyPurpose.PEOPLE, next.minusSeconds(600)).orElseThrow().kid());
    assertTrue(new KeyRing(List.of()).signing(KeyPurpose.PEOPLE, behind).isEmpty());
    assertTrue(first.signing(KeyPurpose.CONTROL, behind).isEmpty(), "another purpose");
  }

  @Example
  void aKeyIsFoundByTheHashOfItsNameAlone() {
    KeyRing ring = new KeyRing(List.of(key("people-1", START)));
    // sha256sum of "people-1"
    assertEquals(64, ring.keys().getFirst().fileName().length());
    assertTrue(
        ring.published(KeyPurpose.PEOPLE, ring.keys().getFirst().fileName(), START).isPresent());
    assertFalse(ring.published(KeyPurpose.PEOPLE, "people-1", START).isPresent());
    assertFalse(
        ring.published(KeyPurpose.CONTROL, ring.keys().getFirst().fileName(), START).isPresent());
  }

  /**
   * A year of a house that is looked after at odd times: whatever signs has been published for long
   * enough, and what it signed can be checked to the end.
   */
  @Property(tries = 200)
  void whatSignsIsAlwaysKnown(
      @ForAll @Size(min = 20, max = 200) List<@IntRange(min = 1, max = 6_000) Integer> pauses) {
    List<MediaKey> keys = new ArrayList<>();
    Set<String> published = new HashSet<>();
    Instant now = START;
    int made = 0;
    for (int minutes : pauses) {
      KeyRing ring = new KeyRing(keys);
      Instant at = now;
      Optional<Instant> from = ring.newOneSignsFrom(KeyPurpose.PEOPLE, at);
      if (from.isPresent()) {
        assertTrue(
            keys.isEmpty() || !from.get().isBefore(at.plus(KeyRing.PUBLISHED_BEFORE)),
            "announced too late");
        keys.add(key("k" + made++, from.get()));
      }
      for (MediaKey retired : ring.retiring(at)) {
        keys.replaceAll(key -> key.kid().equals(retired.kid()) ? retired : key);
      }
      keys.removeAll(new KeyRing(keys).over(at));
      KeyRing tended = new KeyRing(keys);
      MediaKey signing = tended.signing(KeyPurpose.PEOPLE, at).orElseThrow();
      assertTrue(signing.privatePem().isPresent(), "it cannot sign");
      tended.published(KeyPurpose.PEOPLE, at).forEach(key -> published.add(key.kid()));
      assertTrue(published.contains(signing.kid()));
      assertTrue(
          tended.published(KeyPurpose.PEOPLE, at.plus(Passes.GOOD_FOR)).contains(signing),
          "its last token could not be checked");
      assertTrue(keys.size() <= 3, "they pile up: " + keys);
      now = now.plus(Duration.ofMinutes(minutes));
    }
  }
}
