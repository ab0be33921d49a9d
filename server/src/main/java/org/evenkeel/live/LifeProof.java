package org.evenkeel.live;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long ago this node last heard its connections. Written with each tick of the node, so that
 * after a crash attendance ends where life was last proven, and not where the node last was.
 *
 * @param oldest every connection was heard within this time, but for the silent ones
 * @param silent the connections that missed a ping, and how long ago each was heard
 */
public record LifeProof(Duration oldest, Map<Long, Duration> silent) {
  public LifeProof {
    silent = Map.copyOf(silent);
  }

  static LifeProof of(Collection<LiveSocket> sockets, Duration silentAfter) {
    long now = System.nanoTime();
    long oldest = 0;
    Map<Long, Duration> silent = new HashMap<>();
    for (LiveSocket socket : sockets) {
      long age = now - socket.heardNanos();
      if (age > silentAfter.toNanos()) {
        silent.put(socket.connection(), Duration.ofNanos(age));
      } else {
        oldest = Math.max(oldest, age);
      }
    }
    return new LifeProof(Duration.ofNanos(oldest), silent);
  }

  /** The same, and the silence of connections that are closed already. */
  LifeProof and(Map<Long, Duration> gone) {
    if (gone.isEmpty()) {
      return this;
    }
    Map<Long, Duration> all = new HashMap<>(silent);
    all.putAll(gone);
    return new LifeProof(oldest, all);
  }

  /** The same, so much later. */
  LifeProof olderBy(long nanos) {
    Map<Long, Duration> all = new HashMap<>();
    silent.forEach((connection, age) -> all.put(connection, age.plusNanos(nanos)));
    return new LifeProof(oldest.plusNanos(nanos), all);
  }

  static LifeProof merge(List<LifeProof> parts) {
    Duration oldest = Duration.ZERO;
    Map<Long, Duration> silent = new HashMap<>();
    for (LifeProof part : parts) {
      oldest = part.oldest().compareTo(oldest) > 0 ? part.oldest() : oldest;
      silent.putAll(part.silent());
    }
    return new LifeProof(oldest, silent);
  }
}
