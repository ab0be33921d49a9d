package org.evenkeel.attendance;

/**
 * How somebody stands to a session.
 *
 * <p>The contract has no word for "nothing can be said yet". Until the session is over, somebody
 * who is expected and has not reached the share that counts is {@link #PARTIAL}, be it with 0
 * seconds and no first join: that is true of what is on record so far and blames nobody. {@link
 * #NOT_EXPECTED} would say that they are not on the roster, and {@link #NO_SHOW} is a judgement
 * that only the end allows.
 */
public enum Status {
  /** Credited with at least the share of the scheduled time that the rule asks for. */
  ATTENDED,
  /**
   * Came, and is credited with less than that. Also somebody who came to the door only, for
   * instance because nobody was there to let them in: they did show up.
   */
  PARTIAL,
  /** The session is over and they never came, not even to the waiting room. */
  NO_SHOW,
  /** Did not come, and staff know why. */
  EXCUSED,
  /** Not on the roster, and came all the same. */
  NOT_EXPECTED;

  /** The word of the public contract, in kebab-case. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
