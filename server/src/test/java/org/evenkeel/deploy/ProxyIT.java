package org.evenkeel.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.evenkeel.testing.NodeProcess;
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

  /** Generous: a node that does not answer is given up after 0.5 s. */
  private static final int AT_ONCE_MS = 1_500;

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
    await(proxy, people, "200 node");
  }

  /** Asks until it is answered like that. */
  private static void await(ShippedProxy asked, int port, String answer) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OPEN_SECONDS);
    while (System.nanoTime() < deadline && asked.isAlive()) {
      try {
        if (get(port, "/").equals(answer)) {
          return;
        }
      } catch (IOException notYet) {
        // It does not listen yet.
      }
      Thread.sleep(50);
    }
    throw new AssertionError(asked.said());
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

  /**
   * Who came to whom.
   *
   * @param afterMs until they were greeted
   */
  private record Came(String to, long afterMs) {}

  /** All at once, and all stay. */
  private static List<Came> come(int port, int people, Collection<Socket> there) throws Exception {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Came>> all = new ArrayList<>();
      for (int i = 0; i < people; i++) {
        Socket socket = new Socket();
        there.add(socket);
        all.add(() -> come(port, socket));
      }
      List<Came> came = new ArrayList<>();
      for (Future<Came> one : each.invokeAll(all)) {
        came.add(one.get());
      }
      return came;
    }
  }

  private static Came come(int port, Socket socket) throws IOException {
    long since = System.nanoTime();
    socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
    socket.setSoTimeout(PATIENCE_MS);
    socket
        .getOutputStream()
        .write("GET /live HTTP/1.1\r\nHost: example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String status = in.readLine();
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException(status);
    }
    for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {}
    // The length of the first chunk, and the chunk.
    in.readLine();
    String who = in.readLine();
    return new Came(who, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
  }

  /**
   * As after {@code kill -9}.
   *
   * @param silent the machine is gone as well, and not even its port refuses
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoComesBackFromADeadNodeIsWithALivingOneAtOnce(boolean silent, @TempDir Path own)
      throws Exception {
    Map<String, MortalNode> nodes = new HashMap<>();
    for (String name : List.of("one", "two", "three")) {
      nodes.put(name, new MortalNode(name, 0));
    }
    int port = NodeProcess.freePort();
    List<String> addresses = nodes.values().stream().map(n -> "127.0.0.1:" + n.port()).toList();
    List<Socket> people = new ArrayList<>();
    try (ShippedProxy before = ShippedProxy.before(own, port, addresses, List.of())) {
      for (String name : nodes.keySet()) {
        await(before, port, "200 " + name);
      }
      Set<String> to = new HashSet<>();
      come(port, 15, people).forEach(c -> to.add(c.to()));
      assertEquals(nodes.keySet(), to);

      MortalNode dead = nodes.remove("two");
      dead.close();
      Silence nobody = silent ? Silence.at(dead.port()) : null;
      List<Came> back = come(port, 20, people);
      String all = back + before.said();
      assertTrue(back.stream().allMatch(c -> nodes.containsKey(c.to())), all);
      assertTrue(back.stream().allMatch(c -> c.afterMs() < AT_ONCE_MS), all);
      // By the first of them, and not by the checks, which take longer.
      assertTrue(before.said().contains("Detected 1 consecutive errors"), all);

      if (silent) {
        nobody.close();
      }
      nodes.put("two", new MortalNode("two", dead.port()));
      await(before, port, "200 two");
    } finally {
      for (Socket one : people) {
        one.close();
      }
      for (MortalNode node : nodes.values()) {
        node.close();
      }
    }
  }
}
