package org.evenkeel.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import org.evenkeel.people.ProgramRole;
import org.evenkeel.people.SignIns;
import org.evenkeel.people.SignedIn;

/** Signing in and out, and who one is. */
final class SignInRoutes {
  private final SignIns signIns;
  private final Authentication authentication;

  SignInRoutes(SignIns signIns, Authentication authentication) {
    this.signIns = signIns;
    this.authentication = authentication;
  }

  void mount(RouterBuilder api) {
    api.getRoute("signIn").addHandler(this::signIn);
    api.getRoute("signOut").addHandler(this::signOut);
    api.getRoute("me").addHandler(ctx -> ctx.json(person(Authentication.who(ctx))));
  }

  private void signIn(RoutingContext ctx) {
    JsonObject body = Contract.body(ctx);
    signIns
        .open(
            body.getString("email"),
            body.getString("password"),
            Place.of(ctx.request()),
            authentication.cookie(ctx).orElse(null))
        .onSuccess(
            opened -> {
              authentication.set(ctx, opened.cookie());
              ctx.json(person(opened.person()));
            })
        .onFailure(ctx::fail);
  }

  private void signOut(RoutingContext ctx) {
    String cookie = authentication.cookie(ctx).orElse("");
    signIns
        .close(cookie)
        .onSuccess(
            done -> {
              authentication.clear(ctx);
              ctx.response().setStatusCode(204).end();
            })
        .onFailure(ctx::fail);
  }

  private static JsonObject person(SignedIn who) {
    JsonArray roles = new JsonArray();
    who.roles().stream().map(ProgramRole::wire).forEach(roles::add);
    return new JsonObject()
        .put(
            "person",
            new JsonObject()
                .put("id", who.id().toString())
                .put("name", who.alias())
                .put("role", roles.isEmpty() ? "" : roles.getString(0))
                .put("roles", roles)
                .put("email", who.email()));
  }
}
