package org.evenkeel.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.evenkeel.faults.Journal.Span;
import org.evenkeel.faults.Journal.Stay;

/** I1, I2 and I9: what the screens showed, against who was there. */
final class Sightings {
  /** From being there to being seen there; less than this is nobody's fault. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  /** Who is away longer may be taken off the roster. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Oracle oracle;
  private final Map<Seen.Way, Double> ghosts = new EnumMap<>(Seen.Way.class);
  private double hidden;
  private int vanished;
  private int flashes;
  private int doubles;
  private String worstGhost = "";
  private String worstHidden = "";
  private String worstVanished = "";
  private String worstSettled = "";
  private String lastSettled = "";

  Sightings(Oracle oracle) {
    this.oracle = oracle;
  }

  List<Finding> judge(Limits limits) {
    double settle = 0;
    for (List<Journal> room : oracle.bySession().values()) {
      List<Screen> screens = room.stream().map(j -> Screen.of(j, oracle.until())).toList();
      Map<String, List<Journal>> people =
          room.stream().collect(Collectors.groupingBy(Journal::person));
      people.forEach((person, devices) -> look(person, devices, screens));
      double settled = settle(room, screens);
      if (settled > settle) {
        settle = settled;
        worstSettled = lastSettled;
      }
    }
    String fault = oracle.fault();
    List<Finding> findings = new ArrayList<>();
    ghosts.forEach(
        (way, seconds) -> {
          double most = limits.ghost().getOrDefault(way, Double.MAX_VALUE);
          String figure = "I1 shown present though gone (" + way.name().toLowerCase() + ")";
          findings.add(
              new Finding(fault, figure, most, seconds, "s", seconds > most ? worstGhost : ""));
        });
    double gone = limits.gone();
    findings.add(
        new Finding(
            fault,
            "I2 shown gone though there",
            gone,
            vanished,
            "times",
            vanished > gone ? worstVanished : ""));
    findings.add(
        new Finding(
            fault,
            "I2 shown as reconnecting though there",
            limits.hidden(),
            hidden,
            "s",
            hidden > limits.hidden() ? worstHidden : ""));
    if (limits.reconnectingShown() >= 0) {
      findings.add(
          Finding.of(
              fault,
              "I2 seen losing the connection who was not cut off",
              limits.reconnectingShown(),
              flashes,
              "times"));
    }
    findings.add(Finding.of(fault, "I4 two seats of one person shown", 0, doubles, "times"));
    findings.add(
        new Finding(
            fault,
            "I9 all screens of a room show the same",
            limits.settle(),
            settle,
            "s",
            settle > limits.settle() ? worstSettled : ""));
    return findings;
  }

  private void look(String person, List<Journal> devices, List<Screen> screens) {
    Truth truth = Truth.of(devices, oracle.until());
    List<Span> there = truth.sure();
    if (there.isEmpty()) {
      return;
    }
    Way[] ways = new Way[there.size()];
    List<Stay> stays = devices.stream().flatMap(d -> d.stays(oracle.until()).stream()).toList();
    for (int i = 0; i < ways.length; i++) {
      Instant to = there.get(i).to();
      ways[i] =
          stays.stream()
              .filter(s -> s.sureTo().equals(to))
              .findFirst()
              .map(s -> new Way(s.way()))
              .orElseThrow();
    }
    boolean torn = devices.stream().anyMatch(d -> !d.all(Seen.Cut.class).isEmpty());
    for (Screen screen : screens) {
      if (screen.owner().person().equals(person)) {
        continue;
      }
      List<Span> present = screen.showing(person, "present");
      doubles += screen.showing(person, "double").size();
      for (int i = 0; i < ways.length; i++) {
        Instant back = i + 1 < ways.length ? there.get(i + 1).from() : oracle.until();
        if (ways[i].way() != null && ways[i].way() != Seen.Way.DRAINED) {
          // Others may see somebody a moment before they know it themselves.
          Span away = new Span(there.get(i).to(), back);
          ghost(person, screen, present, truth.widest(), away, ways[i].way());
        }
      }
      hidden(person, screen, there);
      vanished(person, screen, there, ways);
      if (!torn) {
        flashes += screen.showing(person, "reconnecting").size();
      }
    }
  }

  private record Way(Seen.Way way) {}

  /** What this person did while away, and how that screen showed them. */
  private String story(String person, Span away, Screen screen) {
    StringBuilder story = new StringBuilder(person + " away " + away);
    oracle.bySession().get(screen.owner().session()).stream()
        .filter(j -> j.person().equals(person))
        .flatMap(j -> j.entries().stream())
        .filter(e -> !(e instanceof Seen.Roster || e instanceof Seen.Recorded))
        .filter(e -> near(e.at(), away))
        .forEach(e -> story.append("; ").append(e));
    story.append("; on the screen of ").append(screen.owner().person());
    screen.shown().stream()
        .filter(shown -> near(shown.from(), away) || near(shown.to(), away))
        .forEach(
            s -> story.append("; ").append(s.from()).append(' ').append(s.states().get(person)));
    return story.toString();
  }

  private static boolean near(Instant at, Span away) {
    return at.isAfter(away.from().minusSeconds(2)) && at.isBefore(away.to().plusSeconds(2));
  }

