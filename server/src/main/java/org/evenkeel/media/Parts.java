package org.evenkeel.media;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * How the parts of Jitsi speak with us: they show the secret that the operator gave to both, say
 * JSON or forms, and hear JSON.
 */
final class Parts {
  private static final long LARGEST_BODY = 256 * 1024;

  private final byte[] shown;

  Parts(String secret) {
    this.shown = ("Bearer " + secret).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether it comes with our secret. */
  boolean know(RoutingContext ctx) {
    String said = ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
    return said != null && MessageDigest.isEqual(shown, said.getBytes(StandardCharsets.UTF_8));
  }

  static void refuse(RoutingContext ctx) {
    ctx.response().putHeader("WWW-Authenticate", "Bearer");
    message(ctx, 401, "The secret is missing or wrong.");
  }

  static BodyHandler bodies() {
    return BodyHandler.create(false).setBodyLimit(LARGEST_BODY).setMergeFormAttributes(false);
  }

  /** Empty where what came is no JSON object. */
  static Optional<JsonObject> body(RoutingContext ctx) {
    Buffer body = ctx.body().buffer();
    try {
      return body == null ? Optional.empty() : Optional.of(new JsonObject(body));
    } catch (DecodeException | ClassCastException noObject) {
      return Optional.empty();
    }
  }

  static void message(RoutingContext ctx, int status, String words) {
    json(ctx, status, new JsonObject().put("message", words));
  }

  static void json(RoutingContext ctx, int status, JsonObject body) {
    if (!ctx.response().ended()) {
      ctx.response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(body.toBuffer());
    }
  }
}
