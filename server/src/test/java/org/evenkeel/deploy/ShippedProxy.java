package org.evenkeel.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.evenkeel.testing.NodeProcess;
import org.junit.jupiter.api.Assumptions;

/** The configuration that we ship, in a real HAProxy on the loopback. */
public final class ShippedProxy implements AutoCloseable {
  private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");

  private final Process process;
  private final Path said;

  private ShippedProxy(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * Where it listens.
   *
   * @param people for browsers
   * @param media for what browsers need of Jitsi
   * @param parts for the parts of Jitsi
   */
  record Doors(int people, int media, int parts) {
    static Doors free() throws IOException {
      return new Doors(NodeProcess.freePort(), NodeProcess.freePort(), NodeProcess.freePort());
    }
  }

  /**
   * Who stands behind it, each as {@code host:port}.
   *
   * @param nodes three of them
   */
  record Behind(List<String> nodes, String library, String prosody, String bridge) {}

  /** Whoever asks for it where it is not installed is skipped. */
  static void mustBeInstalled() {
    Assumptions.assumeTrue(
        Files.isExecutable(HAPROXY), "SKIPPED: not installed: " + HAPROXY + " (haproxy)");
  }

  /**
   * Before three nodes alone.
   *
   * @param port for browsers
   * @param prefix what to put before the command, to run it in a namespace for example
   */
  public static ShippedProxy before(Path folder, int port, List<String> nodes, List<String> prefix)
      throws IOException {
    mustBeInstalled();
    String nobody = "127.0.0.1:" + NodeProcess.freePort();
    Doors doors = new Doors(port, NodeProcess.freePort(), NodeProcess.freePort());
    return start(folder, doors, new Behind(nodes, nobody, nobody, nobody), prefix);
  }

  static ShippedProxy start(Path folder, Doors doors, Behind behind, List<String> prefix)
      throws IOException {
    String config =
        Files.readString(ComposeFile.DOCKER.resolve("haproxy.cfg"))
            .replace("bind :8080", "bind 127.0.0.1:" + doors.people())
            .replace("bind :8081", "bind 127.0.0.1:" + doors.media())
            .replace("bind 172.30.78.2:8090", "bind 127.0.0.1:" + doors.parts())
            .replace("bind 127.0.0.1:8082", "bind 127.0.0.1:" + NodeProcess.freePort())
            .replaceAll("(?s)resolvers docker\n  nameserver [^\n]*\n", "")
            .replaceAll("resolvers docker init-addr last,libc,none", "")
            .replace("node1:8080", behind.nodes().get(0))
            .replace("node2:8080", behind.nodes().get(1))
            .replace("node3:8080", behind.nodes().get(2))
            .replace("jitsi-web:80", behind.library())
            .replace("prosody:5280", behind.prosody())
            .replace("jvb:9090", behind.bridge());
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), config);
    Path said = folder.resolve("haproxy.said");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(HAPROXY.toString(), "-db", "-f", file.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    return new ShippedProxy(process, said);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it has printed. */
  String said() throws IOException {
    return Files.readString(said);
  }

  @Override
  public void close() {
    // Asked to stop, it would ask its whole group of processes, and that is ours.
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
