package org.evenkeel.check;

import java.util.List;
import java.util.stream.Collectors;
import org.evenkeel.check.Finding.Verdict;

/** All that was tried, in order. */
public record Report(List<Row> rows) {
  /** One line: what should be so, and how it was found. */
  record Row(String what, Finding finding) {}

  public Report {
    rows = List.copyOf(rows);
  }

  /**
   * 0 where everything was tried and is well, 1 where something is wrong, 2 where not all is known.
   */
  public int exitCode() {
    if (any(Verdict.FAILED)) {
      return 1;
    }
    return rows.isEmpty() || any(Verdict.NOT_SEEN) ? 2 : 0;
  }

  private boolean any(Verdict verdict) {
    return rows.stream().anyMatch(row -> row.finding().verdict() == verdict);
  }

  /** As a table, for a terminal. */
  @Override
  public String toString() {
    int widest = rows.stream().mapToInt(row -> row.what().length()).max().orElse(0);
    return rows.stream()
        .map(
            row ->
                "%-8s  %-{}s  %s"
                    .replace("{}", Integer.toString(Math.max(1, widest)))
                    .formatted(row.finding().verdict(), row.what(), row.finding().reason())
                    .stripTrailing())
        .collect(Collectors.joining("\n"));
  }
}
