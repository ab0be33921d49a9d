package org.evenkeel.live;

import java.time.Instant;

/**
 * Good for one join.
 *
 * @param value the secret that the client shows; never logged, kept hashed alone
 * @param expiresAt from then on it is worth nothing
 */
public record Ticket(String value, Instant expiresAt) {
  @Override
  public String toString() {
    return "Ticket[***, expiresAt=" + expiresAt + "]";
  }
}
