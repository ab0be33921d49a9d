package org.evenkeel.attendance;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What a node's lease says of the connections it holds. All times are the database's.
 *
 * @param node the name of one start of a node
 * @param alive its lease is running: neither stopped nor over
 * @param observedAt when it last looked at its connections
 * @param provenAt every connection was heard at or after this, but for the silent ones
 * @param silent how long the silent connections had not been heard at {@code observedAt}
 */
public record NodeProof(
    String node, boolean alive, Instant observedAt, Instant provenAt, Map<Long, Duration> silent) {
  public NodeProof {
    silent = Map.copyOf(silent);
  }

  /** The last proof of life of one of its connections. */
  public Instant of(long connection) {
    Duration silence = silent.get(connection);
    return silence == null ? provenAt : observedAt.minus(silence);
  }
}
