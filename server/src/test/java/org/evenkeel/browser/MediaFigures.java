package org.evenkeel.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people see and hear, in figures: {@code mvn -Pmedia verify}; writes {@code
 * target/media/report.md}. Real browsers on one machine, with made-up cameras and microphones, and
 * no media server: each sends to each.
 */
class MediaFigures {
  private static final Path FILE = Path.of("target", "media", "report.md");

  /** Ten, where there are cores for it: with more than these, browsers and nodes starve. */
  private static final int PEOPLE =
      Math.min(10, 1 + 2 * Runtime.getRuntime().availableProcessors());

  private static final int PATIENCE_MS = 60_000;

  private static final int WATCHED_MS = 10_000;

  /** What carries sound sends so many packets a second. */
  private static final double PACKETS_PER_SECOND = 50;

  /** Each packet of sound from each other person, looked at four times a second. */
  private static final String LISTEN =
      """
      () => {
        const heard = {}
        const begun = performance.now()
        let over = false
        const look = async () => {
          const stats = await window.__evenkeel.stats()
          const at = performance.now()
          for (const [seat, { packetsReceivedAudio: packets }] of Object.entries(stats)) {
            const one = (heard[seat] ??= { first: packets, packets, begun: at, at, gap: 0 })
            if (packets > one.packets) Object.assign(one, { packets, at, gap: Math.max(one.gap, at - one.at) })
          }
          if (!over) setTimeout(look, 250)
        }
        look()
        window.__heard = () => {
          over = true
          const now = performance.now()
          return JSON.stringify(Object.fromEntries(Object.entries(heard).map(([seat, one]) => [seat, {
            packets: one.packets - one.first,
            seconds: (one.at - one.begun) / 1_000,
            gapMs: Math.max(one.gap, now - one.at),
          }])))
        }
      }
      """;

  /** Counts the connections between browsers that are made. */
  private static final String COUNT =
      """
      window.__made = 0
      window.RTCPeerConnection = class extends window.RTCPeerConnection {
        constructor(...all) {
          super(...all)
          window.__made++
        }
      }
      """;

  private static final List<String> LINES = new ArrayList<>();
  private static final List<String> MISSED = new ArrayList<>();
  private static House house;
  @TempDir static Path folder;

  /** What one person heard of the others, in one stretch of time. */
  private record Sound(double longestGapMs, double share, int voices) {
    static Sound of(List<Guest> group) {
      double gap = 0;
      double share = Double.MAX_VALUE;
      int voices = 0;
      for (Guest guest : group) {
        JsonObject heard = new JsonObject((String) guest.page().evaluate("() => window.__heard()"));
        for (String seat : heard.fieldNames()) {
          JsonObject one = heard.getJsonObject(seat);
          voices++;
          gap = Math.max(gap, one.getDouble("gapMs"));
          double seconds = one.getDouble("seconds");
          share = Math.min(share, one.getDouble("packets") / seconds / PACKETS_PER_SECOND);
        }
      }
      return new Sound(gap, share, voices);
    }
  }

  @BeforeAll
  static void open() {
    house = House.open();
  }

  @AfterAll
  static void write() throws IOException {
    Files.createDirectories(FILE.getParent());
    String head =
        "# What people see and hear\n\n`mvn -Pmedia verify`, real browsers on %d processors.\n\n"
            .formatted(Runtime.getRuntime().availableProcessors());
    String table = "| figure | limit | measured | |\n| --- | --: | --: | --- |\n";
    Files.writeString(FILE, head + table + String.join("", LINES));
    System.out.println(Files.readString(FILE));
    assertEquals(List.of(), MISSED, "see " + FILE);
  }

  @Test
  void theFirstPictureAfterAdmission() {
    List<String> names = List.of("Maya R.", "Tom W.", "Aisha K.", "Leo P.", "Grace N.");
    double[] times = new double[names.size()];
    try (Guest ruth = Guest.arrives(house, "counselor1")) {
      String session = ruth.opensGroup("First sight", accounts(names.size()));
      String hers = ruth.seatId();
      for (int i = 0; i < times.length; i++) {
        // Somebody else each time: whoever was let in once does not wait again.
        try (Guest other = Guest.arrives(house, accounts(names.size())[i])) {
          other.joins(session).waits();
          ruth.find("waiting-entry", names.get(i)).waitFor();
          long begun = System.nanoTime();
          ruth.admits(names.get(i));
          other.isInTheRoom();
          other.until("a picture of Ruth", () -> other.framesFrom(hers) > 0);
          String seat = other.seatId();
          ruth.until("a picture of the other", () -> ruth.framesFrom(seat) > 0);
          times[i] = (System.nanoTime() - begun) / 1e9;
          other.find("leave").click();
          other.find("confirm").click();
          other.find("ended").waitFor();
        }
      }
    }
    double[] sorted = DoubleStream.of(times).sorted().toArray();
    atMost(
        "admitted to both see each other, median of " + sorted.length,
        3,
        sorted[sorted.length / 2],
        "s");
    atMost("the same, the slowest", 3, sorted[sorted.length - 1], "s");
  }

