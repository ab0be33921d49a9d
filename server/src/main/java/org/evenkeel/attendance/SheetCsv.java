package org.evenkeel.attendance;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A sheet as a file for spreadsheets: RFC 4180, with the mark by which they know UTF-8, and with no
 * cell that they would take for a formula.
 */
final class SheetCsv {
  /** Spreadsheets take a file without it for one of their own country's encoding. */
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** What begins a formula, also as the wide signs that some spreadsheets fold to these. */
  private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  private SheetCsv() {}

  static String of(Sheet sheet) {
    StringWriter text = new StringWriter();
    text.append(BYTE_ORDER_MARK);
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text)) {
      String zone = sheet.zone().getId();
      write(
          csv,
          "person",
          "role",
          "status",
          "minutes",
          "seconds",
          "first join (UTC)",
          "first join (" + zone + ")",
          "last leave (UTC)",
          "last leave (" + zone + ")",
          "late",
          "late seconds",
          "left early seconds",
          "intervals (UTC)");
      sheet.people().forEach(row -> write(csv, cells(row, sheet.zone())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Says what it is and when, and never whose. */
  static String fileName(Sheet sheet) {
    return "attendance-" + sheet.scheduled().from().atZone(sheet.zone()).toLocalDate() + ".csv";
  }

  private static String[] cells(PersonRow row, ZoneId zone) {
    return new String[] {
      row.name(),
      Words.of(row.role()),
      row.status().wire(),
      Long.toString(row.seconds() / 60),
      Long.toString(row.seconds()),
      utc(row.firstJoinAt()),
      local(row.firstJoinAt(), zone),
      utc(row.lastLeaveAt()),
      local(row.lastLeaveAt(), zone),
      row.late() ? "yes" : "no",
      Long.toString(row.lateSeconds()),
      Long.toString(row.leftEarlySeconds()),
      intervals(row.intervals())
    };
  }

  private static String intervals(List<Stretch> stretches) {
    return stretches.stream()
        .map(
            s ->
                utc(s.from())
                    + "/"
                    + utc(s.to())
                    + " "
                    + (s.running() ? "in the room" : s.endedBy().wire()))
        .collect(Collectors.joining("; "));
  }

  private static void write(CsvWriter csv, String... cells) {
    for (int i = 0; i < cells.length; i++) {
      cells[i] = harmless(cells[i]);
    }
    csv.writeRecord(cells);
  }

  static String harmless(String cell) {
    String begin = cell.stripLeading();
    boolean formula =
        !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0
            || !begin.isEmpty() && FORMULA.indexOf(begin.charAt(0)) >= 0;
    return formula ? "'" + cell : cell;
  }

  private static String utc(Instant at) {
    return at == null ? "" : at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** With its offset, for an hour of the night in autumn happens twice. */
  private static String local(Instant at, ZoneId zone) {
    return at == null
        ? ""
        : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            at.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
  }
}
