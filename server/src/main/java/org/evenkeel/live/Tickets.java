package org.evenkeel.live;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One-time tickets, shared by all nodes. Only hashes are kept. A used or expired one is remembered
 * for a while, so that the answer can say which it was.
 *
 * <p>A ticket lost with its member costs its holder one more request, nothing else.
 */
final class Tickets {
  static final String MAP = "evenkeel.tickets";
  static final Duration GOOD_FOR = Duration.ofSeconds(30);
  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final long DEADLINE_SECONDS = 2;

  private final Vertx vertx;
  private final IMap<String, Kept> map;
  private final Clock clock;

  record Kept(TicketGrant grant, Instant expiresAt, boolean used) {}

  /** What became of a ticket; {@code grant} only where it was good. */
  record Redeemed(TicketGrant grant, String error) {}

  Tickets(Vertx vertx, HazelcastInstance hazelcast, Clock clock) {
    this.vertx = vertx;
    this.map = hazelcast.getMap(MAP);
    this.clock = clock;
  }

  Future<Ticket> issue(TicketGrant grant) {
    Ticket ticket = new Ticket(Secrets.random(), clock.instant().plus(GOOD_FOR));
    return Async.of(
            vertx,
            map.setAsync(
                Secrets.hash(ticket.value()),
                new Kept(grant, ticket.expiresAt(), false),
                REMEMBERED.toSeconds(),
                TimeUnit.SECONDS))
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .map(ticket);
  }

  /** Never fails for a bad ticket: the answer says why. Of two that try at once, one gets it. */
  Future<Redeemed> redeem(String ticket) {
    return Async.of(vertx, map.submitToKey(Secrets.hash(ticket), new Redeem(clock.instant())))
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Marks a ticket as used, and gives its grant. */
  record Redeem(Instant now) implements EntryProcessor<String, Kept, Redeemed> {
    @Override
    public Redeemed process(Map.Entry<String, Kept> entry) {
      Kept kept = entry.getValue();
      if (kept == null) {
        return new Redeemed(null, "ticket.invalid");
      }
      if (kept.used()) {
        return new Redeemed(null, "ticket.used");
      }
      if (!now.isBefore(kept.expiresAt())) {
        return new Redeemed(null, "ticket.expired");
      }
      entry.setValue(new Kept(kept.grant(), kept.expiresAt(), true));
      return new Redeemed(kept.grant(), null);
    }
  }
}
