package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client may not do, how it hears of it, and that nobody else in the room is hurt. */
class LimitsTest extends Misbehaviour {
  @Test
  void whoAnswersNoPingIsClosedAndHerSeatWaitsForHer() throws Exception {
    assertEquals(CloseCode.NO_SIGN_OF_LIFE, maya.awaitsClose());
    JsonObject lost =
        host.awaitsSeat("lost", "Maya R.", s -> s.getString("state").equals("reconnecting"));
    assertEquals(seat, lost.getString("id"));
    assertEquals(0, lost.getInteger("quality"));
  }

  @Test
  void whoAnswersIsNotClosed() throws Exception {
    long end = System.nanoTime() + Duration.ofMillis(4_500).toNanos();
    int pings = 0;
    while (System.nanoTime() < end) {
      if (maya.read().opcode() == RawClient.PING) {
        pings++;
        maya.pong();
      }
    }
    assertTrue(pings >= 1, "pings: " + pings);
    mayaIsStillThere();
  }

  @Test
  void anAnswerThatIsReadLateProvesNoMoreThanItsPing() throws Exception {
    RawClient.Frame ping = maya.read();
    while (ping.opcode() != RawClient.PING) {
      ping = maya.read();
    }
    Thread.sleep(1_500);
    Instant answered = Instant.now();
    maya.pong(ping.payload());
    maya.close();
    mayaIsLost();
    await().until(() -> server.ledgerOf(group).stream().anyMatch(e -> e.kind() == Kind.LOST));
    Instant end =
        server.ledgerOf(group).stream()
            .filter(e -> e.kind() == Kind.LOST)
            .findFirst()
            .orElseThrow()
            .at();
    // Well before: what is left of the 1.5 s is for a machine that is busy.
    assertTrue(end.isBefore(answered.minusMillis(700)), end + ", answered " + answered);
  }

  @Test
  void whoNeverAnswersTheGoodbyeIsCutOff() throws Exception {
    maya.awaitsClose();
    assertTrue(maya.endsWithin(8_000), "the connection of a closed client stays open");
  }

  @Test
  void whoShowsNoTicketIsClosedThoughItSpeaks() throws Exception {
    try (RawClient nobody = RawClient.connect(server)) {
      nobody.pong();
      assertEquals(CloseCode.NOT_AUTHENTICATED, nobody.awaitsClose());
    }
  }

  @Test
  void tooManyCommandsAreRefusedAndDoNotCount() throws Exception {
    for (int i = 1; i <= 90; i++) {
      maya.send(new JsonObject().put("type", "update").put("id", i).put("quality", i % 5));
    }
    JsonObject refused = theError();
    assertEquals("rate-limited", refused.getString("code"));
    assertTrue(refused.getLong("re") > 60, refused.encode());
    maya.awaits("the last answer", m -> Long.valueOf(90).equals(m.getLong("re")));
    host.awaitsSeat("an accepted one", "Maya R.", s -> s.getInteger("rev") >= 60);
    Thread.sleep(100); // two commands' worth of patience
    mayaIsStillThere();
  }

