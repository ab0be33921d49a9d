package org.evenkeel.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.junit5.VertxExtension;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections of phones that have vanished are not kept. */
@Timeout(30)
@ExtendWith(VertxExtension.class)
class IdleConnectionTest {
  private static final Duration IDLE = Duration.ofSeconds(1);

  private WebServer server;

  @BeforeEach
  void listen(Vertx vertx) throws Exception {
    server =
        WebServer.listen(vertx, request -> serve(vertx, request), "127.0.0.1", 0, "NONE", IDLE)
            .await(5, TimeUnit.SECONDS);
  }

  private static void serve(Vertx vertx, HttpServerRequest request) {
    if (request.path().equals("/live")) {
      request
          .toWebSocket()
          .onSuccess(
              socket ->
                  vertx.setPeriodic(
                      IDLE.toMillis() / 3, ignored -> socket.writePing(Buffer.buffer("p"))));
    } else {
      request.response().end("ok");
    }
  }

  @Test
  void oneThatNeverAsksIsClosed() throws Exception {
    try (Socket phone = new Socket("127.0.0.1", server.port())) {
      phone.setSoTimeout(10_000);
      assertEquals(-1, phone.getInputStream().read());
    }
  }

  @Test
  void oneThatHasAskedAndVanishedIsClosed() throws Exception {
    try (Socket phone = new Socket("127.0.0.1", server.port())) {
      phone.setSoTimeout(10_000);
      String ask = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
      phone.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
      assertEquals("HTTP/1.1 200", new String(phone.getInputStream().readNBytes(12)));
      phone.getInputStream().readAllBytes();
    }
  }

  @Test
  void aWebSocketThatIsPingedStays(Vertx vertx) throws Exception {
    AtomicInteger pings = new AtomicInteger();
    WebSocket phone =
        vertx
            .createWebSocketClient()
            .connect(
                new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(server.port())
                    .setURI("/live"))
            .await(5, TimeUnit.SECONDS);
    phone.frameHandler(frame -> pings.incrementAndGet());
    await().until(() -> pings.get() > 8);
    assertFalse(phone.isClosed());
  }
}
