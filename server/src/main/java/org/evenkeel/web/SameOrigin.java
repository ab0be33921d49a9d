package org.evenkeel.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.evenkeel.store.Problem;

/**
 * Refuses what a page of somebody else makes a browser send. Beside the cookie, which is
 * SameSite=Strict: two locks, for one may have a bug.
 *
 * <p>A browser says where a request comes from. What says nothing is no browser, and nobody's
 * cookie can be misused there.
 */
final class SameOrigin implements Handler<RoutingContext> {
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Set<String> OURS = Set.of("same-origin", "none");

  private final Origins origins;

  SameOrigin(Origins origins) {
    this.origins = origins;
  }

  @Override
  public void handle(RoutingContext ctx) {
    if (SAFE.contains(ctx.request().method()) || ours(ctx)) {
      ctx.next();
    } else {
      ctx.fail(
          403, new Problem(403, "cross-site", "This request does not come from our own pages."));
    }
  }

  private boolean ours(RoutingContext ctx) {
    String site = ctx.request().getHeader("Sec-Fetch-Site");
    if (site != null) {
      return OURS.contains(site);
    }
    String origin = ctx.request().getHeader("Origin");
    return origin == null || origins.allows(origin);
  }
}