  @Test
  void whoGoesOnAndOnIsToldAndClosed() throws Exception {
    ByteArrayOutputStream flood = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      flood.writeBytes(RawClient.text(AN_UPDATE));
    }
    Thread flooding =
        Thread.startVirtualThread(
            () -> {
              try {
                // As fast as 1,000 a second: most of it is refused, never all of a second's.
                for (int i = 0; i < 200; i++) {
                  maya.write(flood.toByteArray());
                  Thread.sleep(50);
                }
              } catch (IOException | InterruptedException closed) {
                // that is what the test waits for
              }
            });
    int code = maya.awaitsClose();
    flooding.interrupt();
    assertEquals(CloseCode.RATE_LIMITED, code);
    JsonObject last = maya.everything.getLast();
    assertEquals("rate-limited", last.getString("code"), last.encode());
    mayaIsLost();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not JSON",
        "{\"type\":\"update\",\"id\":7",
        "[]",
        "{}",
        "null",
        "{\"type\":\"update\",\"id\":7} {}",
        "{\"type\":\"update\",\"id\":7,\"surprise\":1}",
        "{\"type\":\"update\",\"id\":7,\"seatId\":\"9b2f3a44-0000-0000-0000-000000000000\"}",
        "{\"type\":\"update\",\"id\":7,\"hand\":true,\"hand\":false}",
        "{\"type\":\"update\",\"id\":7,\"hand\":\"true\"}",
        "{\"type\":\"update\",\"id\":7,\"quality\":5}",
        "{\"type\":\"update\",\"id\":7,\"quality\":1e9999}",
        "{\"type\":\"update\",\"id\":99999999999999999999,\"quality\":1}",
        "{\"type\":\"update\",\"id\":7,\"audio\":\"ON\"}",
        "{\"type\":\"update\",\"quality\":1}",
        "{\"type\":\"admit\",\"id\":7,\"seatId\":\"mine\"}",
        "{\"type\":\"signal\",\"id\":7,\"to\":\"room\",\"data\":1}",
        "{\"type\":\"chat\",\"id\":7,\"to\":\"room\",\"text\":\"\\ud800\"}",
        "{\"type\":\"constructor\",\"id\":7}"
      })
  void aBadMessageIsAnsweredAndChangesNothing(String bad) throws Exception {
    maya.write(RawClient.text(bad));
    JsonObject error = theError();
    assertEquals("bad-message", error.getString("code"));
    assertTrue(!error.containsKey("re") || error.getLong("re") == 7, error.encode());
    assertFalse(error.getString("message").contains("surprise"));
    JsonObject seen = LiveClient.find(host.room(), "Maya R.");
    assertEquals(4, seen.getInteger("quality"));
    mayaIsStillThere();
  }

  @Test
  void aDeepNestIsBad() throws Exception {
    String deep = "[".repeat(200) + "]".repeat(200);
    maya.write(
        RawClient.text(
            "{\"type\":\"signal\",\"id\":7,\"to\":\"" + host.seat() + "\",\"data\":" + deep + "}"));
    assertEquals("bad-message", theError().getString("code"));
    mayaIsStillThere();
    assertTrue(host.everything.stream().noneMatch(m -> LiveClient.is(m, "signal")));
  }

  @Test
  void theFifthBadMessageIsTheLast() throws Exception {
    for (int i = 0; i < 5; i++) {
      maya.write(RawClient.text("{"));
    }
    assertEquals(CloseCode.BAD_MESSAGE, maya.awaitsClose());
    assertEquals(5, maya.everything.stream().filter(m -> LiveClient.is(m, "error")).count());
    mayaIsLost();
  }

  @Test
  void aBadFirstMessageIsTheLast() throws Exception {
    for (String first : List.of("{", AN_UPDATE, "{\"type\":\"join\",\"ticket\":7}")) {
      try (RawClient nobody = RawClient.connect(server)) {
        nobody.write(RawClient.text(first));
        int code = first.equals(AN_UPDATE) ? CloseCode.NOT_AUTHENTICATED : CloseCode.BAD_MESSAGE;
        assertEquals(code, nobody.awaitsClose(), first);
      }
    }
  }

  @Test
  void badMessagesInOnePieceWithTheJoinAreRefusedInTheirTurn() throws Exception {
    try (RawClient eager = RawClient.connect(server)) {
      ByteArrayOutputStream piece = new ByteArrayOutputStream();
      String ticket = group.ticket("Tom B.", Role.PARTICIPANT);
      piece.writeBytes(RawClient.text("{\"type\":\"join\",\"ticket\":\"" + ticket + "\"}"));
      for (int i = 0; i < 20; i++) {
        piece.writeBytes(RawClient.text("{"));
      }
      eager.write(piece.toByteArray());
      assertEquals(CloseCode.BAD_MESSAGE, eager.awaitsClose());
    }
  }
}
