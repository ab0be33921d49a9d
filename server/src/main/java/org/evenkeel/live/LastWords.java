package org.evenkeel.live;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What each node could witness of its connections last, kept by the others. The lease in the
 * database says the same, but it is silent while the database is away; and a node that dies then
 * would take with it all that it had seen since.
 */
public final class LastWords {
  static final String MAP = "evenkeel.last-words";
  private static final long EVERY_MS = 1_000;
  private static final long KEPT_HOURS = 12;
  private static final long DEADLINE_SECONDS = 2;

  private final Vertx vertx;
  private final IMap<String, Words> map;
  private final String self;
  private final Clock clock;
  private final Supplier<Future<LifeProof>> proof;

  private boolean busy;

  /**
   * What a node said.
   *
   * @param saidAt when, by the database's clock as the node carried it on
   * @param provenAt every connection was heard at or after this, but for the silent ones
   * @param silent when those were last heard
   */
  public record Words(Instant saidAt, Instant provenAt, Map<Long, Instant> silent) {
    public Words {
      silent = Map.copyOf(silent);
    }
  }

  LastWords(
      Vertx vertx,
      HazelcastInstance grid,
      String self,
      Clock clock,
      Supplier<Future<LifeProof>> proof) {
    this.vertx = vertx;
    this.map = grid.getMap(MAP);
    this.self = self;
    this.clock = clock;
    this.proof = proof;
  }

  /** Call it on the context that it is to run on. */
  void start() {
    vertx.setPeriodic(EVERY_MS, ignored -> say());
  }

  private void say() {
    if (busy) {
      return;
    }
    busy = true;
    // Taken before the connections are looked at: so nothing is called heard later than it was.
    Instant now = clock.instant();
    proof
        .get()
        .compose(life -> Async.of(vertx, put(words(now, life))))
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .onComplete(done -> busy = false);
  }

  private CompletionStage<Void> put(Words words) {
    return map.setAsync(self, words, KEPT_HOURS, TimeUnit.HOURS);
  }

  static Words words(Instant now, LifeProof life) {
    Map<Long, Instant> silent = new HashMap<>();
    life.silent().forEach((connection, age) -> silent.put(connection, now.minus(age)));
    return new Words(now, now.minus(life.oldest()), silent);
  }

  /** What that node said last; empty where nothing is known, or nobody answers within 2 s. */
  Future<Optional<Words>> of(String node) {
    return Async.of(vertx, map.getAsync(node))
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .map(Optional::ofNullable)
        .otherwise(Optional.empty());
  }
}
