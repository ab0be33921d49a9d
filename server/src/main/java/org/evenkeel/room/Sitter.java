package org.evenkeel.room;

/**
 * Who has a seat, as far as the media may know: what somebody may hear and see, and by which name.
 *
 * @param person who
 * @param name the alias from the roster, never what a client said
 * @param role in this room, now
 * @param admitted past the waiting room
 */
public record Sitter(PersonId person, String name, Role role, boolean admitted) {

  /** Names nobody: this may end in a log. */
  @Override
  public String toString() {
    return "Sitter[" + person + ", " + role + ", admitted=" + admitted + "]";
  }
}
