package org.evenkeel.faults;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The commands of one connection that are not answered yet, and whether it is alive. */
final class Questions {
  private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(4_000);
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(10_000);

  private final Journal journal;
  private final Map<Long, Long> unanswered = new HashMap<>();
  private long heardNanos = System.nanoTime();

  Questions(Journal journal) {
    this.journal = journal;
  }

  void heard() {
    heardNanos = System.nanoTime();
  }

  void asked(long id) {
    unanswered.put(id, System.nanoTime());
  }

  /**
   * @param code null for yes
   */
  void answered(Long id, String code) {
    Long sent = unanswered.remove(id);
    if (code == null) {
      journal.answered(sent == null ? 0 : (System.nanoTime() - sent) / 1e9);
    } else {
      journal.add(new Seen.Failed(Journal.now(), "command", code));
    }
  }

  /** Something is not answered yet. */
  boolean open() {
    return !unanswered.isEmpty();
  }

  /** The connection is gone: of what was not answered nobody knows whether it was done. */
  void abandoned() {
    abandonedUpTo(Long.MAX_VALUE);
  }

  /** The same of a connection before this one. */
  void abandonedUpTo(long last) {
    unanswered
        .keySet()
        .removeIf(
            id -> {
              if (id <= last) {
                journal.add(new Seen.Failed(Journal.now(), "sent", "lost"));
              }
              return id <= last;
            });
  }

  /** A command is not answered, and nothing else was heard since. */
  boolean dead() {
    long now = System.nanoTime();
    return unanswered.values().stream()
        .anyMatch(sent -> now - sent > ANSWER_NANOS && heardNanos < sent);
  }

  /** So long has nothing been heard that one should ask. */
  boolean quiet() {
    return unanswered.isEmpty() && System.nanoTime() - heardNanos > QUIET_NANOS;
  }
}
