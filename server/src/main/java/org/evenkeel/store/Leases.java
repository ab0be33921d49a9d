package org.evenkeel.store;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The proofs of life of all nodes, as {@link NodeLease} keeps them in the database. */
public interface Leases {
  /** See {@link NodeLease#tick}. */
  Future<Boolean> tick(String node, Duration oldestProofAge, Map<Long, Duration> silent);

  /** See {@link NodeLease#stop}. */
  Future<Void> stop(String node);

  /** See {@link NodeLease#fence}. */
  Future<Boolean> fence(String node, Duration silence);

  /** See {@link NodeLease#testify}. */
  Future<Void> testify(String node, Instant saidAt, Instant provenAt, Map<Long, Instant> silent);

  /** See {@link NodeLease#running}. */
  Future<List<NodeLease.Running>> running(Duration within);

  /** See {@link NodeLease#proof}. */
  Future<Optional<NodeLease.Proof>> proof(String node);
}
