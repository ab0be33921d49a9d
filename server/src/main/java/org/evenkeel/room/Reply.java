package org.evenkeel.room;

/** The answer to one command. */
public sealed interface Reply {

  record Done() implements Reply {}

  /** A join or resume has its seat. */
  record Seated(SeatId seat) implements Reply {}

  record Refused(RoomError error) implements Reply {}

  Reply DONE = new Done();
}
