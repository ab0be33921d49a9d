package org.evenkeel.attendance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Arithmetic of half-open intervals.
 *
 * <p>Every list that comes out is normal: in order, without empty ones, and with a gap between any
 * two. So two lists hold the same time exactly when they are equal. Lists that go in may be in any
 * order, overlap and repeat.
 */
public final class Intervals {
  private Intervals() {}

  /** All the time that lies in at least one of them. */
  public static List<Interval> union(Collection<Interval> intervals) {
    List<Interval> sorted =
        intervals.stream()
            .filter(i -> !i.isEmpty())
            .sorted(Comparator.comparing(Interval::from))
            .toList();
    List<Interval> normal = new ArrayList<>(sorted.size());
    Interval last = null;
    for (Interval next : sorted) {
      if (last == null) {
        last = next;
      } else if (next.from().isAfter(last.to())) {
        normal.add(last);
        last = next;
      } else if (next.to().isAfter(last.to())) {
        last = new Interval(last.from(), next.to());
      }
    }
    if (last != null) {
      normal.add(last);
    }
    return List.copyOf(normal);
  }

  /** The time of them that lies within the bounds. */
  public static List<Interval> clip(Collection<Interval> intervals, Interval bounds) {
    return union(
        intervals.stream()
            .filter(i -> i.from().isBefore(bounds.to()) && i.to().isAfter(bounds.from()))
            .map(i -> new Interval(later(i.from(), bounds.from()), earlier(i.to(), bounds.to())))
            .toList());
  }

  /** The time that lies in both. */
  public static List<Interval> intersect(
      Collection<Interval> intervals, Collection<Interval> others) {
    return union(others.stream().flatMap(o -> clip(intervals, o).stream()).toList());
  }

  /** The time of the first that does not lie in the second. */
  public static List<Interval> subtract(
      Collection<Interval> intervals, Collection<Interval> taken) {
    List<Interval> holes = union(taken);
    List<Interval> left = new ArrayList<>();
    for (Interval whole : union(intervals)) {
      Instant from = whole.from();
      for (Interval hole : clip(holes, whole)) {
        left.add(new Interval(from, hole.from()));
        from = hole.to();
      }
      left.add(new Interval(from, whole.to()));
    }
    return union(left);
  }

  /** How much time lies in at least one of them; time that several share counts once. */
  public static Duration total(Collection<Interval> intervals) {
    return union(intervals).stream().map(Interval::length).reduce(Duration.ZERO, Duration::plus);
  }

  static Instant earlier(Instant a, Instant b) {
    return b.isBefore(a) ? b : a;
  }

  static Instant later(Instant a, Instant b) {
    return b.isAfter(a) ? b : a;
  }
}
