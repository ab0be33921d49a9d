package org.evenkeel.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;

/**
 * The web client's files, from the classpath. What has its content's hash in its name never changes
 * and is kept by the browser; the page itself is asked for each time.
 */
final class StaticClient {
  private static final String ROOT = "org/evenkeel/web-client";

  private StaticClient() {}

  static void mount(Router root) {
    Buffer page = Contract.resource(ROOT + "/index.html");
    Handler<RoutingContext> index =
        ctx ->
            ctx.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Cache-Control", "no-cache")
                .end(page);
    for (String path : new String[] {"/", "/index.html", "/sessions", "/sessions/*"}) {
      root.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(index);
    }
    root.route("/assets/*").handler(StaticClient::keepForEver);
    root.route("/*")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(
            StaticHandler.create(ROOT)
                .setCachingEnabled(false)
                .setIncludeHidden(false)
                .setDirectoryListing(false)
                .setIndexPage("/index.html"));
  }

  private static void keepForEver(RoutingContext ctx) {
    ctx.addHeadersEndHandler(
        sent -> {
          if (ctx.response().getStatusCode() == 200) {
            ctx.response().putHeader("Cache-Control", "public, max-age=31536000, immutable");
          }
        });
    ctx.next();
  }
}
