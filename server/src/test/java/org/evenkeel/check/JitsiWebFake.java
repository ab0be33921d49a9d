package org.evenkeel.check;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** FAKE of a deployment's web server: the library, perhaps a page, and the way to Prosody. */
final class JitsiWebFake implements AutoCloseable {
  /** As if the proxy published jicofo's request endpoint. */
  volatile boolean jicofo;

  /** Of Jitsi's own page; empty: it is not published. */
  volatile String config = "";

  volatile String library = "/* fake */ var JitsiMeetJS = {};";

  private final HttpServer server;
  private final int jicofoPort;

  /** With a real Prosody behind it. */
  static JitsiWebFake before(Vertx vertx, int prosody) {
    WebSocketClient client = vertx.createWebSocketClient();
    return new JitsiWebFake(vertx, here -> relay(client, prosody, here));
  }

  /**
   * @param xmpp speaks with whoever comes for XMPP
   */
  JitsiWebFake(Vertx vertx, Handler<ServerWebSocket> xmpp) {
    server =
        vertx
            .createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("xmpp"))
            .requestHandler(this::answer)
            .webSocketHandler(xmpp)
            .listen(0, "127.0.0.1")
            .await();
    // A port that was free a moment ago, for jicofo that is not there.
    HttpServer nobody =
        vertx.createHttpServer().requestHandler(r -> {}).listen(0, "127.0.0.1").await();
    jicofoPort = nobody.actualPort();
    nobody.close().await();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  int jicofoPort() {
    return jicofoPort;
  }

  private void answer(HttpServerRequest request) {
    request
        .response()
        .putHeader(
            "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    switch (request.path()) {
      case "/libs/lib-jitsi-meet.min.js" ->
          request.response().putHeader("Content-Type", "application/javascript").end(library);
      case "/conference-request/v1" -> {
        if (jicofo) {
          request.response().putHeader("Content-Type", "application/json").end("{\"ready\":true}");
        } else {
          request.response().setStatusCode(404).end();
        }
      }
      case "/config.js" -> {
        if (config.isEmpty()) {
          request.response().setStatusCode(404).end();
        } else {
          request.response().putHeader("Content-Type", "application/javascript").end(config);
        }
      }
      default -> request.response().setStatusCode(404).end();
    }
  }

  private static void relay(WebSocketClient client, int prosody, ServerWebSocket here) {
    here.pause();
    client
        .connect(
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(prosody)
                .setURI(here.uri())
                .setSubProtocols(List.of("xmpp")))
        .onFailure(e -> here.close())
        .onSuccess(
            there -> {
              here.textMessageHandler(there::writeTextMessage);
              there.textMessageHandler(here::writeTextMessage);
              here.closeHandler(v -> there.close());
              there.closeHandler(v -> here.close());
              here.resume();
            });
  }

  @Override
  public void close() {
    server.close().await();
  }
}
