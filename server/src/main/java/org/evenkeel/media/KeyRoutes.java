package org.evenkeel.media;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Public keys for the parts of Jitsi that check our tokens: one by one in the form that its {@code
 * asap_key_server} asks for, and as a set. They are no secrets; nobody else has a use for them.
 */
public final class KeyRoutes {
  /** Less than a key is published before it signs, so nobody misses a new one. */
  private static final String KEEP = "public, max-age=600";

  private static final Pattern FILE = Pattern.compile("([0-9a-f]{64})\\.pem");

  private final MediaKeys keys;

  public KeyRoutes(MediaKeys keys) {
    this.keys = keys;
  }

  /**
   * @param jitsi what is below {@code /jitsi/}
   */
  public void mount(Router jitsi) {
    jitsi.get("/keys/:file").handler(ctx -> one(ctx, KeyPurpose.PEOPLE));
    jitsi.get("/control-keys/:file").handler(ctx -> one(ctx, KeyPurpose.CONTROL));
    jitsi
        .get("/jwks.json")
        .handler(ctx -> answer(ctx, "application/json", keys.jwks(KeyPurpose.PEOPLE)));
  }

  private void one(RoutingContext ctx, KeyPurpose purpose) {
    Matcher file = FILE.matcher(ctx.pathParam("file"));
    Optional<String> pem = file.matches() ? keys.pem(purpose, file.group(1)) : Optional.empty();
    if (pem.isPresent()) {
      answer(ctx, "application/x-pem-file", pem.get());
    } else {
      ctx.fail(404);
    }
  }

  private static void answer(RoutingContext ctx, String type, String body) {
    HttpServerResponse response = ctx.response();
    response.putHeader("Content-Type", type).putHeader("Cache-Control", KEEP).end(body);
  }
}
