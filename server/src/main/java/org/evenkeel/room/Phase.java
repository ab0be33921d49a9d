package org.evenkeel.room;

/** {@code WAITING}: no host yet. {@code ENDED} is final. */
public enum Phase {
  WAITING,
  OPEN,
  ENDED
}