  private void ghost(
      String person,
      Screen screen,
      List<Span> present,
      List<Span> widest,
      Span away,
      Seen.Way way) {
    for (Span lie : Spans.both(Spans.minus(present, widest), List.of(away))) {
      // Whoever tried to come back meanwhile, and may have had the seat, is gone since that.
      Instant gone =
          widest.stream()
              .map(Span::to)
              .filter(to -> !to.isAfter(lie.from()))
              .reduce(away.from(), Spans::later);
      double seconds = Spans.seconds(Duration.between(gone, lie.to()));
      if (seconds > ghosts.getOrDefault(way, 0.0)) {
        ghosts.put(way, seconds);
        worstGhost = story(person, away, screen);
      }
    }
    ghosts.putIfAbsent(way, 0.0);
  }

  private void hidden(String person, Screen screen, List<Span> there) {
    List<Span> surely =
        there.stream()
            .filter(s -> s.length().compareTo(SLACK) > 0)
            .map(s -> new Span(s.from().plus(SLACK), s.to()))
            .toList();
    for (Span lie : Spans.both(screen.showing(person, "reconnecting"), surely)) {
      double seconds = Spans.seconds(lie.length()) + Spans.seconds(SLACK);
      if (seconds > hidden) {
        hidden = seconds;
        worstHidden = person + " " + lie + " on the screen of " + screen.owner().person();
      }
    }
  }

  /** From the first time to the last: nobody leaves and joins again because a machine did. */
  private void vanished(String person, Screen screen, List<Span> there, Way[] ways) {
    List<Span> ours = new ArrayList<>();
    for (int i = 0; i < ways.length; i++) {
      ours.add(new Span(there.get(i).from().plus(SLACK), there.get(i).to()));
      boolean onPurpose = ways[i].way() == Seen.Way.LEAVE;
      if (i + 1 < ways.length && !onPurpose) {
        // Who came just before the path was lost may not have been shown to everybody yet.
        Instant from = Spans.later(there.get(i).to(), there.get(i).from().plus(SLACK));
        Span away = new Span(from, there.get(i + 1).from().plus(SLACK));
        if (away.length().compareTo(GRACE) < 0 && !away.length().isNegative()) {
          ours.add(away);
        }
      }
    }
    List<Span> lies = Spans.both(screen.showing(person, null), ours);
    vanished += lies.size();
    if (!lies.isEmpty()) {
      worstVanished =
          person + " " + lies.getFirst() + " on the screen of " + screen.owner().person();
    }
  }

  /** How long after a fault, and after the last who came back, the screens still differed. */
  private double settle(List<Journal> room, List<Screen> screens) {
    List<Span> different = different(screens);
    double worst = 0;
    List<Instant> faults = oracle.faults();
    for (int i = 0; i < faults.size(); i++) {
      Instant from = faults.get(i);
      Instant to = i + 1 < faults.size() ? faults.get(i + 1) : oracle.until();
      Instant calm =
          room.stream()
              .flatMap(j -> j.all(Seen.Welcomed.class).stream())
              .map(Seen.Welcomed::at)
              .filter(at -> !at.isBefore(from) && at.isBefore(to))
              .reduce(from, Spans::later);
      for (Span span : Spans.both(different, List.of(new Span(calm, to)))) {
        double took = Spans.seconds(Duration.between(calm, span.to()));
        if (took > worst) {
          lastSettled =
              "fault "
                  + (i + 1)
                  + " at "
                  + from
                  + ", calm at "
                  + calm
                  + ": "
                  + span
                  + apart(screens, span);
        }
        worst = Math.max(worst, took);
      }
    }
    return worst;
  }

  private static List<Span> different(List<Screen> screens) {
    TreeSet<Instant> moments = new TreeSet<>();
    for (Screen screen : screens) {
      for (Screen.Shown shown : screen.shown()) {
        moments.add(shown.from());
        moments.add(shown.to());
      }
    }
    List<Span> different = new ArrayList<>();
    Instant before = null;
    for (Instant moment : moments) {
      if (before != null && rosters(screens, before, moment) > 1) {
        different.add(new Span(before, moment));
      }
      before = moment;
    }
    return Spans.union(different);
  }

  /** Who was shown how, and on whose screens, where a room's screens began to differ. */
  private static String apart(List<Screen> screens, Span span) {
    Map<String, Map<String, String>> byScreen = new TreeMap<>();
    TreeSet<String> people = new TreeSet<>();
    for (Screen screen : screens) {
      for (Screen.Shown shown : screen.shown()) {
        if (!shown.from().isAfter(span.from()) && shown.to().isAfter(span.from())) {
          byScreen.put(screen.owner().person(), shown.states());
          people.addAll(shown.states().keySet());
        }
      }
    }
    StringBuilder apart = new StringBuilder();
    for (String person : people) {
      Map<String, TreeSet<String>> how = new TreeMap<>();
      byScreen.forEach(
          (owner, states) ->
              how.computeIfAbsent(
                      states.getOrDefault(person, "not at all"), state -> new TreeSet<>())
                  .add(owner));
      if (how.size() > 1) {
        apart.append("; ").append(person).append(' ').append(how);
      }
    }
    return apart.toString();
  }

  private static long rosters(List<Screen> screens, Instant from, Instant to) {
    return screens.stream()
        .flatMap(s -> s.shown().stream())
        .filter(s -> !s.from().isAfter(from) && !s.to().isBefore(to))
        .map(Screen.Shown::states)
        .distinct()
        .count();
  }
}
