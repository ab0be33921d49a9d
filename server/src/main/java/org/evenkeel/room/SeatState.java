package org.evenkeel.room;

/** {@code RECONNECTING}: no sign of life; the seat is kept until the grace is over. */
public enum SeatState {
  WAITING,
  PRESENT,
  RECONNECTING
}
