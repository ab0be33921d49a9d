package org.evenkeel.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.evenkeel.faults.Journal.Span;

/**
 * What one client's screen showed over time, while it was fed. A screen that is cut off shows
 * yesterday's room under a banner; nobody is deceived by it, so it does not count.
 */
record Screen(Journal owner, List<Shown> shown) {
  /** One roster, and how long it was on the screen. */
  record Shown(Instant from, Instant to, Map<String, String> states) {}

  static Screen of(Journal journal, Instant until) {
    List<Seen.Roster> rosters = journal.all(Seen.Roster.class);
    List<Span> fed = journal.connected(until);
    List<Shown> shown = new ArrayList<>();
    for (int i = 0; i < rosters.size(); i++) {
      Instant from = rosters.get(i).at();
      Instant to = i + 1 < rosters.size() ? rosters.get(i + 1).at() : until;
      for (Span span : Spans.both(List.of(new Span(from, to)), fed)) {
        if (span.from().isBefore(span.to())) {
          shown.add(new Shown(span.from(), span.to(), rosters.get(i).states()));
        }
      }
    }
    return new Screen(journal, shown);
  }

  /** When it showed this person in that state; null for not at all. */
  List<Span> showing(String person, String state) {
    List<Span> spans = new ArrayList<>();
    for (Shown one : shown) {
      if (java.util.Objects.equals(one.states().get(person), state)) {
        spans.add(new Span(one.from(), one.to()));
      }
    }
    return Spans.union(spans);
  }
}
