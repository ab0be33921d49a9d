package org.evenkeel.store;

/**
 * Why a node cannot start, in one line for the person who started it: what is wrong and what to do
 * about it. It has no stack trace because nobody is to see one.
 */
public final class StartFailure extends RuntimeException {
  public StartFailure(String oneLine) {
    super(oneLine.replaceAll("\\s*\\R\\s*", " "), null, false, false);
  }
}
