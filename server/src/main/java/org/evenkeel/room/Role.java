package org.evenkeel.room;

/** What somebody is in this room. It comes from the roster, never from the client. */
public enum Role {
  HOST,
  COHOST,
  PARTICIPANT,
  FAMILY,
  OBSERVER,
  INTERPRETER;

  /** May run the room. */
  public boolean leads() {
    return this == HOST || this == COHOST;
  }
}
