package org.evenkeel.faults;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;

/** What all clients share, so that hundreds of them are cheap. */
record Phones(Vertx vertx, HttpClient http, WebSocketClient sockets) {
  private static final int MOST = 20_000;

  static Phones on(Vertx vertx) {
    return new Phones(
        vertx,
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(3_000),
            new PoolOptions().setHttp1MaxSize(64)),
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setConnectTimeout(3_000)
                .setMaxConnections(MOST)
                .setMaxFrameSize(1 << 20)
                .setMaxMessageSize(1 << 20)
                .setClosingTimeout(1)));
  }

  /** Must be called by a thread that is no event loop: then it is a context of its own. */
  Context newContext() {
    return vertx.getOrCreateContext();
  }
}
