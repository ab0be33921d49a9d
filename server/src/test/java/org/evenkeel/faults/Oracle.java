package org.evenkeel.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges one scenario by what the clients saw and what the ledger says. Knows nothing of how the
 * server works.
 *
 * @param fault the scenario's name
 * @param journals of all clients
 * @param books what the server says
 * @param faults when something was done, in order
 * @param until when the evidence ends; before the clients leave
 * @param end after the clients have left
 */
record Oracle(
    String fault,
    List<Journal> journals,
    Books books,
    List<Instant> faults,
    Instant until,
    Instant end) {

  static final String WORST_PERSON = "I3 attendance not counted, worst person";

  private static final double TOLD_WITHIN_SECONDS = 10;

  List<Finding> judge(Limits limits) {
    List<Finding> findings = new ArrayList<>(new Sightings(this).judge(limits));
    findings.addAll(attendance(limits));
    findings.addAll(ledger());
    findings.addAll(returns(limits));
    findings.add(dismissed());
    findings.add(untold());
    findings.add(privacy());
    return findings;
  }

  Map<String, List<Journal>> bySession() {
    return journals.stream().collect(Collectors.groupingBy(Journal::session));
  }

  /** I3 and I4: what is counted is what was, once. */
  private List<Finding> attendance(Limits limits) {
    double under = 0;
    double underEach = 0;
    double clean = 0;
    String worstClean = "";
    double over = 0;
    double doubled = 0;
    String worstUnder = "";
    String worstOver = "";
    Map<String, List<Journal>> people =
        journals.stream().collect(Collectors.groupingBy(j -> j.session() + " " + j.person()));
    for (List<Journal> devices : people.values()) {
      Journal any = devices.getFirst();
      Books.Row row =
          books
              .sheets()
              .getOrDefault(any.session(), Map.of())
              .getOrDefault(any.person(), new Books.Row(0, List.of()));
      Truth truth = Truth.of(devices, end);
      double missing = Spans.seconds(Spans.minus(truth.sure(), row.intervals()));
      double invented = Spans.seconds(Spans.minus(row.intervals(), truth.widest()));
      if (truth.losses() == 0 && missing > clean) {
        clean = missing;
        worstClean = truth + " against " + row.intervals();
      }
      // Each stay ends with one loss at most.
      double each =
          truth.sure().stream()
              .mapToDouble(stay -> Spans.seconds(Spans.minus(List.of(stay), row.intervals())))
              .max()
              .orElse(0);
      if (each > underEach) {
        underEach = each;
        worstUnder = truth + " against " + row.intervals();
      }
      under = Math.max(under, missing);
      if (invented > over) {
        over = invented;
        worstOver = truth + " against " + row.intervals();
      }
      double united = Spans.seconds(Spans.union(row.intervals()));
      double wall = Spans.seconds(Spans.union(truth.widest()));
      doubled += Math.max(0, Spans.seconds(row.intervals()) - united);
      doubled += Math.max(0, row.seconds() - united - 1);
      doubled += Math.max(0, united - wall - limits.over());
    }
    return List.of(
        new Finding(
            fault,
            "I3 attendance not counted, for each loss",
            limits.under(),
            underEach,
            "s",
            underEach > limits.under() ? worstUnder : ""),
        new Finding(
            fault,
            "I3 attendance not counted of those who lost nothing",
            limits.clean(),
            clean,
            "s",
            clean > limits.clean() ? worstClean : ""),
        Finding.of(fault, WORST_PERSON, Double.MAX_VALUE, under, "s"),
        new Finding(
            fault,
            "I3 attendance counted that was not",
            limits.over(),
            over,
            "s",
            over > limits.over() ? worstOver : ""),
        Finding.of(fault, "I4 counted twice", 0.001, doubled, "s"));
  }

  /** I5 and I6: what was said to be on disk is there, and there once. */
  private List<Finding> ledger() {
    Map<String, Integer> known = new HashMap<>();
    Set<String> keys = new HashSet<>();
    int duplicates = 0;
    String example = "";
    for (Books.Fact fact : books.facts()) {
      boolean again = !keys.add(fact.session() + fact.life() + fact.seq());
      String what = fact.seat() + " " + fact.kind() + " " + fact.at();
      boolean sameAgain =
          fact.seat() != null && known.merge(what + " " + fact.connection(), 1, Integer::sum) > 1;
      known.merge(what, 1, Integer::sum);
      if (again || sameAgain) {
        duplicates++;
        example = what;
      }
    }
    long joinedTwice =
        books.facts().stream()
            .filter(f -> f.kind().equals("joined"))
            .collect(Collectors.groupingBy(Books.Fact::seat, Collectors.counting()))
            .values()
            .stream()
            .filter(n -> n > 1)
            .count();
    long said = 0;
    long missing = 0;
    String lost = "";
    for (Journal journal : journals) {
      for (Seen.Recorded r : journal.all(Seen.Recorded.class)) {
        said++;
        if (!known.containsKey(r.seat() + " " + r.event() + " " + r.eventAt())) {
          missing++;
          lost = r.toString();
        }
      }
    }
    return List.of(
        new Finding(fault, "I5 recorded events missing, of " + said, 0, missing, "", lost),
        new Finding(
            fault,
            "I6 events in the ledger twice, of " + books.facts().size(),
            0,
            duplicates + joinedTwice,
            "",
            example));
  }

  /** I7: back in the seat. */
  private List<Finding> returns(Limits limits) {
    List<Duration> all = new ArrayList<>();
    journals.forEach(j -> all.addAll(j.returns(until)));
    double[] back =
        all.stream().filter(Objects::nonNull).mapToDouble(Spans::seconds).sorted().toArray();
    long never = all.stream().filter(Objects::isNull).count();
    String of = ", of " + all.size();
    return List.of(
        Finding.of(fault, "I7 back in the seat, p50" + of, limits.returnP95(), at(back, 0.5), "s"),
        Finding.of(fault, "I7 back in the seat, p95" + of, limits.returnP95(), at(back, 0.95), "s"),
        Finding.of(fault, "I7 back in the seat, p99" + of, limits.returnP99(), at(back, 0.99), "s"),
        Finding.of(fault, "I7 never back" + of, 0, never, ""));
  }

  /** Nobody is sent away, but from the device whose seat another one has taken. */
  private Finding dismissed() {
    Map<String, List<Journal>> people =
        journals.stream().collect(Collectors.groupingBy(j -> j.session() + " " + j.person()));
    long wrong = 0;
    String example = "";
    for (List<Journal> devices : people.values()) {
      List<Seen.Dismissed> all =
          devices.stream().flatMap(d -> d.all(Seen.Dismissed.class).stream()).toList();
      long replaced = all.stream().filter(d -> d.reason().equals("replaced")).count();
      long more = all.size() - replaced + Math.max(0, replaced - (devices.size() - 1));
      if (more > 0) {
        wrong += more;
        example = devices.getFirst().person() + " " + all;
      }
    }
    return new Finding(fault, "sent away by the server", 0, wrong, "times", example);
  }

  /** Who was there for a while has been told that it is on disk: else I5 would prove nothing. */
  private Finding untold() {
    List<Journal> untold =
        journals.stream()
            .filter(
                j ->
                    j.stays(until).stream()
                            .mapToDouble(s -> Spans.seconds(Duration.between(s.sure(), s.sureTo())))
                            .sum()
                        > TOLD_WITHIN_SECONDS)
            .filter(j -> j.all(Seen.Recorded.class).isEmpty())
            .toList();
    return new Finding(
        fault,
        "I5 never told that anything is recorded",
        0,
        untold.size(),
        "",
        untold.isEmpty() ? "" : untold.getFirst().person());
  }

  static double at(double[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
  }

  private Finding privacy() {
    List<Seen.Foreign> foreign =
        journals.stream().flatMap(j -> j.all(Seen.Foreign.class).stream()).toList();
    return new Finding(
        fault,
        "I10 frames of another room",
        0,
        foreign.size(),
        "",
        foreign.isEmpty() ? "" : foreign.getFirst().what());
  }
}
