package org.evenkeel.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.UUID;
import java.util.function.Predicate;
import org.evenkeel.people.ProgramRole;
import org.evenkeel.people.SignedIn;
import org.evenkeel.schedule.Programs;
import org.evenkeel.store.Problem;

/** What a program chooses for all of its sessions. Its staff see it, its lead decides. */
final class ProgramRoutes {
  private final Programs programs;

  ProgramRoutes(Programs programs) {
    this.programs = programs;
  }

  void mount(RouterBuilder api) {
    api.getRoute("programs").addHandler(this::programs);
    api.getRoute("programMedia").addHandler(this::media);
    api.getRoute("chooseProgramMedia").addHandler(this::chooseMedia);
  }

  /** Those that somebody works for; to everybody else a program is where their sessions are. */
  private void programs(RoutingContext ctx) {
    SignedIn who = Authentication.who(ctx);
    programs
        .all(who.staffOf())
        .onSuccess(
            all -> {
              JsonArray list = new JsonArray();
              for (Programs.Chosen each : all) {
                list.add(
                    new JsonObject()
                        .put("id", each.id().toString())
                        .put("name", each.name())
                        .put("role", who.memberships().get(each.id()).wire())
                        .put("media", new JsonObject().put("e2ee", each.encrypted())));
              }
              ctx.json(new JsonObject().put("programs", list));
            })
        .onFailure(ctx::fail);
  }

  private void media(RoutingContext ctx) {
    UUID program = UUID.fromString(ctx.pathParam("id"));
    require(ctx, program, "This is for the program's staff.", ProgramRole::staff);
    programs
        .encrypted(program)
        .onSuccess(e2ee -> ctx.json(new JsonObject().put("e2ee", e2ee)))
        .onFailure(ctx::fail);
  }

  private void chooseMedia(RoutingContext ctx) {
    UUID program = UUID.fromString(ctx.pathParam("id"));
    require(ctx, program, "This is for the program's lead.", role -> role == ProgramRole.LEAD);
    boolean e2ee = Contract.body(ctx).getBoolean("e2ee");
    programs
        .encrypt(program, e2ee)
        .onSuccess(done -> ctx.json(new JsonObject().put("e2ee", e2ee)))
        .onFailure(ctx::fail);
  }

  /** To whoever has nothing to do with a program there is no such program. */
  private static void require(
      RoutingContext ctx, UUID program, String detail, Predicate<ProgramRole> allowed) {
    SignedIn who = Authentication.who(ctx);
    ProgramRole role = who.memberships().get(program);
    if (role == null) {
      throw new Problem(404, "not-found", "We could not find this program.");
    }
    if (!allowed.test(role)) {
      throw new Problem(403, "not-allowed", detail);
    }
  }
}
