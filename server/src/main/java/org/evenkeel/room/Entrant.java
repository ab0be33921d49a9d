package org.evenkeel.room;

/**
 * Somebody whom the roster and the consents let come, as the ticket says it.
 *
 * @param person who
 * @param name the alias that the others see
 * @param role from the roster
 * @param admittedBefore a host let them into this session already, so a lost seat does not mean a
 *     second admission
 */
public record Entrant(PersonId person, String name, Role role, boolean admittedBefore) {}
