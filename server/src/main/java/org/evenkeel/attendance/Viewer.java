package org.evenkeel.attendance;

import java.util.Set;
import java.util.UUID;
import org.evenkeel.room.PersonId;

/**
 * The signed-in person who asks.
 *
 * @param id who
 * @param staffOf the programs they work for
 */
public record Viewer(PersonId id, Set<UUID> staffOf) {
  public Viewer {
    staffOf = Set.copyOf(staffOf);
  }
}
