package org.evenkeel.process;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.evenkeel.schedule.Demo;
import org.evenkeel.testing.NodeProcess;
import org.evenkeel.testing.TestDatabase;
import org.evenkeel.testing.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts three nodes on a developer's machine. */
class ThreeLocalNodesIT {
  private static final Path SCRIPT = Path.of("..", "docker", "three-local-nodes.sh");
  private static final Path SAID = Path.of("target", "three-local-nodes.log");
  private static final String GROUP = "Evening group";
  private static final int NODES = 3;
  private static final Duration START = Duration.ofSeconds(90);

  /** A node is gone within 20 s, and three stop at the same time. */
  private static final int STOP_SECONDS = 25;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @RegisterExtension static TestDatabase database = new TestDatabase();

  @Test
  void threeNodesAreOneHouseAndCtrlCLeavesNothingBehind(@TempDir Path data) throws Exception {
    List<Integer> doors = freePorts();
    Process script = start(data, doors);
    List<ProcessHandle> all = List.of();
    try {
      for (int door : doors) {
        await().atMost(START).until(() -> !script.isAlive() || isReady(door));
      }
      all = script.descendants().toList();
      List<ProcessHandle> nodes = all.stream().filter(ThreeLocalNodesIT::isJava).toList();
      assertEquals(NODES, nodes.size(), this::said);

      Visitor ruth = signIn(doors.get(0), "counselor1");
      String session = ruth.sessionNow(GROUP);
      ruth.joins(session);
      signIn(doors.get(1), "participant1").joins(session);
      signIn(doors.get(2), "participant2").joins(session);
      ruth.await(
          "Maya by the second node", m -> names(m.getJsonArray("seats")).contains("Maya R."));
      ruth.await("Tom by the third node", m -> names(m.getJsonArray("seats")).contains("Tom W."));

      interrupt(script);
      assertTrue(script.waitFor(STOP_SECONDS, TimeUnit.SECONDS), this::said);
      assertEquals(List.of(), alive(nodes), this::said);
      // What put the nodes' names before their words ends when it has passed on the last.
      List<ProcessHandle> others = all;
      await().atMost(Duration.ofSeconds(5)).until(() -> alive(others), List.of()::equals);
    } finally {
      all = all.isEmpty() ? script.descendants().toList() : all;
      script.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static Process start(Path data, List<Integer> doors) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", SCRIPT.toString(), database.url())
            .redirectErrorStream(true)
            .redirectOutput(SAID.toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("EVENKEEL_"));
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    environment.merge("PATH", java, (path, first) -> first + File.pathSeparator + path);
    environment.put("DATA", data.toString());
    environment.put("HTTP_PORTS", inOneLine(doors));
    environment.put("MANAGEMENT_PORTS", inOneLine(freePorts()));
    environment.put("CLUSTER_PORTS", inOneLine(freePorts()));
    return builder.start();
  }

  private static List<Integer> freePorts() throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      ports.add(NodeProcess.freePort());
    }
    return ports;
  }

  private static String inOneLine(List<Integer> ports) {
    return ports.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static boolean isReady(int door) throws InterruptedException {
    URI ready = URI.create(address(door) + "/health/ready");
    try {
      return HTTP.send(
                  HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(2)).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String address(int door) {
    return "http://localhost:" + door;
  }

  private static Visitor signIn(int door, String account) {
    return Visitor.signsIn(address(door), account + "@demo.evenkeel", Demo.PASSWORD);
  }

  private static List<String> names(JsonArray seats) {
    return seats == null
        ? List.of()
        : seats.stream().map(s -> ((JsonObject) s).getString("name")).toList();
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }

  private static List<ProcessHandle> alive(List<ProcessHandle> processes) {
    return processes.stream().filter(ProcessHandle::isAlive).toList();
  }

  /** As Ctrl-C does it to the script; the nodes do not hear of it. */
  private static void interrupt(Process script) throws Exception {
    String pid = Long.toString(script.pid());
    assertEquals(0, new ProcessBuilder("kill", "-INT", pid).start().waitFor());
  }

  private String said() {
    try {
      return Files.readString(SAID);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
