package org.evenkeel.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The log of one client. Written by one event loop and by the harness, read by the oracle. */
final class Journal {
  private static final long NANOS = System.nanoTime();
  private static final Instant START = Instant.now();

  private final String session;
  private final String person;
  private final ConcurrentLinkedQueue<Seen> entries = new ConcurrentLinkedQueue<>();
  private final AtomicLong answered = new AtomicLong();
  private final ConcurrentLinkedQueue<Double> waits = new ConcurrentLinkedQueue<>();

  Journal(String session, String person) {
    this.session = session;
    this.person = person;
  }

  /** The time of this machine, which never jumps. */
  static Instant now() {
    return START.plusNanos(System.nanoTime() - NANOS);
  }

  /**
   * One stretch in the room.
   *
   * @param sure from here to {@code sureTo} the person was there, without doubt
   * @param widest nobody can say that the person was there before this or after {@code widestTo}
   * @param way how it ended; null while it lasts
   */
  record Stay(Instant sure, Instant sureTo, Instant widest, Instant widestTo, Seen.Way way) {}

  String session() {
    return session;
  }

  String person() {
    return person;
  }

  void add(Seen entry) {
    entries.add(entry);
  }

  /**
   * @param seconds from the command to its answer
   */
  void answered(double seconds) {
    answered.incrementAndGet();
    waits.add(seconds);
  }

  /** How long each answer took, in seconds. */
  Queue<Double> waits() {
    return waits;
  }

  long answers() {
    return answered.get();
  }

  /** In the order of their times: the harness writes from a thread of its own. */
  List<Seen> entries() {
    List<Seen> sorted = new ArrayList<>(entries);
    sorted.sort(java.util.Comparator.comparing(Seen::at));
    return sorted;
  }

  private List<Seen> entries(Instant until) {
    return entries().stream().filter(e -> !e.at().isAfter(until)).toList();
  }

  <T extends Seen> List<T> all(Class<T> kind) {
    return entries().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** When it was in the room, in truth. */
  List<Stay> stays(Instant until) {
    List<Stay> stays = new ArrayList<>();
    Instant sure = null;
    Instant widest = null;
    Instant asked = null;
    boolean connected = false;
    for (Seen entry : entries(until)) {
      switch (entry) {
        case Seen.Welcomed w -> {
          connected = true;
          asked = w.askedAt();
        }
        case Seen.Roster r -> {
          if (connected && sure == null && "present".equals(r.states().get(person))) {
            sure = r.at();
            // Who waited at the door was let in a moment before it was shown.
            widest = asked.isAfter(r.at().minusSeconds(8)) ? asked : r.at().minusSeconds(1);
          }
        }
        case Seen.Cut c -> {
          connected = false;
          sure = end(stays, sure, widest, c.at(), c.way());
        }
        case Seen.Lost l -> {
          connected = false;
          sure = end(stays, sure, widest, l.at(), l.way());
        }
        case Seen.Going g -> {
          connected = false;
          sure = end(stays, sure, widest, g.at(), g.way());
        }
        case Seen.Dismissed d -> {
          connected = false;
          sure = end(stays, sure, widest, d.at(), Seen.Way.LEAVE);
        }
        case Seen.Gone g -> {
          if (!stays.isEmpty()) {
            Stay last = stays.removeLast();
            boolean leaving = last.way() == Seen.Way.LEAVE;
            stays.add(leaving ? widen(last, g.at()) : last);
          }
        }
        default -> {}
      }
    }
    end(stays, sure, widest, until, null);
    return stays;
  }

  private static Instant end(
      List<Stay> stays, Instant sure, Instant widest, Instant at, Seen.Way way) {
    if (sure != null) {
      stays.add(new Stay(sure, at, widest, at, way));
    }
    return null;
  }

  private static Stay widen(Stay stay, Instant to) {
    return new Stay(stay.sure(), stay.sureTo(), stay.widest(), to, stay.way());
  }

  /** A stretch of time in which the client had a live connection. */
  record Span(Instant from, Instant to) {
    Duration length() {
      return Duration.between(from, to);
    }
  }

  /** When its screen was fed. */
  List<Span> connected(Instant until) {
    List<Span> spans = new ArrayList<>();
    Instant since = null;
    for (Seen entry : entries(until)) {
      boolean ends =
          entry instanceof Seen.Cut
              || entry instanceof Seen.Lost
              || entry instanceof Seen.Going
              || entry instanceof Seen.Dismissed;
      if (entry instanceof Seen.Welcomed && since == null) {
        since = entry.at();
      } else if (ends && since != null) {
        spans.add(new Span(since, entry.at()));
        since = null;
      }
    }
    if (since != null && since.isBefore(until)) {
      spans.add(new Span(since, until));
    }
    return spans;
  }

  /**
   * How long each loss lasted, until the client was in its seat again; null where it never was.
   *
   * @param until when all are sent home: who is not back by then does not come back
   */
  List<Duration> returns(Instant until) {
    List<Duration> returns = new ArrayList<>();
    Instant lost = null;
    for (Seen entry : entries(until)) {
      switch (entry) {
        case Seen.Cut c -> lost = lost == null ? c.at() : lost;
        case Seen.Lost l -> lost = lost == null ? l.at() : lost;
        case Seen.Going g -> lost = null;
        case Seen.Welcomed w -> {
          if (lost != null) {
            returns.add(Duration.between(lost, w.at()));
            lost = null;
          }
        }
        default -> {}
      }
    }
    if (lost != null) {
      returns.add(null);
    }
    return returns;
  }
}
