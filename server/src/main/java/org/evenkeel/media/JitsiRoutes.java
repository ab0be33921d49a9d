package org.evenkeel.media;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
  private static final long LARGEST_BODY = 256 * 1024;
  private static final String BEARER = "Bearer ";
  private static final Set<String> EVENTS =
      Set.of("room/created", "room/destroyed", "occupant/joined", "occupant/left");

  private final byte[] secret;
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
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
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
      jitsi
          .route(path)
          .handler(
              BodyHandler.create(false).setBodyLimit(LARGEST_BODY).setMergeFormAttributes(false));
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
    String shown = ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
    boolean known =
        shown != null
            && shown.startsWith(BEARER)
            && MessageDigest.isEqual(
                secret, shown.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
    if (known) {
      ctx.next();
    } else {
      tally.add(Tally.Event.UNAUTHENTICATED);
      ctx.response().putHeader("WWW-Authenticate", "Bearer");
      json(ctx, 401, new JsonObject().put("message", "The secret is missing or wrong."));
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
        .onSuccess(said -> json(ctx, said.status(), said.body()))
        .onFailure(away -> unavailable(ctx));
  }

  private void event(RoutingContext ctx) {
    String event = ctx.pathParam("of") + "/" + ctx.pathParam("what");
    if (!EVENTS.contains(event)) {
      json(ctx, 404, new JsonObject().put("message", "There is no such event."));
      return;
    }
    Optional<Events.Told> told = body(ctx).flatMap(said -> Events.read(event, said));
    if (told.isEmpty()) {
      // Not worth asking again: it would be the same.
      tally.add(Tally.Event.UNREADABLE);
      json(ctx, 400, new JsonObject().put("message", "This event cannot be read."));
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
    Optional<Joins.Asked> asked = body(ctx).flatMap(Joins.Asked::of);
    if (asked.isEmpty()) {
      tally.add(Tally.Event.UNREADABLE);
      json(ctx, 400, new JsonObject().put("message", "This question cannot be read."));
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
              json(ctx, 200, answer.json());
            })
        .onFailure(
            away -> {
              tally.add(Tally.Event.JOIN_REFUSED);
              unavailable(ctx);
            });
  }

  private static Optional<JsonObject> body(RoutingContext ctx) {
    Buffer body = ctx.body().buffer();
    try {
      return body == null ? Optional.empty() : Optional.of(new JsonObject(body));
    } catch (DecodeException | ClassCastException noObject) {
      return Optional.empty();
    }
  }

  private static void unavailable(RoutingContext ctx) {
    json(ctx, 503, new JsonObject().put("message", "This cannot be told now."));
  }

  private static void json(RoutingContext ctx, int status, JsonObject body) {
    if (!ctx.response().ended()) {
      ctx.response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(body.toBuffer());
    }
  }
}
