package org.evenkeel.live;

/** A frame that is not of the protocol. Says what is wrong with it, never what was in it. */
final class BadMessage extends Exception {
  private static final long serialVersionUID = 1;

  private final Long id;

  /**
   * @param id the command's id where it could be read, else null
   */
  BadMessage(Long id, String why) {
    super(why, null, false, false);
    this.id = id;
  }

  Long id() {
    return id;
  }
}
