package org.evenkeel.live;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A client of bare TCP that does only what it is told: it answers no ping and no goodbye, and reads
 * when it is asked to.
 */
final class RawClient implements AutoCloseable {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  final String handshake;
  final List<JsonObject> everything = new ArrayList<>();
  long bytesRead;
  Integer closeCode;

  record Frame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  /**
   * @param receiveBuffer how much the operating system takes for a client that does not read
   * @param headers further lines of the handshake, each with its line end
   */
  RawClient(int port, int receiveBuffer, String headers) throws IOException {
    socket.setReceiveBufferSize(receiveBuffer);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) LiveClient.PATIENCE_MS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(socket.getInputStream());
    write(
        ("GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Sec-WebSocket-Protocol: evenkeel.v1\r\n"
                + headers
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    while (!answer.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      answer.write(in.readUnsignedByte());
    }
    handshake = answer.toString(StandardCharsets.US_ASCII);
    if (!handshake.startsWith("HTTP/1.1 101 ")) {
      throw new IOException(handshake);
    }
  }

  static RawClient connect(LiveServer server) throws IOException {
    return new RawClient(server.port, 65_536, "");
  }

  /** The bytes of one frame, masked with zeros. */
  static byte[] frame(int opcode, boolean last, byte[] payload) {
    return frame((last ? 0x80 : 0) | opcode, payload);
  }

  /**
   * @param first the whole first byte, reserved bits and all
   */
  static byte[] frame(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    frame.put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.putInt(0).put(payload);
    byte[] bytes = new byte[frame.position()];
    frame.flip().get(bytes);
    return bytes;
  }

  static byte[] text(String text) {
    return frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void send(JsonObject message) throws IOException {
    write(text(message.encode()));
  }

  void pong() throws IOException {
    pong(new byte[0]);
  }

  void pong(byte[] payload) throws IOException {
    write(frame(PONG, true, payload));
  }

  JsonObject joins(String ticket) throws IOException {
    send(new JsonObject().put("type", "join").put("ticket", ticket));
    return awaits("welcome", m -> LiveClient.is(m, "welcome"));
  }

  JsonObject awaits(String what, Predicate<JsonObject> wanted) throws IOException {
    long deadline = deadline();
    for (Frame frame = read(); frame != null; frame = read()) {
      if (System.nanoTime() > deadline) {
        break;
      }
      if (frame.opcode() == TEXT) {
        JsonObject message = everything.getLast();
        if (wanted.test(message)) {
          return message;
        }
      }
    }
    throw new AssertionError("waited for " + what + "; closed: " + closeCode + everything);
  }

  /** The server pings for ever; who waits for something else does not. */
  private static long deadline() {
    return System.nanoTime() + 2 * LiveClient.PATIENCE_MS * 1_000_000;
  }

  /** Reads until the server closes; gives the code of its goodbye. */
  int awaitsClose() throws IOException {
    long deadline = deadline();
    while (closeCode == null && System.nanoTime() < deadline && read() != null) {
      // what comes before the end is kept in everything
    }
    if (closeCode == null) {
      throw new AssertionError("the connection ended without a close code: " + everything);
    }
    return closeCode;
  }

  /** The next frame, or null where the connection has ended. */
  Frame read() throws IOException {
    try {
      int opcode = in.readUnsignedByte() & 0x0f;
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      byte[] payload = new byte[(int) length];
      in.readFully(payload);
      bytesRead += length;
      Frame frame = new Frame(opcode, payload);
      if (opcode == TEXT) {
        everything.add(new JsonObject(frame.text()));
      } else if (opcode == CLOSE && payload.length >= 2) {
        closeCode = ByteBuffer.wrap(payload).getShort() & 0xffff;
      }
      return frame;
    } catch (EOFException | SocketException ended) {
      return null;
    }
  }

  /** Says "alive" until the other side has ended the connection itself. */
  boolean endsWithin(long ms) throws InterruptedException {
    long deadline = System.nanoTime() + ms * 1_000_000;
    while (System.nanoTime() < deadline) {
      try {
        pong();
      } catch (IOException ended) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  /** The network is gone: no goodbye. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
