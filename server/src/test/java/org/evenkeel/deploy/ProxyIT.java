package org.evenkeel.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped configuration publishes, in a real HAProxy, with stand-ins behind it. */
class ProxyIT {
  private static final int OPEN_SECONDS = 20;
  private static final int PATIENCE_MS = 5_000;
  @TempDir static Path folder;

  /** What came through to anybody. */
  private static final List<String> ARRIVED = new CopyOnWriteArrayList<>();

  private static Vertx vertx;
  private static ShippedProxy proxy;
  private static int people;
  private static int media;
  private static int parts;

  @BeforeAll
  static void open() throws Exception {
    ShippedProxy.mustBeInstalled();
    vertx = Vertx.vertx();
    ShippedProxy.Doors doors = ShippedProxy.Doors.free();
    people = doors.people();
    media = doors.media();
    parts = doors.parts();
    String node = standIn("node");
    proxy =
        ShippedProxy.start(
            folder,
            doors,
            new ShippedProxy.Behind(
                List.of(node, node, node),
                standIn("library"),
                standIn("prosody"),
                standIn("bridge")),
            List.of());
    awaitOpen();
  }

  /** It lets people in when it has seen that a node is well. */
  private static void awaitOpen() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OPEN_SECONDS);
    while (System.nanoTime() < deadline && proxy.isAlive()) {
      try {
        if (get(people, "/").equals("200 node")) {
          return;
        }
      } catch (IOException notYet) {
        // It does not listen yet.
      }
      Thread.sleep(50);
    }
    throw new AssertionError(proxy.said());
  }

  /** Says who it is. */
  private static String standIn(String name) {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (!request.path().equals("/health/ready")) {
                    ARRIVED.add(name + " " + request.uri());
                  }
                  request.response().end(name);
                })
            .listen(0, "127.0.0.1")
            .await();
    return "127.0.0.1:" + server.actualPort();
  }

  @AfterAll
  static void close() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
    if (vertx != null) {
      vertx.close().await();
    }
  }

  /** The status, and who answered. By hand: a client of HTTP would tidy the path up. */
  private static String get(int port, String path) throws IOException {
    ARRIVED.clear();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      String ask = "GET " + path + " HTTP/1.1\r\nHost: example\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      String status = answer.split(" ")[1];
      return status.equals("200")
          ? status + " " + answer.substring(answer.indexOf("\r\n\r\n") + 4)
          : status;
    }
  }

  @Test
  void eachComesToWhomTheyMean() throws Exception {
    assertEquals("200 node", get(people, "/"));
    assertEquals("200 node", get(people, "/api/sessions?of=jitsi"));
    assertEquals("200 library", get(media, "/libs/lib-jitsi-meet.min.js"));
    assertEquals("200 prosody", get(media, "/xmpp-websocket?token=abc"));
    assertEquals("200 bridge", get(media, "/colibri-ws/jvb/123/456?pwd=x"));
    assertEquals("200 node", get(parts, "/jitsi/joins"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/jitsi/joins",
        "/jitsi",
        "/JITSI/keys/x.pem",
        "//jitsi/joins",
        "/./jitsi/joins",
        "/api/../jitsi/joins",
        "/%6Aitsi/joins",
        "/jitsi%2Fjoins",
        "/jitsi/rehearsals"
      })
  void whatIsForJitsisPartsIsNotPublished(String path) throws Exception {
    assertEquals("404", get(people, path));
    assertEquals(List.of(), ARRIVED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/config.js",
        "/conference-request/v1",
        "/http-bind",
        "/kick-participant?room=a",
        "/room-census",
        "/libs/../conference-request/v1",
        "/libs/%2e%2e/config.js",
        "//room-census",
        "/xmpp-websocket/../room-census",
        "/colibri-ws/another/1",
        "/jitsi/joins"
      })
  void nothingElseOfJitsiIsPublished(String path) throws Exception {
    assertEquals("404", get(media, path));
    assertEquals(List.of(), ARRIVED);
  }

  @Test
  void jitsisPartsReachNothingElseOfOurs() throws Exception {
    assertEquals("404", get(parts, "/"));
    assertEquals("404", get(parts, "/api/sessions"));
    assertEquals(List.of(), ARRIVED);
  }
}
