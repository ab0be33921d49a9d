package org.evenkeel.check;

/**
 * What came of trying one thing.
 *
 * @param reason for a person who has to mend it; without any token
 */
record Finding(Verdict verdict, String reason) {

  /** How it went. */
  enum Verdict {
    OK("OK"),
    FAILED("FAILED"),
    /** It could not be tried to its end; nothing is known about it. */
    NOT_SEEN("NOT SEEN");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  static Finding ok(String reason) {
    return new Finding(Verdict.OK, reason);
  }

  static Finding failed(String reason) {
    return new Finding(Verdict.FAILED, reason);
  }

  static Finding notSeen(String reason) {
    return new Finding(Verdict.NOT_SEEN, reason);
  }

  /** Of two ways in which one thing was tried: as bad as the worse, and what is wrong is told. */
  Finding and(Finding other) {
    if (verdict == other.verdict) {
      return new Finding(verdict, reason + "; " + other.reason);
    }
    if (verdict == Verdict.OK) {
      return other;
    }
    if (other.verdict == Verdict.OK) {
      return this;
    }
    return failed(reason + "; " + other.reason);
  }
}
