package org.evenkeel.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Puts one client's frames together to messages of text, none of them larger than the protocol
 * allows. Used on one event loop only.
 */
final class Uplink {
  /** What a message may be, in bytes, in however many frames it comes. */
  static final int LARGEST_MESSAGE = 65_536;

  /** Who cuts a message into more pieces than this means no good. */
  private static final int MOST_PIECES = 1_024;

  private final Receiver receiver;
  private Buffer pieces;
  private int count;

  /** What becomes of the frames. */
  interface Receiver {
    void text(String message);

    /** Nothing after this one is read. */
    void refused(String why, short closeCode);
  }

  Uplink(Receiver receiver) {
    this.receiver = receiver;
  }

  /** A frame of data. Control frames are no business of ours. */
  void frame(WebSocketFrame frame) {
    if (frame.isBinary()) {
      refuse("frames are text", CloseCode.BAD_MESSAGE);
    } else if (frame.isText() && pieces != null || frame.isContinuation() && pieces == null) {
      refuse("a message ends before the next one begins", CloseCode.BAD_MESSAGE);
    } else if (frame.isText() || frame.isContinuation()) {
      piece(frame.binaryData(), frame.isFinal());
    }
  }

  private void piece(Buffer piece, boolean last) {
    int before = pieces == null ? 0 : pieces.length();
    if (before + piece.length() > LARGEST_MESSAGE || ++count > MOST_PIECES) {
      refuse("the message is too large", CloseCode.TOO_BIG);
      return;
    }
    Buffer all = piece;
    if (pieces != null || !last) {
      // A buffer of our own: what came may be one that nothing can be added to.
      all = pieces == null ? Buffer.buffer() : pieces;
      all.appendBuffer(piece);
    }
    if (!last) {
      pieces = all;
      return;
    }
    pieces = null;
    count = 0;
    String text = all.toString(StandardCharsets.UTF_8);
    // The decoder puts this character in the place of what it cannot read; it may be meant, too.
    if (text.indexOf('\uFFFD') >= 0 && !isUtf8(all)) {
      refuse("frames are UTF-8", CloseCode.BAD_MESSAGE);
    } else {
      receiver.text(text);
    }
  }

  private static boolean isUtf8(Buffer bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes()));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  private void refuse(String why, short closeCode) {
    pieces = null;
    count = 0;
    receiver.refused(why, closeCode);
  }
}
