package org.evenkeel.faults;

import java.util.Set;

/**
 * Somebody on the roster of one session.
 *
 * @param cookie of their sign-in
 * @param roommates all who may ever be seen there
 */
record Person(String session, String id, String cookie, Set<String> roommates) {}
