package org.evenkeel.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Arrays;

/**
 * One client of the load. It reads only what it must know: whose seats a frame shows, and up to
 * which of their owners' updates. All on one event loop.
 */
final class Person {
  /** More updates than can be on their way, by the protocol's rate limit and our patience. */
  private static final int REMEMBERED = 256;

  /** From the start of a seat's JSON, its rev is at least so far away. */
  private static final int REV_AFTER = 200;

  private static final byte[] NOTHING = {};

  private final Crowd crowd;
  private final Person[] room;
  private final String ticket;
  private final long[] revs;
  private final long[] sentNanos = new long[REMEMBERED];
  private NetSocket socket;
  private byte[] rest = NOTHING;
  private boolean upgraded;
  private long seat;
  private int sent;

  /**
   * @param room all of the room's people, this one among them
   */
  Person(Crowd crowd, Person[] room, String ticket) {
    this.crowd = crowd;
    this.room = room;
    this.ticket = ticket;
    this.revs = new long[room.length];
  }

  void connected(NetSocket opened, int port) {
    socket = opened;
    socket.handler(this::read);
    socket.closeHandler(ignored -> crowd.gone());
    socket.write(ClientFrames.handshake(port));
  }

  /** Says something that changes its seat. */
  void update() {
    int id = ++sent;
    sentNanos[id % REMEMBERED] = System.nanoTime();
    say("{\"type\":\"update\",\"id\":" + id + ",\"quality\":" + id % 5 + "}");
  }

  void end() {
    say("{\"type\":\"end\",\"id\":1000000}");
  }

  private void say(String text) {
    socket.write(ClientFrames.text(text));
  }

  private void read(Buffer buffer) {
    byte[] bytes = crowd.scratch(rest.length + buffer.length());
    System.arraycopy(rest, 0, bytes, 0, rest.length);
    int end = rest.length + buffer.length();
    buffer.getBytes(bytes, rest.length);
    int at = 0;
    if (!upgraded) {
      at = afterHandshake(bytes, end);
    }
    long now = System.nanoTime();
    while (upgraded && end - at >= 2) {
      int length = bytes[at + 1] & 0x7f;
      int header = length < 126 ? 2 : length == 126 ? 4 : 10;
      if (end - at < header) {
        break;
      }
      if (length == 126) {
        length = (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
      } else if (length == 127) {
        throw new IllegalStateException("a frame over 64 KiB");
      }
      if (end - at < header + length) {
        break;
      }
      frame(bytes[at] & 0x0f, bytes, at + header, length, now);
      at += header + length;
    }
    rest = at == end ? NOTHING : Arrays.copyOfRange(bytes, at, end);
  }

  private int afterHandshake(byte[] bytes, int end) {
    for (int i = 3; i < end; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        if (bytes[9] != '1' || bytes[11] != '1') {
          crowd.failed("the handshake was refused");
        }
        upgraded = true;
        say("{\"type\":\"join\",\"ticket\":\"" + ticket + "\"}");
        return i + 1;
      }
    }
    return 0;
  }

  private void frame(int opcode, byte[] bytes, int from, int length, long now) {
    switch (opcode) {
      case ClientFrames.TEXT -> text(bytes, from, length, now);
      case ClientFrames.PING ->
          socket.write(ClientFrames.frame(ClientFrames.PONG, bytes, from, length));
      case ClientFrames.CLOSE -> {
        socket.write(ClientFrames.frame(ClientFrames.CLOSE, bytes, from, Math.min(2, length)));
        socket.close();
      }
      default -> crowd.failed("an unknown frame");
    }
  }

  /** The type is told by two of its letters. */
  private void text(byte[] bytes, int from, int length, long now) {
    crowd.frame(now);
    byte first = bytes[from + 9];
    byte third = bytes[from + 11];
    if (first == 'w') {
      seat = seatAt(bytes, from + "{'type':'welcome','seatId':'".length());
      crowd.welcomed(now);
    } else if (first == 'c' && third == 'a' || first == 's' && third == 'a') {
      crowd.roomFrame(length);
      seats(bytes, from, from + length, now);
    } else if (first == 'e') {
      crowd.error(bytes, from, length);
    }
  }

  private void seats(byte[] bytes, int from, int end, long now) {
    for (int i = from + 10; i + REV_AFTER < end; i++) {
      if (bytes[i] == '{' && bytes[i + 1] == '"' && bytes[i + 2] == 'i' && bytes[i + 3] == 'd') {
        int index = indexOf(seatAt(bytes, i + "{'id':'".length()));
        if (index < 0) {
          continue; // the room itself has an id, too
        }
        i += REV_AFTER;
        while (bytes[i] != 'r' || bytes[i + 1] != 'e' || bytes[i + 2] != 'v') {
          i++;
        }
        i += "rev':".length();
        long rev = 0;
        while (bytes[i] >= '0' && bytes[i] <= '9') {
          rev = rev * 10 + bytes[i++] - '0';
        }
        heardOf(index, rev, now);
      }
    }
  }

  /** A merged change carries all updates since the one before. */
  private void heardOf(int index, long rev, long now) {
    for (long id = revs[index] + 1; id <= rev; id++) {
      crowd.delivered(now - room[index].sentNanos[(int) (id % REMEMBERED)]);
    }
    revs[index] = Math.max(rev, revs[index]);
  }

  private int indexOf(long key) {
    for (int i = 0; i < room.length; i++) {
      if (room[i].seat == key) {
        return i;
      }
    }
    return -1;
  }

  /** The first eight characters of a random UUID: enough to tell the seats of a room apart. */
  private static long seatAt(byte[] bytes, int from) {
    long key = 0;
    for (int i = 0; i < 8; i++) {
      key = key << 8 | bytes[from + i];
    }
    return key;
  }
}
