package org.evenkeel.live;

import com.hazelcast.core.HazelcastInstance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells a member whether what it is asked is still waited for.
 *
 * <p>The grid keeps a question for a member that does not answer, and asks it or its heir later. By
 * then whoever asked has given up and told the room so; a resume that is judged after that would
 * put somebody in a seat whose connection is gone, and nobody would notice.
 */
final class OwnerClock {
  private static final String KEY = "evenkeel.clock";

  /** Whoever asks gives up after this. */
  static final Duration WAITED_FOR = Duration.ofSeconds(5);

  /** The clocks of two nodes, and the way of the answer. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private OwnerClock() {}

  /** By this clock that member judges from now on; all nodes carry on the database's. */
  static void set(HazelcastInstance member, Clock clock) {
    member.getUserContext().put(KEY, clock);
  }

  /**
   * @param askedAt by the asking node's clock
   * @return false too while this member is not open yet and knows no time
   */
  static boolean isTooLate(HazelcastInstance member, Instant askedAt) {
    return member.getUserContext().get(KEY) instanceof Clock clock
        && clock.instant().isAfter(askedAt.plus(WAITED_FOR).minus(MARGIN));
  }
}
