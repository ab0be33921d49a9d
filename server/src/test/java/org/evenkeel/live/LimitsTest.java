package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.Deflater;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client may not do, how it hears of it, and that nobody else in the room is hurt. */
@Timeout(30)
class LimitsTest {
  @RegisterExtension
  static final LiveServer server = new LiveServer(Duration.ofSeconds(2), Duration.ofSeconds(30));

  private static final String AN_UPDATE = "{\"type\":\"update\",\"id\":1,\"quality\":1}";

  private LiveServer.Group group;
  private LiveClient host;
  private RawClient maya;
  private String seat;

  @BeforeEach
  void aHostAndSomebodyElse() throws Exception {
    group = server.group(12, false);
    host = group.joins("Ana C.", Role.HOST);
    maya = RawClient.connect(server);
    seat = maya.joins(group.ticket("Maya R.", Role.PARTICIPANT)).getString("seatId");
    host.awaitsSeat("Maya", "Maya R.", s -> s.getString("state").equals("present"));
  }

  /** Whatever one of them did, the other can still speak and be heard. */
  @AfterEach
  void theOthersGoOn() throws Exception {
    assertTrue(host.isOpen());
    assertEquals("ok", host.asks("lock").getString("type"));
    host.awaitsRoom("the lock", r -> r.getBoolean("locked"));
    maya.close();
    host.vanishes();
  }

  private void mayaIsLost() throws Exception {
    host.awaitsSeat("Maya lost", "Maya R.", s -> s.getString("state").equals("reconnecting"));
  }

  private void mayaIsStillThere() throws Exception {
    maya.send(new JsonObject().put("type", "update").put("id", 99).put("hand", true));
    maya.awaits("the answer", m -> Long.valueOf(99).equals(m.getLong("re")));
    host.awaitsSeat("her hand", "Maya R.", s -> s.getString("hand") != null);
  }

  private JsonObject theError() throws Exception {
    return maya.awaits("an error", m -> LiveClient.is(m, "error"));
  }

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
              } catch (java.io.IOException | InterruptedException closed) {
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

  @Test
  void binaryFramesAreNotOfTheProtocol() throws Exception {
    maya.write(RawClient.frame(RawClient.BINARY, true, AN_UPDATE.getBytes(StandardCharsets.UTF_8)));
    assertEquals(CloseCode.BAD_MESSAGE, maya.awaitsClose());
    mayaIsLost();
  }

  @Test
  void invalidUtf8IsNotReplacedButRefused() throws Exception {
    byte[] chat =
        "{\"type\":\"chat\",\"id\":7,\"to\":\"room\",\"text\":\"caf?\"}"
            .getBytes(StandardCharsets.ISO_8859_1);
    chat[chat.length - 3] = (byte) 0xe9;
    maya.write(RawClient.frame(RawClient.TEXT, true, chat));
    assertEquals(CloseCode.BAD_MESSAGE, maya.awaitsClose());
    mayaIsLost();
    assertTrue(host.everything.stream().noneMatch(m -> LiveClient.is(m, "chat")));
  }

  @Test
  void aMessageInPiecesIsOneMessageEvenWhereACharacterIsCut() throws Exception {
    byte[] chat =
        "{\"type\":\"chat\",\"id\":7,\"to\":\"room\",\"text\":\"café\"}"
            .getBytes(StandardCharsets.UTF_8);
    int cut = chat.length - 3;
    maya.write(RawClient.frame(RawClient.TEXT, false, new byte[0]));
    maya.write(RawClient.frame(RawClient.CONTINUATION, false, java.util.Arrays.copyOf(chat, cut)));
    maya.pong();
    maya.write(
        RawClient.frame(
            RawClient.CONTINUATION, true, java.util.Arrays.copyOfRange(chat, cut, chat.length)));
    assertEquals("café", host.awaits("chat", m -> LiveClient.is(m, "chat")).getString("text"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tooBigIsTooBigInOneFrameAndInMany(boolean one) throws Exception {
    byte[] spaces = " ".repeat(one ? 65_537 : 40_000).getBytes(StandardCharsets.US_ASCII);
    maya.write(RawClient.frame(RawClient.TEXT, one, spaces));
    if (!one) {
      maya.write(RawClient.frame(RawClient.CONTINUATION, true, spaces));
    }
    assertEquals(CloseCode.TOO_BIG, maya.awaitsClose());
    mayaIsLost();
  }

  @Test
  void theLargestMessageIsNotTooBig() throws Exception {
    String head = "{\"type\":\"signal\",\"id\":7,\"to\":\"" + host.seat() + "\",\"data\":\"";
    String data = "x".repeat(65_536 - head.length() - 2);
    maya.write(RawClient.text(head + data + "\"}"));
    JsonObject signal = host.awaits("the signal", m -> LiveClient.is(m, "signal"));
    assertEquals(data, signal.getString("data"));
  }

  @Test
  void nothingUnfoldsIntoMoreThanWasSent() throws Exception {
    try (RawClient bomb =
        new RawClient(server.port, 65_536, "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
      assertFalse(bomb.handshake.toLowerCase().contains("permessage-deflate"), bomb.handshake);
      Deflater deflater = new Deflater(9, true);
      deflater.setInput(new byte[60_000_000]);
      deflater.finish();
      byte[] packed = new byte[65_536];
      int length = deflater.deflate(packed);
      // A frame that says it is compressed, though nobody agreed to it.
      bomb.write(RawClient.frame(0xc1, java.util.Arrays.copyOf(packed, length)));
      assertTrue(bomb.endsWithin(5_000));
    }
  }

  @Test
  void pingsThatNobodyReadsTheAnswersOfEndTheConnection() throws Exception {
    int before = server.live.sockets();
    try (RawClient nobody = new RawClient(server.port, 4_096, "")) {
      await().until(() -> server.live.sockets() > before);
      byte[] ping = RawClient.frame(RawClient.PING, true, new byte[125]);
      ByteArrayOutputStream many = new ByteArrayOutputStream();
      for (int i = 0; i < 1_000; i++) {
        many.writeBytes(ping);
      }
      long sent = 0;
      try {
        while (sent < 64_000_000) {
          nobody.write(many.toByteArray());
          sent += many.size();
        }
      } catch (java.io.IOException cutOff) {
        // as it should be
      }
      assertTrue(sent < 64_000_000, "pings of " + sent + " bytes were taken");
    }
  }
}
