package org.evenkeel.attendance;

import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;

/**
 * Somebody on the roster of a session.
 *
 * @param person who
 * @param alias the name that is shown
 * @param role what they are in this session
 * @param excused staff know why they do not come
 */
public record Expected(PersonId person, String alias, Role role, boolean excused) {}
