package org.evenkeel.live;

/** Why the server closes a socket, as the live protocol says it. */
final class CloseCode {
  static final short NORMAL = 1000;
  static final short TOO_BIG = 1009;
  static final short DRAINING = 1012;
  static final short TRY_AGAIN_LATER = 1013;
  static final short BAD_MESSAGE = 4400;
  static final short NOT_AUTHENTICATED = 4401;
  static final short NOT_ALLOWED = 4403;
  static final short NO_SIGN_OF_LIFE = 4408;
  static final short REPLACED = 4409;
  static final short RATE_LIMITED = 4429;

  private CloseCode() {}
}