  @Test
  void allHearEachOtherWhileANodeDies() throws Exception {
    List<Guest> group = new ArrayList<>();
    try (ThreeNodes nodes = ThreeNodes.open(house, folder)) {
      Guest ruth = arrives(nodes, "counselor1", group);
      ruth.signsIn();
      String[] others = accounts(PEOPLE - 1);
      String session = ruth.plansGroup("All of us", others);
      ruth.page().reload();
      hears(ruth, session);
      ruth.isInTheRoom();
      for (String other : others) {
        Guest guest = arrives(nodes, other, group);
        guest.signsIn();
        hears(guest, session);
        guest.waits();
      }
      ruth.until("all wait", () -> ruth.find("waiting-entry").count() == PEOPLE - 1);
      ruth.find("admit-all").click();
      group.forEach(Guest::isInTheRoom);
      Map<Guest, String> seats = new HashMap<>();
      for (Guest guest : group) {
        guest.until("the voices of all others", PATIENCE_MS, () -> voices(guest) == others.length);
        seats.put(guest, guest.seatId());
      }

      Sound before = heard(group, () -> {});
      Map<Guest, Integer> made = new HashMap<>();
      group.forEach(guest -> made.put(guest, made(guest)));
      Sound during = heard(group, () -> nodes.node(1).kill9());

      atLeast("voices heard, by " + PEOPLE + " people", PEOPLE * (PEOPLE - 1), during.voices());
      atMost(
          "longest time without a packet of a voice, before", 1_000, before.longestGapMs(), "ms");
      atMost(
          "longest time without a packet of a voice, a node killed",
          1_000,
          during.longestGapMs(),
          "ms");
      atLeast("least of a voice that arrived, before", 0.9, before.share());
      atLeast("least of a voice that arrived, a node killed", 0.9, during.share());
      int anew = 0;
      int moved = 0;
      for (Guest guest : group) {
        guest.until("no banner", () -> !guest.find("banner").isVisible());
        anew += made(guest) - made.get(guest);
        moved += guest.seatId().equals(seats.get(guest)) ? 0 : 1;
      }
      atMost("connections between browsers built anew", 0, anew, "");
      atMost("people in another seat than before", 0, moved, "");
    } finally {
      group.forEach(Guest::close);
    }
  }

  private interface Deed {
    void done() throws Exception;
  }

  private static Sound heard(List<Guest> group, Deed deed) throws Exception {
    group.forEach(guest -> guest.page().evaluate(LISTEN));
    group.getFirst().page().waitForTimeout(1_000);
    deed.done();
    group.getFirst().page().waitForTimeout(WATCHED_MS);
    return Sound.of(group);
  }

  private static Guest arrives(ThreeNodes nodes, String account, List<Guest> group) {
    Guest guest = nodes.arrives(account);
    guest.context().addInitScript(COUNT);
    guest.context().setDefaultTimeout(PATIENCE_MS);
    group.add(guest);
    return guest;
  }

  private static String[] accounts(int participants) {
    return IntStream.rangeClosed(1, participants)
        .mapToObj(i -> "participant" + i)
        .toArray(String[]::new);
  }

  /** So many cameras are more than a machine of two cores can draw. */
  private static void hears(Guest guest, String session) {
    guest.choosesSession(session).find("device-join-audio").click();
  }

  private static int voices(Guest guest) {
    JsonObject stats = guest.stats();
    return (int)
        stats.fieldNames().stream()
            .filter(seat -> stats.getJsonObject(seat).getLong("packetsReceivedAudio", 0L) > 0)
            .count();
  }

  private static int made(Guest guest) {
    return ((Number) guest.page().evaluate("() => window.__made")).intValue();
  }

  private static void atMost(String name, double limit, double measured, String unit) {
    figure(name, "≤ " + number(limit, unit), number(measured, unit), measured <= limit);
  }

  private static void atLeast(String name, double limit, double measured) {
    figure(name, "≥ " + number(limit, ""), number(measured, ""), measured >= limit);
  }

  private static void figure(String name, String limit, String measured, boolean met) {
    LINES.add("| %s | %s | %s | %s |%n".formatted(name, limit, measured, met ? "" : "**missed**"));
    if (!met) {
      MISSED.add(name);
    }
  }

  private static String number(double value, String unit) {
    String text =
        value == Math.rint(value)
            ? String.format(Locale.ROOT, "%.0f", value)
            : String.format(Locale.ROOT, "%.2f", value);
    return (text + " " + unit).strip();
  }
}
