package org.evenkeel.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.evenkeel.live.Live;
import org.evenkeel.store.StartFailure;

/** One listening port. */
public final class WebServer {
  /**
   * So long may a connection say nothing and be told nothing: of a phone that has vanished no
   * kernel tells. For WebSockets it counts as well, but theirs is shorter, and they are pinged.
   */
  private static final Duration IDLE = Duration.ofSeconds(12);

  private final HttpServer server;

  private WebServer(HttpServer server) {
    this.server = server;
  }

  /**
   * @param port 0 takes any that is free
   * @param setting what names the port, for the person who has to choose another
   */
  public static Future<WebServer> listen(
      Vertx vertx, Handler<HttpServerRequest> handler, String host, int port, String setting) {
    return listen(vertx, handler, host, port, setting, IDLE);
  }

  static Future<WebServer> listen(
      Vertx vertx,
      Handler<HttpServerRequest> handler,
      String host,
      int port,
      String setting,
      Duration idle) {
    HttpServerOptions options =
        Live.limits(new HttpServerOptions())
            .setHost(host)
            .setPort(port)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout((int) idle.toMillis())
            // A proxy that passes an upgrade on would no longer see which paths are asked for.
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true)
            .setCompressionSupported(true)
            .setMaxInitialLineLength(4_096)
            .setMaxHeaderSize(16_384);
    return vertx
        .createHttpServer(options)
        .requestHandler(handler)
        .listen()
        .map(WebServer::new)
        .recover(failure -> Future.failedFuture(explain(failure, host, port, setting)));
  }

  private static Throwable explain(Throwable failure, String host, int port, String setting) {
    // Each of Vert.x's transports has a failure of its own for this; what they share is that the
    // system said no.
    return failure instanceof IOException
        ? new StartFailure(
            "Port "
                + port
                + " on "
                + host
                + " is in use or not ours to take. Free it, or choose another in "
                + setting
                + ".")
        : failure;
  }

  public int port() {
    return server.actualPort();
  }

  /** Takes no more connections, and gives those there are a few seconds. */
  public Future<Void> close() {
    return server.shutdown(3, TimeUnit.SECONDS);
  }
}
