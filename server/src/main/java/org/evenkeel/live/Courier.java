package org.evenkeel.live;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries bytes from node to node: over the event bus, and where that is broken over the grid
 * itself.
 *
 * <p>The clustered event bus has been seen to fall silent towards a node after a split or a crash,
 * and to stay so (vert.x #4394, #5202). So each node asks every other for a sign every {@value
 * #CANARY_MS} ms. After {@value #MISSES} signs missing, words to that node take the way of the
 * grid's own connections, until the bus answers again; and what may have been lost is told anew.
 */
final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final String KEY = "evenkeel.courier";
  private static final String EXECUTOR = "evenkeel.courier";
  private static final long CANARY_MS = 2_000;
  private static final int MISSES = 3;

  private final Vertx vertx;
  private final HazelcastInstance grid;
  private final Members members;
  private final String self;
  private final long canaryMs;
  private final DeliveryOptions soon;
  private final Map<String, Consumer<Buffer>> handlers = new ConcurrentHashMap<>();
  private final Map<String, Integer> misses = new HashMap<>();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private Consumer<String> mended = node -> {};

  Courier(Vertx vertx, HazelcastInstance grid, String self) {
    this(vertx, grid, self, CANARY_MS);
  }

  /**
   * @param canaryMs how often the others are asked for a sign
   */
  Courier(Vertx vertx, HazelcastInstance grid, String self, long canaryMs) {
    this.vertx = vertx;
    this.grid = grid;
    this.members = new Members(grid);
    this.self = self;
    this.canaryMs = canaryMs;
    // Before the next one is asked for, or an old miss would follow a new sign.
    this.soon = new DeliveryOptions().setSendTimeout(canaryMs * 3 / 4);
  }

  /**
   * Begins to listen. Handlers may be called on any thread.
   *
   * @param byTopic who takes what
   * @param mended told of a node to which words may have been lost
   */
  void start(Map<String, Consumer<Buffer>> byTopic, Consumer<String> mended) {
    this.mended = mended;
    byTopic.forEach(this::hear);
    grid.getUserContext().put(KEY, this);
    if (!vertx.isClustered()) {
      return;
    }
    vertx.eventBus().<String>consumer(address(self, "canary"), word -> word.reply(self));
    vertx.setPeriodic(canaryMs, ignored -> lookAround());
  }

  /** Takes the words on one more topic. */
  void hear(String topic, Consumer<Buffer> handler) {
    handlers.put(topic, handler);
    if (vertx.isClustered()) {
      vertx.eventBus().<Buffer>consumer(address(self, topic), word -> handler.accept(word.body()));
    }
  }

  /** How many nodes the bus does not reach, for the operators' gauge. */
  int brokenLinks() {
    return broken.size();
  }

  /**
   * Sends, and does not wait. Words to a node that is gone are lost, as are those who wait there.
   */
  void send(String node, String topic, Buffer body) {
    if (broken.contains(node)) {
      byGrid(node, topic, body);
    } else {
      vertx.eventBus().send(address(node, topic), body);
    }
  }

  private void byGrid(String node, String topic, Buffer body) {
    members
        .member(node)
        .ifPresent(
            member ->
                grid.getExecutorService(EXECUTOR)
                    .executeOnMember(new Errand(new Errand.Words(topic, body.getBytes())), member));
  }

  private void lookAround() {
    Set<String> names = members.names();
    // Nobody asks after those who are gone, and they would be counted for ever.
    misses.keySet().retainAll(names);
    broken.retainAll(names);
    names.forEach(this::look);
  }

  private void look(String node) {
    if (node.equals(self)) {
      return;
    }
    vertx
        .eventBus()
        .<String>request(address(node, "canary"), "?", soon)
        .onComplete(answer -> judge(node, answer.succeeded()));
  }

  private void judge(String node, boolean answered) {
    if (answered) {
      misses.remove(node);
      if (broken.remove(node)) {
        LOG.info("the event bus reaches {} again", node);
        mended.accept(node);
      }
    } else if (!members.names().contains(node)) {
      misses.remove(node);
      broken.remove(node);
    } else if (misses.merge(node, 1, Integer::sum) == MISSES && broken.add(node)) {
      LOG.warn("the event bus does not reach {}; words to it go over the grid", node);
      mended.accept(node);
    }
  }

  private static String address(String node, String topic) {
    return "node." + node + "." + topic;
  }

  /** Words that go over the grid. */
  static final class Errand implements Runnable, HazelcastInstanceAware {
    private final Words words;
    private transient HazelcastInstance here;

    /**
     * What they are made of.
     *
     * @param topic whose handler takes them
     */
    record Words(String topic, byte[] body) {}

    @JsonCreator
    Errand(Words words) {
      this.words = words;
    }

    @JsonValue
    Words words() {
      return words;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
      here = instance;
    }

    @Override
    public void run() {
      if (here.getUserContext().get(KEY) instanceof Courier courier) {
        Consumer<Buffer> handler = courier.handlers.get(words.topic());
        if (handler != null) {
          handler.accept(Buffer.buffer(words.body()));
        }
      }
    }
  }
}
