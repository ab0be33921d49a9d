package org.evenkeel.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * The client's half of RFC 6455, by hand: the load generator shares the machine with what it
 * measures, so it makes no objects that it does not need.
 */
final class ClientFrames {
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final byte[] MASK = {0x5a, 0x17, (byte) 0xc3, 0x3d};

  private ClientFrames() {}

  static Buffer handshake(int port) {
    return Buffer.buffer(
        "GET /live HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Protocol: evenkeel.v1\r\nOrigin: http://evenkeel.test\r\n\r\n");
  }

  static Buffer text(String text) {
    byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
    return frame(TEXT, payload, 0, payload.length);
  }

  static Buffer frame(int opcode, byte[] payload, int from, int length) {
    int header = length < 126 ? 2 : 4;
    byte[] frame = new byte[header + 4 + length];
    frame[0] = (byte) (0x80 | opcode);
    if (length < 126) {
      frame[1] = (byte) (0x80 | length);
    } else {
      frame[1] = (byte) (0x80 | 126);
      frame[2] = (byte) (length >> 8);
      frame[3] = (byte) length;
    }
    System.arraycopy(MASK, 0, frame, header, 4);
    for (int i = 0; i < length; i++) {
      frame[header + 4 + i] = (byte) (payload[from + i] ^ MASK[i & 3]);
    }
    return Buffer.buffer(frame);
  }
}
