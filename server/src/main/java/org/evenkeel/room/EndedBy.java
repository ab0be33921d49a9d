package org.evenkeel.room;

/** Why an interval of attendance ended. */
public enum EndedBy {
  LEAVE,
  LOST,
  REMOVED,
  SESSION_END,
  NODE_LOST,
  CONSENT_REVOKED;

  /** The word of the public contract, in kebab-case. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
