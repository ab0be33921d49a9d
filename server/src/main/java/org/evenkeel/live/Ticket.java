package org.evenkeel.live;

import java.time.Instant;

/**
 * Good for one join.
 *
 * @param value 256 random bits, base64url; the server keeps only its hash
 * @param expiresAt 30 s after it was made
 */
public record Ticket(String value, Instant expiresAt) {
  @Override
  public String toString() {
    return "Ticket[***, expiresAt=" + expiresAt + "]";
  }
}
