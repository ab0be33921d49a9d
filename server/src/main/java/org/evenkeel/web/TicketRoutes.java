package org.evenkeel.web;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.evenkeel.live.Ticket;
import org.evenkeel.live.TicketGrant;
import org.evenkeel.people.Consents;
import org.evenkeel.people.SignedIn;
import org.evenkeel.room.Entrant;
import org.evenkeel.room.Role;
import org.evenkeel.room.RoomError;
import org.evenkeel.room.SessionId;
import org.evenkeel.schedule.Admissions;
import org.evenkeel.schedule.Admissions.Case;
import org.evenkeel.store.Problem;

/**
 * The door of a session: who may come in, and when. Where we cannot find out, nobody comes in.
 *
 * <p>It judges by what the database knows. The room judges again by what it knows, when the ticket
 * is shown: whether it is full or locked, say.
 */
final class TicketRoutes {
  private static final int PATIENCE_MS = 1_500;

  private final Admissions admissions;
  private final Consents consents;
  private final Function<TicketGrant, Future<Ticket>> tickets;
  private final Clock clock;

  TicketRoutes(
      Admissions admissions,
      Consents consents,
      Function<TicketGrant, Future<Ticket>> tickets,
      Clock clock) {
    this.admissions = admissions;
    this.consents = consents;
    this.tickets = tickets;
    this.clock = clock;
  }

  void mount(RouterBuilder api) {
    api.getRoute("ticket").addHandler(this::handle);
  }

  private void handle(RoutingContext ctx) {
    SignedIn who = Authentication.who(ctx);
    SessionId session = SessionId.of(Contract.body(ctx).getString("sessionId"));
    admissions
        .find(session, who.id())
        .map(found -> found.orElseThrow(TicketRoutes::unknown))
        .map(this::requireOpenTo)
        .compose(found -> requireConsent(found, who))
        .compose(found -> issue(found, who))
        .onSuccess(ticket -> answer(ctx, ticket))
        .onFailure(ctx::fail);
  }

  private Case requireOpenTo(Case found) {
    Instant now = clock.instant();
    if (found.ended() || !now.isBefore(found.session().closesAt())) {
      throw new Problem(409, RoomError.SESSION_ENDED.code(), "This session is over.");
    }
    if (found.turnedAway()) {
      throw new Problem(
          403,
          RoomError.SEAT_REMOVED.code(),
          "You cannot come back into this session. Please talk to your counselor.");
    }
    if (now.isBefore(found.session().opensAt())) {
      throw new Problem(
          409,
          RoomError.SESSION_NOT_OPEN.code(),
          "The door opens half an hour before the session begins.");
    }
    return found;
  }

  /** A relative learns who is in treatment; each of those whom they would see must have agreed. */
  private Future<Case> requireConsent(Case found, SignedIn who) {
    if (found.role() != Role.FAMILY) {
      return Future.succeededFuture(found);
    }
    return consents
        .inForce(found.session().program(), who.id(), found.patients(), clock.instant())
        .map(
            yes -> {
              if (!yes) {
                throw new Problem(
                    403,
                    "consent.missing",
                    "The consent that you need for this session is not in force. Your relative's"
                        + " counselor can help.");
              }
              return found;
            });
  }

  private Future<Ticket> issue(Case found, SignedIn who) {
    Entrant entrant = new Entrant(who.id(), found.alias(), found.role(), found.admittedBefore());
    return tickets
        .apply(new TicketGrant(found.session().id(), found.session().rules(), entrant))
        .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  private static void answer(RoutingContext ctx, Ticket ticket) {
    ctx.response()
        .setStatusCode(201)
        .putHeader("Content-Type", "application/json")
        .end(
            new JsonObject()
                .put("ticket", ticket.value())
                .put("expiresAt", Contract.wire(ticket.expiresAt()))
                .put("url", "/live")
                .toBuffer());
  }

  /** The same for a session that does not exist and one whose roster one is not on. */
  private static Problem unknown() {
    return new Problem(404, "not-found", "We could not find this session.");
  }
}
