package org.evenkeel.room;

/** What a session is for. */
public enum SessionKind {
  GROUP,
  INDIVIDUAL,
  FAMILY,
  EDUCATION,
  MEDICATION
}
