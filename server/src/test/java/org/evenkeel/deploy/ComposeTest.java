package org.evenkeel.deploy;

import static org.evenkeel.deploy.ComposeFile.DOCKER;
import static org.evenkeel.deploy.ComposeFile.environment;
import static org.evenkeel.deploy.ComposeFile.list;
import static org.evenkeel.deploy.ComposeFile.names;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.evenkeel.Settings;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the compose file must not forget. It is read here, not run: there may be no Docker. */
class ComposeTest {
  private static final ComposeFile COMPOSE = ComposeFile.read();
  private static final Map<String, Map<String, Object>> SERVICES = COMPOSE.services();
  private static final Set<String> NODES = Set.of("node1", "node2", "node3");
  private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|SECRET|CREDENTIAL|_KEY$).*");

  /** A version down to the last number that moves, and perhaps a digest. */
  private static final Pattern PINNED =
      Pattern.compile(
          "[a-z/-]+:(v?\\d+\\.\\d+(\\.\\d+)?(-alpine)?|stable-\\d{4,})(@sha256:[0-9a-f]{64})?");

  @Test
  void everyServiceHasOneProfileLimitsAndAHealthCheck() {
    assertEquals(12, SERVICES.size());
    SERVICES.forEach(
        (name, service) -> {
          assertTrue(
              Set.of(List.of("core"), List.of("jitsi"), List.of("observe"), List.of("check"))
                  .contains(service.get("profiles")),
              name);
          assertNotNull(service.get("mem_limit"), name);
          assertNotNull(service.get("pids_limit"), name);
          assertNotNull(service.get("logging"), name);
          assertEquals(List.of("no-new-privileges:true"), service.get("security_opt"), name);
          Map<?, ?> health = (Map<?, ?>) service.get("healthcheck");
          assertNotNull(health, name);
          // What ends by itself is neither well nor ill.
          assertEquals(name.equals("check"), Boolean.TRUE.equals(health.get("disable")), name);
          assertEquals(name.equals("check"), list(health.get("test")).isEmpty(), name);
        });
  }

  @Test
  void everyImageIsPinned() {
    SERVICES.forEach(
        (name, service) -> {
          String image = (String) service.get("image");
          assertTrue(
              image.equals("evenkeel:local") || PINNED.matcher(image).matches(),
              name + ": " + image);
        });
    Set<String> jitsi =
        SERVICES.values().stream()
            .map(service -> (String) service.get("image"))
            .filter(image -> image.startsWith("jitsi/"))
            .map(image -> image.split("[:@]")[1])
            .collect(Collectors.toSet());
    assertEquals(1, jitsi.size(), "the parts of Jitsi are of one release");
    assertEquals(
        "stable-" + environment(SERVICES.get("prosody")).get("EVENKEEL_JITSI_RELEASE"),
        jitsi.iterator().next(),
        "what clients are told is what runs");
  }

  @Test
  void noSecretIsInAnEnvironment() {
    SERVICES.forEach(
        (name, service) ->
            environment(service)
                .forEach(
                    (key, value) -> {
                      if (SECRET.matcher(key).matches()) {
                        assertTrue(
                            value.startsWith("/run/secrets/") && key.endsWith("_FILE"),
                            name + " has " + key);
                      }
                    }));
  }

  @Test
  void coreAloneNeedsNoSecretOfJitsi() {
    Set<String> needed = new TreeSet<>();
    SERVICES.values().stream()
        .filter(service -> service.get("profiles").equals(List.of("core")))
        .forEach(service -> needed.addAll(names(service.get("secrets"))));
    assertEquals(Set.of("database-url", "database-password", "jitsi-secret-of-nodes"), needed);
    String file =
        ComposeFile.resolved((String) COMPOSE.secrets().get("jitsi-secret-of-nodes").get("file"));
    assertTrue(Files.isRegularFile(DOCKER.resolve(file)), file);
  }

  @Test
  void nothingIsPublishedToTheWorldButTheMediaItself() {
    SERVICES.forEach(
        (name, service) ->
            list(service.get("ports"))
                .forEach(
                    port ->
                        assertTrue(
                            port.toString().startsWith("127.0.0.1:")
                                || name.equals("jvb") && port.equals("10000:10000/udp"),
                            name + " publishes " + port)));
  }

  @Test
  void eachNetworkIsForThoseWhoNeedIt() {
    assertEquals(NODES, on("cluster"));
    assertEquals(Set.of("node1", "node2", "node3", "database"), on("data"));
    assertEquals(Set.of("node1", "node2", "node3", "proxy"), on("front"));
    assertEquals(Set.of("node1", "node2", "node3", "prosody"), on("control"));
    assertEquals(Set.of("proxy", "jitsi-web", "prosody", "jvb", "check"), on("media"));
    assertEquals(Set.of("prosody", "jicofo", "jvb"), on("xmpp"));
    COMPOSE
        .networks()
        .forEach(
            (name, network) ->
                assertEquals(
                    !name.equals("outside"), Boolean.TRUE.equals(network.get("internal"))));
    assertEquals(Set.of("proxy", "jvb", "grafana", "check"), on("outside"));
  }

  private static Set<String> on(String network) {
    return SERVICES.entrySet().stream()
        .filter(entry -> names(entry.getValue().get("networks")).contains(network))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Test
  void jicofoIsPrivateAndMakesNobodyAnOwner() {
    Map<String, Object> jicofo = SERVICES.get("jicofo");
    assertEquals(List.of(), list(jicofo.get("ports")));
    assertEquals(List.of("xmpp"), names(jicofo.get("networks")));
    assertEquals("0", environment(jicofo).get("ENABLE_AUTO_OWNER"));
    // With it, it makes an owner of everybody who has signed in, and the line above says nothing.
    assertEquals("0", environment(jicofo).get("JICOFO_ENABLE_AUTH"));
    assertNull(environment(jicofo).get("ENABLE_AUTH"));
    assertEquals("0", environment(jicofo).get("JICOFO_ENABLE_REST"));
  }

  @Test
  void prosodyLetsNobodyInButByOurDoor() {
    Map<String, String> prosody = environment(SERVICES.get("prosody"));
    assertEquals("jwt", prosody.get("AUTH_TYPE"));
    assertEquals("RS256", prosody.get("JWT_SIGN_TYPE"));
    assertEquals("1", prosody.get("PROSODY_RESERVATION_ENABLED"));
    for (String on : List.of("ENABLE_AUTH")) {
      assertEquals("1", prosody.get(on), on);
    }
    for (String off :
        List.of(
            "JWT_ALLOW_EMPTY",
            "ENABLE_GUESTS",
            "ENABLE_LOBBY",
            "ENABLE_BREAKOUT_ROOMS",
            "ENABLE_VISITORS",
            "ENABLE_RECORDING",
            "ENABLE_TRANSCRIPTIONS",
            "ENABLE_AV_MODERATION",
            "PROSODY_ENABLE_S2S")) {
      assertEquals("0", prosody.get(off), off);
    }
    for (String module : prosody.get("XMPP_MUC_MODULES").split(",")) {
      assertTrue(Files.isRegularFile(DOCKER.resolve("prosody/mod_" + module + ".lua")), module);
    }
    assertTrue(List.of(prosody.get("XMPP_MUC_MODULES").split(",")).contains("evenkeel_door"));
    assertTrue(List.of(prosody.get("XMPP_MODULES").split(",")).contains("presence_identity"));
  }

  /** The module that ends rooms is of no host, and sees nothing that is said of one. */
  @Test
  void theKeysForOrdersAreSetForAllHosts() throws Exception {
    List<String> lines = Files.readAllLines(DOCKER.resolve("jitsi/evenkeel.cfg.lua"));
    List<String> above =
        lines.stream().takeWhile(line -> !line.matches("(VirtualHost|Component)\\b.*")).toList();
    String option = "prosody_password_public_key_repo_url = ";
    assertTrue(above.size() < lines.size());
    assertTrue(above.stream().anyMatch(line -> line.startsWith(option)));
    assertEquals(1, lines.stream().filter(line -> line.contains(option)).count());
  }

  @Test
  void whateverIsMountedFromTheRepoIsThere() {
    SERVICES.forEach(
        (name, service) ->
            list(service.get("volumes")).stream()
                .map(volume -> volume.toString().split(":")[0])
                .filter(from -> from.startsWith("./"))
                .forEach(
                    from -> assertTrue(Files.exists(DOCKER.resolve(from)), name + ": " + from)));
  }

  /** Their images know secrets as environment variables alone. */
  @Test
  void everyPartOfJitsiIsGivenItsSecrets() {
    SERVICES.forEach(
        (name, service) -> {
          if (service.get("image").toString().startsWith("jitsi/")
              && !names(service.get("secrets")).isEmpty()) {
            assertEquals(
                List.of("/bin/sh", "/with-secrets.sh", "/init"), service.get("entrypoint"), name);
            assertTrue(
                list(service.get("volumes"))
                    .contains("./jitsi/with-secrets.sh:/with-secrets.sh:ro"),
                name);
          }
        });
  }

  @Test
  void aSecretIsAVariableOfItsName(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("JVB_AUTH_PASSWORD"), "a=b \"$c' d");
    Files.createFile(folder.resolve("TURN_CREDENTIALS"));
    String script = DOCKER.resolve("jitsi/with-secrets.sh").toString();
    Tool env = Tool.run(List.of("env", "SECRETS=" + folder, "sh", script, "env"));
    assertEquals(0, env.code(), env::said);
    List<String> variables = env.said().lines().toList();
    assertTrue(variables.contains("JVB_AUTH_PASSWORD=a=b \"$c' d"), env::said);
    assertTrue(variables.stream().noneMatch(v -> v.startsWith("TURN_CREDENTIALS")), env::said);
  }

  /** Those at the top of the file, also by somebody whose files are for nobody else. */
  @Test
  void theCommandsMakeEverySecretAndEveryPartCanReadIt(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(Tool.isHere("openssl", "version"), "SKIPPED: there is no openssl");
    String commands =
        Files.readString(DOCKER.resolve("compose.yml"))
            .lines()
            .takeWhile(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("^# *", ""))
            .filter(line -> line.matches("(install|printf|chmod|for|openssl|done)\\b.*"))
            .collect(Collectors.joining("\n"));
    Files.createDirectory(folder.resolve("docker"));
    String script = "umask 077; cd '" + folder + "'; set -e\n" + commands;
    Tool made = Tool.run(List.of("sh", "-c", script));
    assertEquals(0, made.code(), made::said);

    Path secrets = folder.resolve("docker/secrets");
    assertEquals(
        PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(secrets));
    COMPOSE
        .secrets()
        .forEach(
            (name, secret) -> {
              String file = ComposeFile.resolved((String) secret.get("file"));
              if (file.startsWith("./secrets/")) {
                Path path = folder.resolve("docker").resolve(file);
                assertTrue(Files.isRegularFile(path), () -> "nothing makes " + name);
                assertTrue(isReadByOthers(path), () -> "only its owner reads " + name);
              }
            });
  }

  private static boolean isReadByOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It is another one from a later release on, and then nobody would get the library. */
  @Test
  void theProxyAsksJitsisWebServerWhereItListens() throws Exception {
    String health = SERVICES.get("jitsi-web").get("healthcheck").toString();
    String proxy = Files.readString(DOCKER.resolve("haproxy.cfg"));
    assertEquals(port("127\\.0\\.0\\.1:(\\d+)/libs/", health), port("jitsi-web:(\\d+)", proxy));
  }

  private static String port(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(m -> m.group(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aNodeUnderstandsItsSettingsWithJitsiAndWithout(@TempDir Path folder) throws Exception {
    for (String node : NODES) {
      Map<String, String> environment = new HashMap<>(environment(SERVICES.get(node)));
      environment.put(
          "EVENKEEL_DATABASE_URL_FILE",
          Files.writeString(
                  folder.resolve("url"), "postgresql://evenkeel:word@database:5432/evenkeel")
              .toString());
      environment.put("EVENKEEL_JITSI_SECRET_FILE", DOCKER.resolve("jitsi/no-secret").toString());
      Settings.of(environment);
      environment.put("EVENKEEL_MEDIA", "jitsi");
      environment.put("EVENKEEL_JITSI_URL", "https://meet.example.org");
      environment.put(
          "EVENKEEL_JITSI_SECRET_FILE",
          Files.writeString(folder.resolve("secret"), "s".repeat(64)).toString());
      Settings.of(environment);
    }
  }

  /** A figure that nobody counts would be an empty picture. */
  @Test
  void theDashboardAndTheAlertsShowWhatIsCounted() throws Exception {
    String code;
    try (var files = Files.walk(Path.of("src/main/java"))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
      code = all.toString();
    }
    String shown =
        Files.readString(DOCKER.resolve("observe/dashboards/evenkeel.json"))
            + Files.readString(DOCKER.resolve("observe/alerts.yml"));
    new io.vertx.core.json.JsonObject(
        Files.readString(DOCKER.resolve("observe/dashboards/evenkeel.json")));
    Set<String> figures =
        Pattern.compile("evenkeel_[a-z_]+")
            .matcher(shown)
            .results()
            .map(m -> m.group().replaceAll("_(total|seconds|bucket|count|sum|max)$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertFalse(figures.isEmpty());
    for (String figure : figures) {
      assertTrue(code.contains('"' + figure.replace('_', '.') + '"'), figure);
    }
  }

  @Test
  void composeItselfTakesTheFile(@TempDir Path folder) throws Exception {
    Tool config = config(folder, Files.readString(DOCKER.resolve("compose.yml")));
    assertEquals(0, config.code(), config::said);
  }

  @Test
  void composeItselfRefusesWhatIsWrong(@TempDir Path folder) throws Exception {
    String file = Files.readString(DOCKER.resolve("compose.yml"));
    for (String right : List.of("condition: service_healthy", "mem_limit: 512m")) {
      assertTrue(file.contains(right), right);
      String wrong = right.replace("healthy", "well").replace("limit", "limits");
      assertNotEquals(0, config(folder, file.replace(right, wrong)).code(), wrong);
    }
  }

  /** Compose of old is a program of its own, and does not know that a project may have a name. */
  private static Tool config(Path folder, String file) throws Exception {
    List<String> compose;
    String text = file;
    if (Tool.isHere("docker", "compose", "version")) {
      compose = List.of("docker", "compose");
    } else {
      Assumptions.assumeTrue(
          Tool.isHere("docker-compose", "version"), "SKIPPED: there is no docker compose here");
      compose = List.of("docker-compose");
      text = file.replaceFirst("(?m)^name: .*$", "");
    }
    Path written = Files.writeString(folder.resolve("compose.yml"), text);
    List<String> command = new ArrayList<>(compose);
    command.addAll(List.of("--project-directory", DOCKER.toAbsolutePath().toString()));
    command.addAll(List.of("-f", written.toString()));
    for (String profile : List.of("core", "jitsi", "observe", "check")) {
      command.addAll(List.of("--profile", profile));
    }
    command.addAll(List.of("config", "--quiet"));
    return Tool.run(command);
  }
}
