package org.evenkeel.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of words to one node over the grid: in the order in which they were said, and each once.
 *
 * <p>One errand is under way at a time, and whatever waits meanwhile goes with the next one: so
 * order does not hang on the thread that runs it there, and the way back and forth costs no
 * throughput. An errand without an answer for {@link #PATIENCE} goes again, with what waits behind
 * it; the {@link Doorstep} knows what it has taken. After {@value #MOST_TRIES} tries its words are
 * lost. Any thread; nothing is called under the lock but the event bus.
 */
final class Errands {
  private static final Logger LOG = LoggerFactory.getLogger(Errands.class);

  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Retries are spread by up to so much, for a node that is slow is slow for all others. */
  static final Duration JITTER = Duration.ofMillis(250);

  /** A node that does not answer for 4 s is not a member any more. */
  static final int MOST_TRIES = 4;

  static final int LARGEST = 512;
  private static final int LARGEST_BYTES = 512 * 1024;

  /** More than 600 people say in ten seconds. */
  static final int MOST_WAITING = 20_000;

  static final int MOST_BYTES = 16 * 1024 * 1024;

  private final AtomicLong numbers;
  private final Ways ways;
  private final LongSupplier nanoTime;

  // Under the lock. What waits begins with what is under way.
  private final Deque<Errand.Word> waiting = new ArrayDeque<>();
  private int bytes;
  private Flight flight;
  private boolean leaving;
  private boolean closing;
  private boolean closed;
  private boolean lost;

  /** What is under way: the first words of those that wait. */
  private record Flight(List<Errand.Word> words, int tries, long dueNanos) {
    long last() {
      return words.getLast().number();
    }
  }

  /** Where words go, and who must know. */
  interface Ways {
    /** Succeeds when all of these were handed over there. */
    CompletionStage<?> byGrid(List<Errand.Word> words);

    /** Does not wait. */
    void byBus(Errand.Word word);

    /** Runs it soon, on the context from which most words are sent. */
    void onContext(Runnable work);

    /** The node answers again, and words to it were lost. */
    void lost();

    /** Nothing goes this way any more. */
    void left(Errands errands);
  }

  /**
   * @param numbers one for all ways of this node, for what leaves one of them may come to another
   */
  Errands(AtomicLong numbers, Ways ways, LongSupplier nanoTime) {
    this.numbers = numbers;
    this.ways = ways;
    this.nanoTime = nanoTime;
  }

  /**
   * One more word. Where too much waits it is lost.
   *
   * @return false where words have left this way, and it must take the bus
   */
  boolean add(String topic, byte[] body) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      if (waiting.size() >= MOST_WAITING || bytes + body.length > MOST_BYTES) {
        lost = true;
        return true;
      }
      waiting.add(new Errand.Word(numbers.incrementAndGet(), topic, body));
      bytes += body.length;
    }
    goOn();
    return true;
  }

  /**
   * The bus works again: when what is under way has arrived, what waits behind it takes the bus. So
   * nothing that is said from then on overtakes it, but for what comes from another context in that
   * very moment: the bus keeps no order among contexts.
   */
  void leave() {
    synchronized (this) {
      leaving = true;
    }
    goOn();
  }

  /**
   * Takes back {@link #leave}.
   *
   * @return false where it is too late for that
   */
  synchronized boolean stay() {
    leaving = false;
    return !closed;
  }

  /** Called now and then: what has waited in vain goes again. */
  void look() {
    if (tellOfLoss()) {
      return;
    }
    Flight again = null;
    synchronized (this) {
      if (flight == null || nanoTime.getAsLong() - flight.dueNanos() < 0) {
        return;
      }
      if (flight.tries() < MOST_TRIES) {
        flight = flight(flight.words().size() + LARGEST, flight.tries() + 1);
        again = flight;
      } else {
        lost = true;
        forget(flight.last());
      }
    }
    if (again == null) {
      goOn();
    } else {
      send(again);
    }
  }

  /** In a quiet room nothing may follow that would be answered. */
  private boolean tellOfLoss() {
    synchronized (this) {
      if (!lost || leaving || closed || flight != null || !waiting.isEmpty()) {
        return false;
      }
      lost = false;
    }
    ways.lost();
    return true;
  }

  /** One that fails goes again when it is due, as does one that is not answered. */
  private void send(Flight next) {
    try {
      ways.byGrid(next.words()).thenRun(() -> answered(next.last()));
    } catch (RuntimeException notSent) {
      LOG.debug("an errand was not sent ({})", notSent.getClass().getName());
    }
  }

  private void answered(long last) {
    boolean tell;
    synchronized (this) {
      forget(last);
      // Not before what waits fits in one errand, or telling all anew would add to what is too
      // much.
      tell = lost && !leaving && waiting.size() <= LARGEST;
      lost = lost && !tell;
    }
    if (tell) {
      ways.lost();
    }
    goOn();
  }

  private void goOn() {
    Flight next;
    synchronized (this) {
      if (closed || flight != null || closing) {
        return;
      }
      if (leaving) {
        closing = true;
        next = null;
      } else if (waiting.isEmpty()) {
        return;
      } else {
        flight = flight(LARGEST, 1);
        next = flight;
      }
    }
    if (next == null) {
      ways.onContext(this::close);
    } else {
      send(next);
    }
  }

  /** Where most words come from: what one context gives the bus, the bus keeps in order. */
  private void close() {
    synchronized (this) {
      closing = false;
      closed = leaving && flight == null;
      if (closed) {
        waiting.forEach(ways::byBus);
        waiting.clear();
      }
    }
    if (closed) {
      ways.left(this);
    } else {
      goOn();
    }
  }

  private void forget(long last) {
    while (!waiting.isEmpty() && waiting.getFirst().number() <= last) {
      bytes -= waiting.removeFirst().body().length;
    }
    if (flight != null && flight.last() <= last) {
      flight = null;
    }
  }

  private Flight flight(int most, int tries) {
    List<Errand.Word> words = new ArrayList<>();
    long size = 0;
    for (Errand.Word word : waiting) {
      size += word.body().length;
      if (!words.isEmpty() && (words.size() == most || size > (long) LARGEST_BYTES * tries)) {
        break;
      }
      words.add(word);
    }
    long jitter = ThreadLocalRandom.current().nextLong(JITTER.toNanos());
    return new Flight(words, tries, nanoTime.getAsLong() + PATIENCE.toNanos() + jitter);
  }
}
