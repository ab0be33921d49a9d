package org.evenkeel.web;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestParameter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.evenkeel.people.SignedIn;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Phase;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.SessionKind;
import org.evenkeel.schedule.Admissions;
import org.evenkeel.schedule.Listed;
import org.evenkeel.schedule.NewSession;
import org.evenkeel.schedule.Session;
import org.evenkeel.schedule.Sessions;
import org.evenkeel.store.Problem;
import org.evenkeel.store.Problem.FieldError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls about sessions and who may come to them. */
final class SessionRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(SessionRoutes.class);
  private static final Duration BEFORE = Duration.ofHours(12);
  private static final Duration AHEAD = Duration.ofDays(7);
  private static final Duration LONGEST = Duration.ofDays(62);

  private final Sessions sessions;
  private final Admissions admissions;
  private final Function<Set<SessionId>, Future<Map<SessionId, Phase>>> phases;
  private final BiFunction<SessionId, PersonId, Future<Void>> readmitted;
  private final Clock clock;

  /**
   * @param phases of those sessions that have a living room
   * @param readmitted tells such a room that somebody may come again
   */
  SessionRoutes(
      Sessions sessions,
      Admissions admissions,
      Function<Set<SessionId>, Future<Map<SessionId, Phase>>> phases,
      BiFunction<SessionId, PersonId, Future<Void>> readmitted,
      Clock clock) {
    this.sessions = sessions;
    this.admissions = admissions;
    this.phases = phases;
    this.readmitted = readmitted;
    this.clock = clock;
  }

  void mount(RouterBuilder api) {
    api.getRoute("sessions").addHandler(this::list);
    api.getRoute("createSession").addHandler(this::create);
    api.getRoute("readmit").addHandler(this::readmit);
  }

  private void list(RoutingContext ctx) {
    SignedIn who = Authentication.who(ctx);
    Instant now = clock.instant();
    Instant from = time(ctx, "from", now.minus(BEFORE));
    Instant to = time(ctx, "to", from.isAfter(now) ? from.plus(AHEAD) : now.plus(AHEAD));
    if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw Problem.invalid(
          List.of(new FieldError("to", "After \"from\", and at most 62 days after it.")));
    }
    sessions
        .between(who.id(), who.staffOf(), from, to)
        .compose(this::json)
        .onSuccess(list -> ctx.json(new JsonObject().put("sessions", list)))
        .onFailure(ctx::fail);
  }

  private void create(RoutingContext ctx) {
    SignedIn who = Authentication.who(ctx);
    UUID program = staffProgram(who);
    JsonObject body = Contract.body(ctx);
    NewSession wanted =
        new NewSession(
            body.getString("title"),
            SessionKind.valueOf(body.getString("kind").toUpperCase(Locale.ROOT)),
            Contract.time("startsAt", body.getString("startsAt")),
            Contract.time("endsAt", body.getString("endsAt")),
            body.getInteger("capacity"),
            body.getBoolean("waitingRoom", true),
            people(body.getJsonArray("hostIds")),
            people(body.getJsonArray("participantIds")),
            people(body.getJsonArray("familyIds", new JsonArray())));
    sessions
        .create(program, who.id(), wanted)
        .compose(id -> sessions.one(who.id(), who.staffOf(), id))
        .compose(made -> json(List.of(made.orElseThrow())))
        .onSuccess(
            list ->
                ctx.response()
                    .setStatusCode(201)
                    .putHeader("Content-Type", "application/json")
                    .end(list.getJsonObject(0).toBuffer()))
        .onFailure(ctx::fail);
  }

  private void readmit(RoutingContext ctx) {
    SignedIn who = Authentication.who(ctx);
    staffProgram(who);
    JsonObject body = Contract.body(ctx);
    SessionId session = SessionId.of(ctx.pathParam("id"));
    PersonId person = PersonId.of(body.getString("personId"));
    admissions
        .readmit(session, person, who.id(), who.staffOf(), body.getString("reason"))
        .compose(
            done ->
                readmitted.apply(session, person).recover(failure -> Future.failedFuture(notYet())))
        .onSuccess(done -> ctx.response().setStatusCode(204).end())
        .onFailure(ctx::fail);
  }

  private static Problem notYet() {
    return new Problem(
        503, "unavailable", "This is noted, but the room did not answer. Please try once more.");
  }

  /** Somebody who works for several plans in the first; there is one program per server so far. */
  private static UUID staffProgram(SignedIn who) {
    return who.staffOf().stream()
        .sorted()
        .findFirst()
        .orElseThrow(() -> new Problem(403, "not-allowed", "This is for the program's staff."));
  }

  private static List<PersonId> people(JsonArray ids) {
    return ids.stream().map(id -> PersonId.of((String) id)).toList();
  }

  private static Instant time(RoutingContext ctx, String name, Instant otherwise) {
    RequestParameter given = Contract.request(ctx).getQuery().get(name);
    return given == null || given.isNull() ? otherwise : Contract.time(name, given.getString());
  }

  private Future<JsonArray> json(List<Listed> list) {
    Set<SessionId> ids =
        list.stream().map(listed -> listed.session().id()).collect(Collectors.toSet());
    return phases
        .apply(ids)
        .timeout(500, TimeUnit.MILLISECONDS)
        .recover(
            failure -> {
              // The list is worth more than this one word of it.
              LOG.warn("The phases of the rooms are not known: {}", failure.getClass().getName());
              return Future.succeededFuture(Map.of());
            })
        .map(
            live ->
                new JsonArray(
                    list.stream().map(listed -> json(listed, live)).collect(Collectors.toList())));
  }

  private JsonObject json(Listed listed, Map<SessionId, Phase> live) {
    Session session = listed.session();
    JsonArray hosts = new JsonArray();
    listed
        .hosts()
        .forEach(
            host ->
                hosts.add(
                    new JsonObject().put("id", host.id().toString()).put("name", host.alias())));
    return new JsonObject()
        .put("id", session.id().toString())
        .put("title", session.title())
        .put("kind", session.kind().name().toLowerCase(Locale.ROOT))
        .put("startsAt", Contract.wire(session.startsAt()))
        .put("endsAt", Contract.wire(session.endsAt()))
        .put("phase", phase(listed, live).name().toLowerCase(Locale.ROOT))
        .put("capacity", session.capacity())
        .put("waitingRoom", session.waitingRoom())
        .put("hosts", hosts)
        .put("mine", listed.mine());
  }

  private Phase phase(Listed listed, Map<SessionId, Phase> live) {
    Session session = listed.session();
    if (listed.ended() || !clock.instant().isBefore(session.closesAt())) {
      return Phase.ENDED;
    }
    return live.getOrDefault(session.id(), Phase.WAITING);
  }
}
