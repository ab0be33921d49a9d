package org.evenkeel.web;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** What every answer says to the browser about what the page may do. */
final class SecurityHeaders implements Handler<RoutingContext> {
  private static final String PERMISSIONS =
      "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), fullscreen=(self),"
          + " screen-wake-lock=(self), speaker-selection=(self), geolocation=(), payment=(), usb=(),"
          + " serial=(), hid=(), midi=(), browsing-topics=()";

  private final String policy;
  private final boolean secure;

  SecurityHeaders(Origins origins) {
    secure = origins.secure();
    policy =
        String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "media-src 'self' blob: mediastream:",
            "connect-src 'self' " + origins.webSockets(),
            "font-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            // The name under which Svelte makes its templates; nobody else may make any.
            "trusted-types svelte-trusted-html");
  }

  @Override
  public void handle(RoutingContext ctx) {
    MultiMap headers = ctx.response().headers();
    headers.set("Content-Security-Policy", policy);
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Permissions-Policy", PERMISSIONS);
    if (secure) {
      headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    ctx.next();
  }
}
