package org.evenkeel.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.evenkeel.testing.Chart;

/** The figures as a table that a person reads, on the console and as Markdown. */
final class Report {
  private final Figures ours;
  private final Figures bare;
  private final int rounds;
  private final Map<Integer, Figures> growth;
  private final int growthRounds;
  private final int deliveriesPerRoom;
  private final StringBuilder out = new StringBuilder();

  Report(
      Figures ours,
      Figures bare,
      int rounds,
      Map<Integer, Figures> growth,
      int growthRounds,
      int deliveriesPerRoom) {
    this.ours = ours;
    this.bare = bare;
    this.rounds = rounds;
    this.growth = growth;
    this.growthRounds = growthRounds;
    this.deliveriesPerRoom = deliveriesPerRoom;
  }

  String text(long seconds) {
    line("# The live endpoint beside a bare broadcast server");
    line("");
    line(
        "`mvn -Pbench`, %d s. JDK %s, %s %s, %d processors%s.",
        seconds,
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Cores.PROCESSORS,
        Cores.pinned()
            ? "; each server is pinned to core " + Cores.SERVER + ", the load to " + Cores.LOAD
            : "; nothing is pinned, so the servers and the load disturb each other");
    line(
        "Medians of %d rounds after warm-up, in brackets the lowest and the highest; in each, what"
            + " is short or quiet is measured three times. %,d people in %d rooms of %d; both servers"
            + " get the same load from the same clients, turn by turn,"
            + " with one event loop each.",
        rounds, Round.ROOMS * Round.SEATS, Round.ROOMS, Round.SEATS);
    line("");
    line("| | Evenkeel | bare | ratio | target |");
    line("| --- | --- | --- | --- | --- |");
    row("join storm: first connect to last welcome, s", Round.JOIN, "%.2f", Target.most(0.3, " s"));
    row("CPU s per 1,000 joins", Round.JOIN_CPU, "%.3f", Target.NONE);
    for (int rate : Round.RATES) {
      String at = String.format(Locale.ROOT, " at %,d deliveries/s", rate);
      row(
          "CPU s per 1,000,000 deliveries" + at,
          rate + " cpu",
          "%.1f",
          Target.timesBareAtMost(1.5));
      row("p50 ms" + at, rate + " p50", "%.1f", Target.NONE);
      row("p99 ms" + at, rate + " p99", "%.1f", Target.NONE);
      row("frames per delivery" + at, rate + " frames", "%.2f", Target.NONE);
    }
    row(
        "saturation, deliveries/s with p99 <= 250 ms",
        Round.SATURATION,
        "%,.0f",
        Target.bareAtLeast());
    row("CPU s per 1,000,000 deliveries there", Round.SATURATION_CPU, "%.2f", Target.NONE);
    row("cores busy there: server", Round.SERVER_BUSY, "%.2f", Target.NONE);
    row("cores busy there: load generator", Round.LOAD_BUSY, "%.2f", Target.NONE);
    row("heap per person, KiB", Round.HEAP, "%.1f", Target.most(30, " KiB"));
    row("bytes of a frame with one change", Round.FRAME_BYTES, "%.0f", Target.NONE);
    notes();
    growth();
    return out.toString();
  }

  /** What one delivery costs, by the number of rooms, as a picture. */
  String picture() {
    Map<String, Double> costs = new LinkedHashMap<>();
    growth.forEach((rooms, f) -> costs.put(rooms + " rooms", f.median("talk cpu")));
    return Chart.of("CPU of one node for one update that reaches one person", "%.0f µs", costs);
  }

  private void notes() {
    line("");
    line(
        "A delivery is one update of one person that reaches one seat. In a room where much happens"
            + " Evenkeel merges what people say of themselves within 100 ms, so it delivers more"
            + " updates than frames; it also answers each update with `ok`, which the bare server"
            + " does not. Both ping each connection every 3 s. Latency counts"
            + " from the client's write to the frame that shows the update. How much a server"
            + " carries is found out with %d rooms, whose people may ask for %,.0f deliveries/s by"
            + " the protocol's limit of 20 commands a second. Where the load generator is as busy"
            + " as the server, the figure is a lower bound.",
        Round.SATURATED_ROOMS, 20.0 * Round.SATURATED_ROOMS * Round.SEATS * Round.SEATS);
    line("");
    line(
        "Before the rates, and before it is found out how much a server carries, each round waits"
            + " until its server's compiler has nothing to do, %d s at most: in %d rounds it still"
            + " had %.0f times with Evenkeel and %.0f times with bare. A rate is carried that is"
            + " carried in one of two tries.",
        Subject.MOST_CALMING_SECONDS, rounds, ours.sum(Round.RESTLESS), bare.sum(Round.RESTLESS));
    line("");
    line(
        "At %,d deliveries/s a measure into which %d ms of a compiler's work or more fell is taken"
            + " again, three times at most: of those that count it still did in %.0f of Evenkeel"
            + " and %.0f of bare.",
        Round.RATES.getFirst(),
        Subject.CALM_MS,
        ours.sum(Round.DISTURBED),
        bare.sum(Round.DISTURBED));
  }

  private void growth() {
    line("");
    line("## Growth");
    line("");
    line(
        "One Evenkeel node, rooms of %d with %d deliveries/s each, medians of %d rounds.",
        Round.SEATS, deliveriesPerRoom, growthRounds);
    line("");
    line(
        "| rooms | people | join storm, s | CPU s per 1,000 joins | cores busy | CPU s per 1,000,000"
            + " deliveries | p50 ms | p99 ms |");
    line("| --- | --- | --- | --- | --- | --- | --- | --- |");
    growth.forEach(
        (rooms, f) ->
            line(
                "| %d | %,d | %.2f | %.3f | %.2f | %.1f | %.1f | %.1f |",
                rooms,
                rooms * Round.SEATS,
                f.median(Round.JOIN),
                f.median(Round.JOIN_CPU),
                f.median("talk busy"),
                f.median("talk cpu"),
                f.median("talk p50"),
                f.median("talk p99")));
  }

  private void row(String what, String name, String format, Target target) {
    line(
        "| %s | %s | %s | %.2f | %s |",
        what,
        cell(ours, name, format),
        cell(bare, name, format),
        ours.median(name) / bare.median(name),
        target.judged(ours.median(name), bare.median(name)));
  }

  private static String cell(Figures figures, String name, String format) {
    return String.format(
        Locale.ROOT,
        format + " (" + format + "–" + format + ")",
        figures.median(name),
        figures.lowest(name),
        figures.highest(name));
  }

  private void line(String format, Object... values) {
    out.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }
}
