package org.evenkeel.live;

/** Plain words for the codes of the protocol. A client may have better ones of its own. */
final class ErrorText {
  private ErrorText() {}

  static String of(String code) {
    return switch (code) {
      case "ticket.invalid" -> "This entry is not valid any more. Please join again.";
      case "ticket.expired" -> "This entry was not used in time. Please join again.";
      case "ticket.used" -> "This entry was used already. Please join again.";
      case "session.not-open" -> "The session has not opened yet.";
      case "session.ended" -> "The session is over.";
      case "room.full" -> "All places in this room are taken.";
      case "room.locked" -> "The room is locked. Please contact your counselor.";
      case "seat.removed" -> "You cannot come back to this session. Please contact your counselor.";
      case "not-allowed" -> "This is not possible for you, or not at this moment.";
      case "unknown-seat" -> "This person is not here any more.";
      case "rate-limited" -> "That was too fast. Please wait a moment.";
      case "unavailable" -> "This did not work just now. Please try again.";
      default -> "This did not work.";
    };
  }
}
