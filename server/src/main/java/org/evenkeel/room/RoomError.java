package org.evenkeel.room;

/** Why a command was refused. */
public enum RoomError {
  SESSION_NOT_OPEN("session.not-open"),
  SESSION_ENDED("session.ended"),
  ROOM_FULL("room.full"),
  ROOM_LOCKED("room.locked"),
  SEAT_REMOVED("seat.removed"),
  TICKET_INVALID("ticket.invalid"),
  NOT_ALLOWED("not-allowed"),
  UNKNOWN_SEAT("unknown-seat"),
  UNAVAILABLE("unavailable");

  private final String code;

  RoomError(String code) {
    this.code = code;
  }

  /** The stable code of the live protocol. */
  public String code() {
    return code;
  }
}
