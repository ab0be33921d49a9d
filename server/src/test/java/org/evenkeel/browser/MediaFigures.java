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
  private static final int TIMES = 5;
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
    double[] times = new double[TIMES];
    try (Guest ruth = Guest.arrives(house, "counselor1")) {
      String session = ruth.opensGroup("First sight", "participant1");
      String hers = ruth.seatId();
      for (int i = 0; i < TIMES; i++) {
        try (Guest maya = Guest.arrives(house, "participant1")) {
          maya.joins(session).waits();
          long begun = System.nanoTime();
          ruth.admits("Maya R.");
          maya.until("a picture of Ruth", () -> maya.framesFrom(hers) > 0);
          String seat = maya.seatId();
          ruth.until("a picture of Maya", () -> ruth.framesFrom(seat) > 0);
          times[i] = (System.nanoTime() - begun) / 1e9;
          maya.find("leave").click();
          maya.find("confirm").click();
          maya.find("ended").waitFor();
        }
      }
    }
    double[] sorted = DoubleStream.of(times).sorted().toArray();
    atMost("admitted to both see each other, median of " + TIMES, 3, sorted[TIMES / 2], "s");
    atMost("the same, the slowest", 3, sorted[TIMES - 1], "s");
  }

  @Test
  void tenHearEachOtherWhileANodeDies() throws Exception {
    List<Guest> group = new ArrayList<>();
    try (ThreeNodes nodes = ThreeNodes.open(house, folder)) {
      Guest ruth = arrives(nodes, "counselor1", group);
      ruth.signsIn();
      String[] others = new String[9];
      for (int i = 0; i < others.length; i++) {
        others[i] = "participant" + (i + 1);
      }
      String session = ruth.plansGroup("Ten of us", others);
      ruth.page().reload();
      hears(ruth, session);
      ruth.isInTheRoom();
      for (String other : others) {
        Guest guest = arrives(nodes, other, group);
        guest.signsIn();
        hears(guest, session);
        guest.waits();
      }
      ruth.find("admit-all").click();
      group.forEach(Guest::isInTheRoom);
      Map<Guest, String> seats = new HashMap<>();
      for (Guest guest : group) {
        guest.until("nine voices", () -> voices(guest) == others.length);
        seats.put(guest, guest.seatId());
      }

      Sound before = heard(group, () -> {});
      Map<Guest, Integer> made = new HashMap<>();
      group.forEach(guest -> made.put(guest, made(guest)));
      Sound during = heard(group, () -> nodes.node(1).kill9());

      atLeast("voices heard by ten people", 90, during.voices());
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
    group.add(guest);
    return guest;
  }

  /** Ten cameras are more than one machine of two cores can draw. */
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
