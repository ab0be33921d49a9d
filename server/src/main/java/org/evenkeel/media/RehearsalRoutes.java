package org.evenkeel.media;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code check-jitsi} begins and ends its rehearsals here, and what Jitsi asks about their rooms is
 * answered here. All else goes on to those who answer for real rooms.
 */
public final class RehearsalRoutes {
  private static final int LONGEST_NICK = 64;

  private final Parts parts;
  private final Rehearsals rehearsals;

  public RehearsalRoutes(String secret, Rehearsals rehearsals) {
    this.parts = new Parts(secret);
    this.rehearsals = rehearsals;
  }

  /**
   * Before whoever answers for real rooms.
   *
   * @param jitsi what is below {@code /jitsi/}
   */
  public void mount(Router jitsi) {
    for (String path :
        List.of("/joins", "/reservations/conference", "/rehearsals", "/rehearsals/*")) {
      boolean ours = path.startsWith("/rehearsals");
      jitsi.route(path).handler(ctx -> secret(ctx, ours));
      BodyHandler bodies = Parts.bodies();
      jitsi.route(path).handler(ctx -> read(ctx, bodies));
    }
    jitsi.post("/joins").handler(this::join);
    jitsi.post("/reservations/conference").handler(this::reserve);
    jitsi.post("/rehearsals").handler(this::open);
    jitsi.post("/rehearsals/:room/removal").handler(this::remove);
    jitsi.post("/rehearsals/:room/census").handler(this::count);
    jitsi.post("/rehearsals/:room/end").handler(this::end);
    jitsi.delete("/rehearsals/:room").handler(this::close);
  }

  /** Whoever has none is refused in all places alike. */
  private void secret(RoutingContext ctx, boolean ours) {
    boolean known = parts.know(ctx);
    if (!known && ours) {
      Parts.refuse(ctx);
      return;
    }
    ctx.put("rehearsal", known);
    ctx.next();
  }

  /** Of whoever has no secret nothing is read. Those who answer for real rooms turn them away. */
  private static void read(RoutingContext ctx, BodyHandler bodies) {
    if (mayAsk(ctx)) {
      bodies.handle(ctx);
    } else {
      ctx.next();
    }
  }

  private void join(RoutingContext ctx) {
    Optional<Joins.Asked> asked =
        mayAsk(ctx) ? Parts.body(ctx).flatMap(Joins.Asked::of) : Optional.empty();
    if (asked.isEmpty()) {
      ctx.next();
      return;
    }
    rehearsals
        .join(asked.get())
        .onFailure(away -> ctx.next())
        .onSuccess(
            answer ->
                answer.ifPresentOrElse(
                    said -> Parts.json(ctx, 200, said.json()), () -> ctx.next()));
  }

  private void reserve(RoutingContext ctx) {
    if (!mayAsk(ctx)) {
      ctx.next();
      return;
    }
    var form = ctx.request().formAttributes();
    if (form.get("name") == null && ctx.body().buffer() != null) {
      form = Form.read(ctx.body().asString());
    }
    String name = form.get("name");
    if (name == null) {
      ctx.next();
      return;
    }
    String start = form.get("start_time");
    rehearsals
        .reserve(
            name.toLowerCase(Locale.ROOT),
            start == null ? Instant.EPOCH.toString() : start,
            form.get("mail_owner"))
        .onFailure(away -> ctx.next())
        .onSuccess(
            answer ->
                answer.ifPresentOrElse(
                    said -> Parts.json(ctx, said.status(), said.body()), () -> ctx.next()));
  }

  private static boolean mayAsk(RoutingContext ctx) {
    return Boolean.TRUE.equals(ctx.get("rehearsal"));
  }

  private void open(RoutingContext ctx) {
    rehearsals
        .open()
        .onSuccess(body -> Parts.json(ctx, 201, body))
        .onFailure(
            away ->
                Parts.message(
                    ctx,
                    503,
                    away instanceof Rehearsals.Refused
                        ? away.getMessage()
                        : "It cannot be done now."));
  }

  private void remove(RoutingContext ctx) {
    String nick =
        Parts.body(ctx).map(said -> said.getValue("nick")).map(String::valueOf).orElse("");
    String room = ctx.pathParam("room");
    if (!MediaRooms.isName(room) || nick.isEmpty() || nick.length() > LONGEST_NICK) {
      Parts.message(ctx, 400, "There is no such rehearsal.");
      return;
    }
    rehearsals
        .removeSecond(room, nick)
        .onFailure(away -> Parts.message(ctx, 503, "It cannot be done now."))
        .onSuccess(
            answer -> {
              if (answer.isEmpty()) {
                Parts.message(ctx, 404, "There is no such rehearsal.");
              } else if (answer.get() == Sighting.Answer.TAKEN) {
                ctx.response().setStatusCode(204).end();
              } else {
                Parts.message(ctx, 502, words(answer.get()));
              }
            });
  }

  private static String words(Sighting.Answer answer) {
    return switch (answer) {
      case TAKEN -> "taken";
      case NOBODY -> "Prosody finds nobody of this name in the room";
      case REFUSED -> "Prosody refused the order: does it fetch our control keys?";
      case FAILED -> "Prosody did not answer the order: is muc_kick_participant loaded?";
    };
  }

  private void count(RoutingContext ctx) {
    rehearsals
        .count(ctx.pathParam("room"))
        .onFailure(away -> Parts.message(ctx, 502, "Prosody counts nobody: is muc_census loaded?"))
        .onSuccess(
            count ->
                count.ifPresentOrElse(
                    there -> Parts.json(ctx, 200, new JsonObject().put("participants", there)),
                    () -> Parts.message(ctx, 404, "There is no such rehearsal.")));
  }

  private void end(RoutingContext ctx) {
    rehearsals
        .end(ctx.pathParam("room"))
        .onFailure(away -> Parts.message(ctx, 503, "It cannot be done now."))
        .onSuccess(
            answer -> {
              if (answer.isEmpty()) {
                Parts.message(ctx, 404, "There is no such rehearsal.");
              } else if (answer.get() == Control.Ended.DONE) {
                ctx.response().setStatusCode(204).end();
              } else {
                Parts.message(ctx, 502, words(answer.get()));
              }
            });
  }

  private static String words(Control.Ended answer) {
    return switch (answer) {
      case DONE -> "done";
      case REFUSED -> "Prosody refused the order: does it fetch our control keys?";
      case FAILED -> "Prosody did not answer the order: is muc_end_meeting loaded?";
    };
  }

  private void close(RoutingContext ctx) {
    rehearsals
        .close(ctx.pathParam("room"))
        .onFailure(away -> Parts.message(ctx, 503, "It cannot be done now."))
        .onSuccess(gone -> ctx.response().setStatusCode(204).end());
  }
}
