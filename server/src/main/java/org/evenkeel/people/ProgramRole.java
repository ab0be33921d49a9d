package org.evenkeel.people;

import java.util.Locale;

/** What somebody is in a program; the first is the strongest. */
public enum ProgramRole {
  LEAD,
  COUNSELOR,
  PARTICIPANT,
  FAMILY;

  /** Works for the program. */
  public boolean staff() {
    return this == LEAD || this == COUNSELOR;
  }

  /** The word of the public contract and of the database. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ProgramRole ofWire(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
