package org.evenkeel.live;

import java.util.Comparator;
import java.util.UUID;
import org.evenkeel.room.AttendanceEvent;

/**
 * What tells an event from all others of its session. A room may owe what an earlier life of it has
 * seen, or one on the other side of a split, so the number alone does not.
 */
record Fact(UUID life, long seq) implements Comparable<Fact> {
  private static final Comparator<Fact> ORDER =
      Comparator.comparing(Fact::life).thenComparingLong(Fact::seq);

  static Fact of(AttendanceEvent event) {
    return new Fact(event.life(), event.seq());
  }

  @Override
  public int compareTo(Fact other) {
    return ORDER.compare(this, other);
  }
}
