package org.evenkeel.people;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.evenkeel.room.PersonId;

/**
 * The person whom a request's cookie stands for.
 *
 * @param id who
 * @param alias what others see
 * @param email their own; shown to nobody else
 * @param memberships what they are in which program
 */
public record SignedIn(
    PersonId id, String alias, String email, Map<UUID, ProgramRole> memberships) {

  public SignedIn {
    memberships = Map.copyOf(memberships);
  }

  /** The programs they work for. */
  public Set<UUID> staffOf() {
    return memberships.entrySet().stream()
        .filter(membership -> membership.getValue().staff())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** All that they are, the strongest first. */
  public Set<ProgramRole> roles() {
    Set<ProgramRole> roles = EnumSet.noneOf(ProgramRole.class);
    roles.addAll(memberships.values());
    return roles;
  }

  /** Names nobody: this may end in a log. */
  @Override
  public String toString() {
    return "SignedIn[" + id + ", " + roles() + "]";
  }
}
