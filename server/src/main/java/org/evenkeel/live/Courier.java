package org.evenkeel.live;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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
 *
 * <p>Words to one node arrive in the order in which they were sent as long as they go one way, and
 * also where they come back from the grid to the bus (see {@link Errands}). From the bus to the
 * grid they may not: what was sent in the seconds before, and is taken for lost, may arrive late.
 * An old change is no news to a client then; an old view sets it back until it sees, by what the
 * next change or reminder builds on, that it has missed something; a line of chat comes late, but
 * it comes.
 */
final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final String KEY = "evenkeel.courier";
  private static final String EXECUTOR = "evenkeel.courier";
  private static final long CANARY_MS = 2_000;
  private static final int MISSES = 3;
  private static final long OVERDUE_MS = 250;
  private static final String FROM = "from";

  private final Vertx vertx;
  private final HazelcastInstance grid;
  private final Members members;
  private final String self;
  private final long canaryMs;
  private final DeliveryOptions soon;
  private final DeliveryOptions signed;
  private final Map<String, Consumer<Buffer>> handlers = new ConcurrentHashMap<>();
  private final Map<String, Integer> misses = new HashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, Errands> byGrid = new ConcurrentHashMap<>();
  private final Doorstep doorstep = new Doorstep();
  private Consumer<String> mended = node -> {};
  private Context context;

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
    this.signed = new DeliveryOptions().addHeader(FROM, self);
  }

  /**
   * Begins to listen. Call it on the context from which most is sent. Handlers may be called on any
   * thread.
   *
   * @param byTopic who takes what
   * @param mended told of a node to which words may have been lost
   */
  void start(Map<String, Consumer<Buffer>> byTopic, Consumer<String> mended) {
    this.mended = mended;
    this.context = vertx.getOrCreateContext();
    byTopic.forEach(this::hear);
    grid.getUserContext().put(KEY, this);
    if (!vertx.isClustered()) {
      return;
    }
    vertx.eventBus().<String>consumer(address(self, "canary"), word -> word.reply(self));
    vertx.setPeriodic(canaryMs, ignored -> lookAround());
    vertx.setPeriodic(OVERDUE_MS, ignored -> byGrid.values().forEach(Errands::look));
  }

  /** Takes the words on one more topic. */
  void hear(String topic, Consumer<Buffer> handler) {
    handlers.put(topic, handler);
    if (vertx.isClustered()) {
      vertx.eventBus().<Buffer>consumer(address(self, topic), word -> take(word, handler));
    }
  }

  /**
   * What a node has said that is not in view any more counts for nothing. It may have been on its
   * way for long: what a node that was cut off told of rooms as it knew them comes, by its old
   * connections, seconds after the healing, when others keep those rooms.
   */
  private void take(Message<Buffer> word, Consumer<Buffer> handler) {
    if (members.names().contains(word.headers().get(FROM))) {
      handler.accept(word.body());
    }
  }

  /** How many nodes the bus does not reach, for the operators' gauge. */
  int brokenLinks() {
    return byGrid.size();
  }

  /**
   * Sends, and does not wait. Words to a node that is gone are lost, as are those who wait there.
   */
  void send(String node, String topic, Buffer body) {
    Errands errands = byGrid.get(node);
    if (errands == null || !errands.add(topic, body.getBytes())) {
      vertx.eventBus().send(address(node, topic), body, signed);
    }
  }

  static Courier of(HazelcastInstance member) {
    return (Courier) member.getUserContext().get(KEY);
  }

  /** An errand has come. Any thread. */
  void take(Errand.Load load) {
    if (!members.names().contains(load.from())) {
      return;
    }
    doorstep.take(
        load.from(),
        load.words(),
        word -> {
          Consumer<Buffer> handler = handlers.get(word.topic());
          if (handler != null) {
            handler.accept(Buffer.buffer(word.body()));
          }
        });
  }

  private void lookAround() {
    Set<String> names = members.names();
    // Nobody asks after those who are gone, and they would be counted for ever.
    misses.keySet().retainAll(names);
    byGrid.keySet().retainAll(names);
    doorstep.keepOnly(names);
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
    Errands errands = byGrid.get(node);
    if (answered) {
      misses.remove(node);
      if (errands != null) {
        errands.leave();
      }
    } else if (!members.names().contains(node)) {
      misses.remove(node);
      byGrid.remove(node);
    } else if (misses.merge(node, 1, Integer::sum) >= MISSES
        && (errands == null || !errands.stay())) {
      byGrid.put(node, new Errands(numbers, new Way(node), System::nanoTime));
      LOG.warn("the event bus does not reach {}; words to it go over the grid", node);
      mended.accept(node);
    }
  }

  private static String address(String node, String topic) {
    return "node." + node + "." + topic;
  }

  /** To one node. */
  private final class Way implements Errands.Ways {
    private final String node;

    private Way(String node) {
      this.node = node;
    }

    @Override
    public CompletionStage<?> byGrid(List<Errand.Word> words) {
      Member member = members.member(node).orElse(null);
      if (member == null) {
        return CompletableFuture.failedStage(new IllegalStateException("no member any more"));
      }
      CompletableFuture<Object> done = new CompletableFuture<>();
      grid.getExecutorService(EXECUTOR)
          .submitToMember(
              new Errand(new Errand.Load(self, words)),
              member,
              new ExecutionCallback<>() {
                @Override
                public void onResponse(Object nothing) {
                  done.complete(null);
                }

                @Override
                public void onFailure(Throwable failure) {
                  done.completeExceptionally(failure);
                }
              });
      return done;
    }

    @Override
    public void byBus(Errand.Word word) {
      vertx.eventBus().send(address(node, word.topic()), Buffer.buffer(word.body()), signed);
    }

    @Override
    public void onContext(Runnable work) {
      context.runOnContext(ignored -> work.run());
    }

    @Override
    public void lost() {
      LOG.warn("words to {} were lost", node);
      mended.accept(node);
    }

    @Override
    public void left(Errands errands) {
      byGrid.remove(node, errands);
      LOG.info("the event bus reaches {} again", node);
      mended.accept(node);
    }
  }
}
