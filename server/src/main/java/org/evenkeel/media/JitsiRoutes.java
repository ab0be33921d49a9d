package org.evenkeel.media;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.room.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parts of Jitsi ask of us and tell us: reservations, events, joins. They show the secret
 * that the operator gave to both; before that nothing is read.
 */
public final class JitsiRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(JitsiRoutes.class);
  private static final Set<String> EVENTS =
      Set.of("room/created", "room/destroyed", "occupant/joined", "occupant/left");

  private final Parts parts;
  private final Reservations reservations;
  private final Joins joins;
  private final MediaRooms names;
  private final Witness witness;
  private final Tally tally;

  JitsiRoutes(
      String secret,
      Reservations reservations,
      Joins joins,
      MediaRooms names,
      Witness witness,
      Tally tally) {
    this.parts = new Parts(secret);
    this.reservations = reservations;
    this.joins = joins;
    this.names = names;
    this.witness = witness;
    this.tally = tally;
  }

  /**
   * @param jitsi what is below {@code /jitsi/}
   */
  void mount(Router jitsi) {
    for (String path : Set.of("/reservations/*", "/events/*", "/joins")) {
      jitsi.route(path).handler(this::requireSecret);
      jitsi.route(path).handler(Parts.bodies());
    }
    jitsi.post("/reservations/conference").handler(this::reserve);
    jitsi
        .get("/reservations/conference/:id")
        .handler(ctx -> answer(ctx, reservations.get(ctx.pathParam("id"))));
    jitsi
        .delete("/reservations/conference/:id")
        .handler(ctx -> answer(ctx, reservations.drop(ctx.pathParam("id"))));
    jitsi.post("/events/:of/:what").handler(this::event);
    jitsi.post("/joins").handler(this::join);
  }

  private void requireSecret(RoutingContext ctx) {
    if (parts.know(ctx)) {
      ctx.next();
    } else {
      tally.add(Tally.Event.UNAUTHENTICATED);
      Parts.refuse(ctx);
    }
  }

  private void reserve(RoutingContext ctx) {
    var form = ctx.request().formAttributes();
    if (form.get("name") == null) {
      // Prosody before some version named no type; the body is a form all the same.
      form = Form.read(ctx.body().asString());
    }
    String name = form.get("name");
    answer(
        ctx,
        reservations
            .make(name, form.get("start_time"), form.get("mail_owner"))
            .compose(
                made ->
                    made.status() == 200 || made.status() == 409
                        ? opened(name.toLowerCase(Locale.ROOT)).map(made)
                        : Future.succeededFuture(made)));
  }

  /** Whom we let in from now on are all who are in it; so it is known before anybody is. */
  private Future<?> opened(String room) {
    return names
        .find(room)
        .compose(
            place ->
                place.isEmpty()
                    ? Future.succeededFuture()
                    : saw(place.get().session(), new Sighting.Opened(room)));
  }

  private static void answer(RoutingContext ctx, Future<Reservations.Answer> answer) {
    answer
        .onSuccess(said -> Parts.json(ctx, said.status(), said.body()))
        .onFailure(away -> unavailable(ctx));
  }

  private void event(RoutingContext ctx) {
    String event = ctx.pathParam("of") + "/" + ctx.pathParam("what");
    if (!EVENTS.contains(event)) {
      Parts.message(ctx, 404, "There is no such event.");
      return;
    }
    Optional<Events.Told> told = Parts.body(ctx).flatMap(said -> Events.read(event, said));
    if (told.isEmpty()) {
      // Not worth asking again: it would be the same.
      tally.add(Tally.Event.UNREADABLE);
      Parts.message(ctx, 400, "This event cannot be read.");
      return;
    }
    names
        .find(told.get().room())
        .compose(
            place ->
                place.isEmpty()
                    ? Future.succeededFuture()
                    : saw(place.get().session(), told.get().sighting()))
        .onSuccess(seen -> ctx.response().setStatusCode(204).end())
        .onFailure(away -> unavailable(ctx));
  }

  private Future<?> saw(SessionId session, Sighting sighting) {
    return witness.saw(session, sighting);
  }

  private void join(RoutingContext ctx) {
    Optional<Joins.Asked> asked = Parts.body(ctx).flatMap(Joins.Asked::of);
    if (asked.isEmpty()) {
      tally.add(Tally.Event.UNREADABLE);
      Parts.message(ctx, 400, "This question cannot be read.");
      return;
    }
    joins
        .ask(asked.get())
        .onSuccess(
            answer -> {
              boolean come = answer.reason() == null;
              tally.add(come ? Tally.Event.JOIN_ALLOWED : Tally.Event.JOIN_REFUSED);
              if (!come) {
                LOG.info("a join was refused: {}", answer.reason());
              }
              Parts.json(ctx, 200, answer.json());
            })
        .onFailure(
            away -> {
              tally.add(Tally.Event.JOIN_REFUSED);
              unavailable(ctx);
            });
  }

  private static void unavailable(RoutingContext ctx) {
    Parts.message(ctx, 503, "This cannot be told now.");
  }
}
