package org.evenkeel.web;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.evenkeel.people.SignIns;
import org.evenkeel.people.SignedIn;
import org.evenkeel.store.Problem;

/** Who is asking: turns the cookie into a {@link SignedIn} in the request's context. */
public final class Authentication {
  private static final String KEY = SignedIn.class.getName();

  private final SignIns signIns;
  private final Origins origins;

  Authentication(SignIns signIns, Origins origins) {
    this.signIns = signIns;
    this.origins = origins;
  }

  /** Whoever {@link #require} found; empty where it was not asked. */
  public static Optional<SignedIn> of(RoutingContext ctx) {
    return Optional.ofNullable(ctx.get(KEY));
  }

  /** As {@link #of}, for operations that nobody reaches without having signed in. */
  static SignedIn who(RoutingContext ctx) {
    return of(ctx).orElseThrow(Authentication::nobody);
  }

  /** Goes on with a person who is signed in, and fails with 401 otherwise. */
  void require(RoutingContext ctx) {
    Optional<String> cookie = cookie(ctx);
    Future<Optional<SignedIn>> found =
        cookie.isEmpty() ? Future.succeededFuture(Optional.empty()) : signIns.whoIs(cookie.get());
    found
        .onSuccess(
            person ->
                person.ifPresentOrElse(
                    who -> {
                      ctx.put(KEY, who);
                      ctx.next();
                    },
                    () -> ctx.fail(401, nobody())))
        .onFailure(ctx::fail);
  }

  Optional<String> cookie(RoutingContext ctx) {
    return Optional.ofNullable(ctx.request().getCookie(origins.cookieName())).map(Cookie::getValue);
  }

  void set(RoutingContext ctx, String secret) {
    ctx.response().addCookie(cookie(secret).setMaxAge(SignIns.LIFETIME.toSeconds()));
  }

  void clear(RoutingContext ctx) {
    ctx.response().addCookie(cookie("").setMaxAge(0));
  }

  private Cookie cookie(String value) {
    return Cookie.cookie(origins.cookieName(), value)
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(origins.secure())
        .setSameSite(CookieSameSite.STRICT);
  }

  private static Problem nobody() {
    return new Problem(401, "not-signed-in", "Please sign in first.");
  }
}
