package org.evenkeel.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.evenkeel.faults.Journal.Span;

/** Arithmetic of time, of the oracle's own: it must not share a mistake with what it judges. */
final class Spans {
  private Spans() {}

  static List<Span> union(List<Span> spans) {
    List<Span> sorted =
        spans.stream()
            .filter(s -> s.from().isBefore(s.to()))
            .sorted(Comparator.comparing(Span::from))
            .toList();
    List<Span> union = new ArrayList<>();
    for (Span span : sorted) {
      Span last = union.isEmpty() ? null : union.getLast();
      if (last != null && !span.from().isAfter(last.to())) {
        union.set(union.size() - 1, new Span(last.from(), later(last.to(), span.to())));
      } else {
        union.add(span);
      }
    }
    return union;
  }

  static double seconds(List<Span> spans) {
    return spans.stream().map(Span::length).mapToDouble(Spans::seconds).sum();
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** What is in the one and not in the other. */
  static List<Span> minus(List<Span> of, List<Span> without) {
    List<Span> rest = union(of);
    for (Span hole : union(without)) {
      List<Span> next = new ArrayList<>();
      for (Span span : rest) {
        if (!hole.from().isBefore(span.to()) || !hole.to().isAfter(span.from())) {
          next.add(span);
          continue;
        }
        if (span.from().isBefore(hole.from())) {
          next.add(new Span(span.from(), hole.from()));
        }
        if (hole.to().isBefore(span.to())) {
          next.add(new Span(hole.to(), span.to()));
        }
      }
      rest = next;
    }
    return rest;
  }

  static List<Span> both(List<Span> one, List<Span> other) {
    return minus(one, minus(one, other));
  }

  static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
