package org.evenkeel.live;

/** More waits before one room than it can ever do in time. */
final class Overloaded extends RuntimeException {
  private static final long serialVersionUID = 1;

  Overloaded() {
    super("too many commands wait for this room", null, false, false);
  }
}
