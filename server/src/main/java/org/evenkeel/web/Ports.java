package org.evenkeel.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.evenkeel.live.Ticket;
import org.evenkeel.live.TicketGrant;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Phase;
import org.evenkeel.room.SessionId;

/**
 * What the HTTP side needs of the parts beside it; the root supplies it.
 *
 * @param phases of those of these sessions that have a living room
 * @param tickets makes a ticket for somebody whom the door has let through
 * @param readmitted tells the room of a session, if there is one, that somebody may come again
 * @param live answers {@code /live}; gets the request as it came, for a router's wrapping hides the
 *     socket below
 * @param operations handlers of operations of the OpenAPI document that other packages answer, by
 *     operation id; they fail their context with a {@link org.evenkeel.store.Problem}
 * @param metrics what {@code /metrics} on the management port answers
 * @param mediaServer where one carries voice and picture; empty: the browsers do it among
 *     themselves
 */
public record Ports(
    Function<Set<SessionId>, Future<Map<SessionId, Phase>>> phases,
    Function<TicketGrant, Future<Ticket>> tickets,
    BiFunction<SessionId, PersonId, Future<Void>> readmitted,
    Handler<HttpServerRequest> live,
    Map<String, Handler<RoutingContext>> operations,
    Handler<RoutingContext> metrics,
    Optional<MediaServer> mediaServer) {}
