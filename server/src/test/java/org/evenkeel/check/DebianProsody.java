package org.evenkeel.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.evenkeel.testing.NodeProcess;

/**
 * A real Prosody from Debian's packages, on the loopback, with our own modules and the very
 * configuration that we ship. Jitsi's modules are not in Debian: stand-ins take their places, in
 * the tests' resources, and say so.
 */
final class DebianProsody implements AutoCloseable {
  static final String DOMAIN = "meet.test";
  static final String MUC = "muc.meet.test";
  static final String FOCUS = "focus.meet.test";
  static final String SECRET = "a-secret-of-the-tests-that-is-long-enough";
  private static final int START_SECONDS = 20;
  private static final List<String> NEEDED =
      List.of("/usr/bin/prosody", "/usr/share/lua/5.4/openssl/pkey.lua");

  private final Process process;
  private final int port;
  private final Path log;

  private DebianProsody(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** What of it is not installed here; empty when all is. */
  static List<String> missing() {
    return NEEDED.stream().filter(path -> !Files.exists(Path.of(path))).toList();
  }

  /**
   * @param server of ours, which its modules ask
   * @param roomModules of the component that holds the rooms
   */
  static DebianProsody start(Path folder, URI server, List<String> roomModules) throws Exception {
    return start(folder, server, roomModules, NodeProcess.freePort());
  }

  /**
   * @param port that nobody has
   */
  static DebianProsody start(Path folder, URI server, List<String> roomModules, int port)
      throws Exception {
    return start(folder, server, roomModules, port, "");
  }

  /**
   * @param taken the algorithm of a token that its stand-in for Jitsi's reading takes besides
   */
  static DebianProsody start(
      Path folder, URI server, List<String> roomModules, int port, String taken) throws Exception {
    Path plugins = Files.createDirectories(folder.resolve("plugins"));
    copy(Path.of("../docker/prosody"), plugins);
    copy(Path.of("src/test/resources/prosody"), plugins);
    Path data = Files.createDirectories(folder.resolve("data"));
    Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    Path shipped = folder.resolve("evenkeel.cfg.lua");
    Files.writeString(
        shipped,
        Files.readString(Path.of("../docker/jitsi/evenkeel.cfg.lua"))
            .replace("/run/secrets/EVENKEEL_JITSI_SECRET", secret.toString()));
    Path config =
        Files.writeString(
            folder.resolve("prosody.cfg.lua"),
            """
            run_as_root = true
            daemonize = false
            pidfile = "%1$s/prosody.pid"
            data_path = "%1$s"
            plugin_paths = { "%2$s" }
            modules_enabled = { "saslauth"; "disco"; "websocket" }
            modules_disabled = { "s2s"; "offline" }
            c2s_ports = { }
            c2s_direct_tls_ports = { }
            component_ports = { }
            network_backend = "epoll"
            http_ports = { %3$d }
            http_interfaces = { "127.0.0.1" }
            https_ports = { }
            http_default_host = "meet.test"
            consider_websocket_secure = true
            storage = "memory"
            VirtualHost "auth.test"
              authentication = "internal_plain"
            VirtualHost "meet.test"
              modules_enabled = { "jiconop"; "stand_in_end_meeting"; "stand_in_filter" }
              authentication = "token"
              app_id = "evenkeel"
              asap_accepted_audiences = { "evenkeel" }
              asap_key_server = "%4$s/jitsi/keys"
            Component "muc.meet.test" "muc"
              modules_enabled = { %5$s }
              restrict_room_creation = true
              muc_room_locking = false
            Component "focus.meet.test" "stand_in_focus"
              http_host = "meet.test"
              muc_component = "muc.meet.test"
              reservations_api_prefix = "%4$s/jitsi/reservations"
              reservations_api_headers = { ["Authorization"] = "Bearer %6$s" }
            Include "%7$s"
            """
                .formatted(
                    data,
                    plugins,
                    port,
                    server,
                    roomModules.stream()
                        .map(m -> '"' + m + '"')
                        .reduce((a, b) -> a + ";" + b)
                        .orElse(""),
                    SECRET,
                    shipped));
    Path log = folder.resolve("prosody.log");
    ProcessBuilder builder =
        new ProcessBuilder("/usr/bin/prosody", "--config", config.toString(), "-F")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "XMPP_DOMAIN",
                DOMAIN,
                "XMPP_MUC_DOMAIN",
                MUC,
                "XMPP_AUTH_DOMAIN",
                "auth.test",
                "LOG_LEVEL",
                "debug",
                "EVENKEEL_JITSI_RELEASE",
                "10978",
                "EVENKEEL_JITSI_SERVER",
                server.toString(),
                "STAND_IN_TAKES",
                taken));
    DebianProsody prosody = new DebianProsody(builder.start(), port, log);
    prosody.awaitOpen();
    return prosody;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".lua")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void awaitOpen() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress("127.0.0.1", port), 500);
        return;
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    close();
    throw new IllegalStateException("Prosody did not open:\n" + log());
  }

  int port() {
    return port;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
