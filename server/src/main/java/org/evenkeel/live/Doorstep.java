package org.evenkeel.live;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where errands arrive: hands over the words of each sender in the order of their numbers, and each
 * once. A sender that has waited in vain sends again, so one word may come twice, and the earlier
 * errand after the later one, on another thread of the grid's.
 */
final class Doorstep {
  private static final Logger LOG = LoggerFactory.getLogger(Doorstep.class);

  /** A minute, by the looks of the courier. */
  static final int MOST_ABSENT = 30;

  private final Map<String, Sender> senders = new ConcurrentHashMap<>();

  private static final class Sender {
    private long taken;

    /** For how many looks it has not been in view; of one thread. */
    private int absent;
  }

  /**
   * Takes in what is new of an errand. Any thread; others that bring something of the same sender
   * wait meanwhile.
   *
   * @param hand must not wait
   */
  void take(String from, List<Errand.Word> words, Consumer<Errand.Word> hand) {
    Sender sender = senders.computeIfAbsent(from, name -> new Sender());
    synchronized (sender) {
      for (Errand.Word word : words) {
        if (word.number() > sender.taken) {
          sender.taken = word.number();
          handOver(word, hand);
        }
      }
    }
  }

  /** One that cannot be taken is no reason to lose those after it. */
  private static void handOver(Errand.Word word, Consumer<Errand.Word> hand) {
    try {
      hand.accept(word);
    } catch (RuntimeException failure) {
      LOG.warn("a word on {} was not taken ({})", word.topic(), failure.getClass().getName());
    }
  }

  /**
   * Who is gone sends nothing more; but who is only out of view for a moment may send again what is
   * taken already. One after the other.
   */
  void keepOnly(Set<String> names) {
    senders
        .entrySet()
        .removeIf(
            entry -> {
              Sender sender = entry.getValue();
              sender.absent = names.contains(entry.getKey()) ? 0 : sender.absent + 1;
              return sender.absent > MOST_ABSENT;
            });
  }
}
