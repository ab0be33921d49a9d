package org.evenkeel.media;

import java.time.Instant;

/**
 * Lets one person into one media room, once.
 *
 * @param id under which the door knows it again
 * @param token for the client alone: it is in no log and in no URL of ours
 * @param expiresAt until then one may sign in with it; who is in stays in
 */
public record MediaPass(String id, String token, Instant expiresAt) {
  @Override
  public String toString() {
    return "MediaPass[" + id + ", ***, expiresAt=" + expiresAt + "]";
  }
}
