package org.evenkeel.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures as a page: a table for each fault. */
final class Report {
  private static final Path FILE = Path.of("target", "faults", "report.md");

  private Report() {}

  static Path write(int nodes, int rooms, int each, long seed, List<Finding> findings)
      throws IOException {
    StringBuilder page = new StringBuilder("# What faults did\n\n");
    page.append(
        "%d nodes, %d rooms with %d people each, seed %d; %d of %d figures missed.%n"
            .formatted(
                nodes,
                rooms,
                each,
                seed,
                findings.stream().filter(f -> !f.ok()).count(),
                findings.size()));
    Map<String, StringBuilder> tables = new LinkedHashMap<>();
    for (Finding f : findings) {
      tables
          .computeIfAbsent(
              f.fault(),
              name ->
                  new StringBuilder(
                      "\n## "
                          + name
                          + "\n\n| figure | limit | measured | |\n| --- | --: | --: | --- |\n"))
          .append(
              "| %s | %s | %s | %s |%n"
                  .formatted(
                      f.figure(),
                      f.limit() == Double.MAX_VALUE ? "–" : number(f.limit(), f.unit()),
                      number(f.measured(), f.unit()),
                      f.ok() ? "" : "**missed**"));
    }
    tables.values().forEach(page::append);
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, page.toString());
    return FILE;
  }

  private static String number(double value, String unit) {
    String text =
        value == Math.rint(value)
            ? String.format(Locale.ROOT, "%.0f", value)
            : String.format(Locale.ROOT, "%.2f", value);
    return unit.isEmpty() ? text : text + " " + unit;
  }
}
