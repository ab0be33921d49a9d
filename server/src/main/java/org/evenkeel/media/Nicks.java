package org.evenkeel.media;

import java.util.Locale;

/** By which names Jitsi's clients go in a room. */
final class Nicks {
  private static final int LENGTH = 8;

  private Nicks() {}

  /**
   * The name that was told, or else the usual one.
   *
   * @param told null where none was
   */
  static String of(String told, String occupant) {
    return told == null ? usual(occupant) : told;
  }

  /**
   * The name that Jitsi's client takes for a connection: the first eight characters of it. The door
   * knows the real one; this is for those of whom only an event tells.
   *
   * @param occupant {@code node@host/resource}
   * @return null where it is no such address
   */
  static String usual(String occupant) {
    int at = occupant.indexOf('@');
    return at < LENGTH ? null : occupant.substring(0, LENGTH).toLowerCase(Locale.ROOT);
  }

  /** The name in {@code room@host/name}, or the whole where it is a name alone. */
  static String of(String occupant) {
    int slash = occupant.indexOf('/');
    return slash < 0 ? occupant : occupant.substring(slash + 1);
  }
}
