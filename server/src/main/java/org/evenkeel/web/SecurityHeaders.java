package org.evenkeel.web;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** What every answer says to the browser about what the page may do. */
final class SecurityHeaders implements Handler<RoutingContext> {
  private static final String PERMISSIONS =
      "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), fullscreen=(self),"
          + " screen-wake-lock=(self), speaker-selection=(self), geolocation=(), payment=(), usb=(),"
          + " serial=(), hid=(), midi=(), browsing-topics=()";

  /**
   * The names under which our pages say where the library and its worker come from: the second one
   * is asked for what the library itself loads, and ours lets nothing else pass.
   */
  private static final String LIBRARY =
      // Its end-to-end encryption is done in a worker, which the library puts together.
      " evenkeel-jitsi default; worker-src 'self' blob:";

  private final String policy;
  private final boolean secure;

  /**
   * @param mediaServer whose library our pages load, and to which they speak; empty: nobody else's
   */
  SecurityHeaders(Origins origins, Optional<MediaServer> mediaServer) {
    secure = origins.secure();
    policy =
        String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'" + mediaServer.map(server -> " " + server.web()).orElse(""),
            "style-src 'self'",
            "img-src 'self' data:",
            "media-src 'self' blob: mediastream:",
            "connect-src 'self' "
                + origins.webSockets()
                + mediaServer.map(server -> " " + server.sockets() + " " + server.web()).orElse(""),
            "font-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            // The name under which Svelte makes its templates; nobody else may make any.
            "trusted-types svelte-trusted-html" + mediaServer.map(server -> LIBRARY).orElse(""));
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
