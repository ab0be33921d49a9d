package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Somebody in the room does not read what they are sent: their network is slow, or they mean it.
 * The operating system's buffers are small here, so that a few messages fill them.
 */
@Timeout(60)
class SlowReaderTest {
  private static final int SMALL = 4_096;

  /** Signals of this size fill what lies between us and somebody who does not read. */
  private static final String LARGE = "x".repeat(50_000);

  @RegisterExtension
  static final LiveServer server =
      new LiveServer(Duration.ofSeconds(2), Duration.ofSeconds(6), SMALL);

  private LiveClient host;
  private LiveClient maya;
  private RawClient slow;
  private String slowSeat;
  private volatile boolean alive = true;

  @BeforeEach
  void threePeople() throws Exception {
    LiveServer.Group group = server.group(12, false);
    host = group.joins("Ana C.", Role.HOST);
    maya = group.joins("Maya R.", Role.PARTICIPANT);
    slow = new RawClient(server.port, SMALL, "");
    slowSeat = slow.joins(group.ticket("Tom B.", Role.PARTICIPANT)).getString("seatId");
    for (LiveClient client : List.of(host, maya)) {
      client.awaitsSeat("Tom", "Tom B.", s -> s.getString("state").equals("present"));
    }
    // He says that he lives, whatever he reads.
    RawClient him = slow;
    Thread.startVirtualThread(
        () -> {
          try {
            while (alive) {
              him.pong();
              Thread.sleep(100);
            }
          } catch (IOException | InterruptedException over) {
            // the test has ended, or he was cut off
          }
        });
  }

  @AfterEach
  void goHome() throws Exception {
    alive = false;
    slow.close();
    host.vanishes();
    maya.vanishes();
  }

  private void signals(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      JsonObject data = new JsonObject().put("n", i).put("fill", LARGE);
      assertEquals(
          "ok", maya.asks("signal", "to", slowSeat, "data", data).getString("type"), "signal " + i);
    }
  }

  @Test
  void theOthersAreNotDelayedAndHeGetsTheStateAtOnce() throws Exception {
    signals(8);
    long slowest = 0;
    for (int i = 0; i < 50; i++) {
      long asked = System.nanoTime();
      host.asks(i % 2 == 0 ? "lock" : "unlock");
      boolean locked = i % 2 == 0;
      maya.awaitsRoom("the lock", r -> r.getBoolean("locked") == locked);
      slowest = Math.max(slowest, System.nanoTime() - asked);
    }
    maya.asks("update", "hand", true);
    assertTrue(slowest < 2_000_000_000L, "somebody else waited " + slowest / 1_000_000 + " ms");

    JsonObject snapshot = slow.awaits("the state", m -> LiveClient.is(m, "snapshot"));
    JsonObject room = snapshot.getJsonObject("room");
    assertTrue(
        LiveClient.find(room, "Maya R.").getString("hand") != null
            || awaitsHand(room.getLong("version")));
    List<JsonObject> came = slow.everything;
    assertEquals(
        IntStream.range(0, 8).boxed().toList(),
        came.stream()
            .filter(m -> LiveClient.is(m, "signal"))
            .map(m -> m.getJsonObject("data").getInteger("n"))
            .toList(),
        "what must arrive arrives, in order");
    long changes = came.stream().filter(m -> LiveClient.is(m, "change")).count();
    assertTrue(changes < 10, changes + " changes were queued for him");
  }

  private boolean awaitsHand(long from) throws IOException {
    return slow.awaits(
            "the hand",
            m -> {
              if (!LiveClient.is(m, "change") || m.getLong("base") > from) {
                return false;
              }
              JsonArray seats = m.getJsonArray("seats");
              return LiveClient.find(new JsonObject().put("seats", seats), "Maya R.") != null;
            })
        != null;
  }

  /** No change may come that builds on something he was not sent. */
  @Test
  void whatComesAfterFallingBehindHasNoGap() throws Exception {
    signals(8);
    Thread busy =
        Thread.startVirtualThread(
            () -> {
              try {
                for (int i = 0; alive && i < 60; i++) {
                  host.asks(i % 2 == 0 ? "lock" : "unlock");
                  Thread.sleep(45);
                }
              } catch (Exception over) {
                // the test has ended
              }
            });
    Thread.sleep(500);
    long[] known = {Long.MAX_VALUE};
    int[] gaps = {0};
    boolean[] caughtUp = {false};
    slow.awaits(
        "a change after the state",
        m -> {
          if (LiveClient.is(m, "snapshot")) {
            known[0] = m.getJsonObject("room").getLong("version");
            caughtUp[0] = true;
          } else if (LiveClient.is(m, "change")) {
            if (m.getLong("base") > known[0]) {
              gaps[0]++;
            }
            known[0] = m.getLong("version");
            return caughtUp[0];
          }
          return false;
        });
    assertEquals(0, gaps[0]);
    busy.join();
  }

  /** As of somebody who speaks on a bad network: each word of theirs is answered. */
  @Test
  void manyShortWordsAreOwedAndNobodyIsCutOffForThem() throws Exception {
    signals(8);
    int lines = 100;
    for (int i = 0; i < lines; i++) {
      LiveClient speaker = i % 2 == 0 ? host : maya;
      assertEquals("ok", speaker.asks("chat", "to", "room", "text", "" + i).getString("type"));
    }
    slow.awaits(
        "the last line",
        m -> LiveClient.is(m, "chat") && m.getString("text").equals("" + (lines - 1)));
    assertEquals(
        IntStream.range(0, lines).mapToObj(Integer::toString).toList(),
        slow.everything.stream()
            .filter(m -> LiveClient.is(m, "chat"))
            .map(m -> m.getString("text"))
            .toList());
  }

  @Test
  void whoNeverReadsIsOwedALittleAndThenCutOff() throws Exception {
    int sent = 0;
    while (sent < 90
        && LiveClient.find(host.room(), "Tom B.").getString("state").equals("present")) {
      JsonObject answer =
          maya.asks("signal", "to", slowSeat, "data", new JsonObject().put("fill", LARGE));
      if (LiveClient.is(answer, "error")) {
        break;
      }
      sent++;
      host.asks(sent % 2 == 0 ? "lock" : "unlock");
      Thread.sleep(50);
    }
    host.awaitsSeat("Tom lost", "Tom B.", s -> s.getString("state").equals("reconnecting"));
    assertTrue(sent * (long) LARGE.length() < 2_000_000, "kept for him: " + sent + " signals");
    // Silence would cut him off after four.
    assertTrue(slow.endsWithin(2_000), "a goodbye waits behind what he has not read");
    while (slow.read() != null) {
      // What was under way to him still comes.
    }
    assertNull(slow.closeCode);
  }

  @Test
  void whoReadsNothingForLongIsClosedThoughNothingIsOwed() throws Exception {
    signals(6);
    host.awaitsSeat("a quality of nothing", "Tom B.", s -> s.getInteger("quality") == 4);
    int before = server.live.sockets();
    await().atMost(Duration.ofSeconds(12)).until(() -> server.live.sockets() < before);
    host.awaitsSeat("Tom lost", "Tom B.", s -> s.getString("state").equals("reconnecting"));
    assertTrue(slow.endsWithin(8_000), "his connection stays open for ever");
  }
}
