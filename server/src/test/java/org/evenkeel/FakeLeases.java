package org.evenkeel;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.evenkeel.store.Leases;
import org.evenkeel.store.NodeLease.Proof;
import org.evenkeel.store.NodeLease.Running;

/** Leases that say what the test wants, and remember what they were asked to do. */
final class FakeLeases implements Leases {
  static final Instant START = Instant.parse("2026-03-02T18:00:00Z");

  final List<String> calls = new CopyOnWriteArrayList<>();
  final Map<String, Proof> proofs = new HashMap<>();
  List<Running> running = List.of();
  boolean away;
  Future<Boolean> tick = Future.succeededFuture(true);
  Future<Boolean> fence = Future.succeededFuture(true);

  /** These tick; the first has run longest. */
  void tick(String... nodes) {
    running =
        java.util.stream.IntStream.range(0, nodes.length)
            .mapToObj(i -> new Running(nodes[i], START.plusSeconds(i)))
            .toList();
  }

  private <T> Future<T> answer(Future<T> answer) {
    return away ? Future.failedFuture("away") : answer;
  }

  @Override
  public Future<Boolean> tick(String node, Duration oldest, Map<Long, Duration> silent) {
    calls.add("tick " + node + " " + oldest.toMillis() + " " + silent);
    return answer(tick);
  }

  @Override
  public Future<Void> stop(String node) {
    calls.add("stop " + node);
    return answer(Future.succeededFuture());
  }

  @Override
  public Future<Boolean> fence(String node, Duration silence) {
    calls.add("fence " + node);
    return answer(fence);
  }

  @Override
  public Future<Void> testify(
      String node, Instant saidAt, Instant provenAt, Map<Long, Instant> silent) {
    calls.add("testify " + node + " " + provenAt);
    return answer(Future.succeededFuture());
  }

  @Override
  public Future<List<Running>> running(Duration within) {
    return answer(Future.succeededFuture(running));
  }

  @Override
  public Future<Optional<Proof>> proof(String node) {
    calls.add("proof " + node);
    return answer(Future.succeededFuture(Optional.ofNullable(proofs.get(node))));
  }
}
