package org.evenkeel.media;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All pairs of keys that are kept, and what is to become of each at a time. Knows no clock.
 *
 * <p>A key is published, then it signs, then another does, then what it signed has ended, and then
 * it is gone. Key servers of Jitsi remember what they were told for a while, so each step has time.
 */
record KeyRing(List<MediaKey> keys) {
  /** How long one signs. */
  static final Duration SIGNS_FOR = Duration.ofDays(30);

  /** How long it is published before it signs; nodes hear of it within a minute. */
  static final Duration PUBLISHED_BEFORE = Duration.ofMinutes(20);

  /** And after the last token of it has ended. */
  static final Duration PUBLISHED_AFTER = Passes.GOOD_FOR.plus(Duration.ofHours(1));

  KeyRing {
    keys =
        keys.stream()
            .sorted(Comparator.comparing(MediaKey::signsFrom).thenComparing(MediaKey::kid))
            .toList();
  }

  /**
   * The one that signs then: the newest of those whose time has come. Where none has come, by a
   * clock that is behind the one that gave the times, it is the oldest that can sign: all are
   * published from when they are made.
   */
  Optional<MediaKey> signing(KeyPurpose purpose, Instant now) {
    List<MediaKey> able = of(purpose).stream().filter(key -> key.privatePem().isPresent()).toList();
    return able.stream()
        .filter(key -> !key.signsFrom().isAfter(now))
        .reduce((older, newer) -> newer)
        .or(() -> able.stream().findFirst());
  }

  /** Those that are published then, also the ones that do not sign yet, and not any more. */
  List<MediaKey> published(KeyPurpose purpose, Instant now) {
    return of(purpose).stream().filter(key -> !isOver(key, now)).toList();
  }

  Optional<MediaKey> published(KeyPurpose purpose, String fileName, Instant now) {
    return published(purpose, now).stream()
        .filter(key -> key.fileName().equals(fileName))
        .findFirst();
  }

  /** Since when a new one is to sign; empty where none is needed. */
  Optional<Instant> newOneSignsFrom(KeyPurpose purpose, Instant now) {
    List<MediaKey> known = of(purpose);
    if (known.isEmpty()) {
      // Nobody has asked for any key yet: there is nothing to be remembered.
      return Optional.of(now);
    }
    Instant due = known.getLast().signsFrom().plus(SIGNS_FOR);
    Instant earliest = now.plus(PUBLISHED_BEFORE);
    return due.isAfter(earliest) ? Optional.empty() : Optional.of(earliest);
  }

  /** Those in whose place another signs by then, with the time since when, where that is new. */
  List<MediaKey> retiring(Instant now) {
    return keys.stream()
        .filter(key -> key.retiredAt().isEmpty())
        .flatMap(key -> successor(key, now).map(next -> retired(key, next.signsFrom())).stream())
        .toList();
  }

  /** Those whose last token has ended long enough ago. */
  List<MediaKey> over(Instant now) {
    return keys.stream().filter(key -> isOver(key, now)).toList();
  }

  private Optional<MediaKey> successor(MediaKey key, Instant now) {
    return of(key.purpose()).stream()
        .filter(other -> !other.signsFrom().isAfter(now))
        .filter(other -> other.signsFrom().isAfter(key.signsFrom()))
        .findFirst();
  }

  private static MediaKey retired(MediaKey key, Instant since) {
    return new MediaKey(
        key.kid(),
        key.purpose(),
        key.publicPem(),
        Optional.empty(),
        key.signsFrom(),
        Optional.of(since));
  }

  private static boolean isOver(MediaKey key, Instant now) {
    return key.retiredAt().filter(at -> !now.isBefore(at.plus(PUBLISHED_AFTER))).isPresent();
  }

  private List<MediaKey> of(KeyPurpose purpose) {
    return keys.stream().filter(key -> key.purpose() == purpose).toList();
  }
}
