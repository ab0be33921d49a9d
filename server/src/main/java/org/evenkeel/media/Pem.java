package org.evenkeel.media;

import java.util.Base64;

/** Keys as text: base64 between two lines that say what it is. */
final class Pem {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  static String write(byte[] key, String what) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, LINES.encodeToString(key), what);
  }

  /**
   * @throws IllegalArgumentException it is not of this kind; says nothing of what it is
   */
  static byte[] read(String pem, String what) {
    String text = pem.strip();
    String begin = "-----BEGIN " + what + "-----";
    String end = "-----END " + what + "-----";
    if (!text.startsWith(begin) || !text.endsWith(end)) {
      throw new IllegalArgumentException("no " + what + " in PEM");
    }
    String body = text.substring(begin.length(), text.length() - end.length());
    try {
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("no " + what + " in PEM");
    }
  }
}
