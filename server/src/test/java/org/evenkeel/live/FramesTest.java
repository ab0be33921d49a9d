package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that are not what the protocol says, before anybody reads what is in them. */
class FramesTest extends Misbehaviour {
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
    maya.write(RawClient.frame(RawClient.CONTINUATION, false, Arrays.copyOf(chat, cut)));
    maya.pong();
    maya.write(
        RawClient.frame(RawClient.CONTINUATION, true, Arrays.copyOfRange(chat, cut, chat.length)));
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
      assertFalse(
          bomb.handshake.toLowerCase(Locale.ROOT).contains("permessage-deflate"), bomb.handshake);
      Deflater deflater = new Deflater(9, true);
      deflater.setInput(new byte[60_000_000]);
      deflater.finish();
      byte[] packed = new byte[65_536];
      int length = deflater.deflate(packed);
      // A frame that says it is compressed, though nobody agreed to it.
      bomb.write(RawClient.frame(0xc1, Arrays.copyOf(packed, length)));
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
      } catch (IOException cutOff) {
        // as it should be
      }
      assertTrue(sent < 64_000_000, "pings of " + sent + " bytes were taken");
    }
  }
}
