package org.evenkeel.media;

import java.util.Locale;

/** What a key signs. Whoever has the one cannot do what the other can. */
public enum KeyPurpose {
  /** Passes of people. */
  PEOPLE,
  /** Our own orders to Jitsi: take somebody out, end a room. */
  CONTROL;

  /** The word of the database. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static KeyPurpose ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
