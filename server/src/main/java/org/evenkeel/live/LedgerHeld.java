package org.evenkeel.live;

/**
 * Nothing is written for a moment, for it is being judged who may write. No failure: what waits is
 * offered again soon, and nobody has to look after it.
 */
public final class LedgerHeld extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public LedgerHeld() {
    super("it is being judged who may write", null);
  }
}
