package org.evenkeel.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Against a real deployment of Jitsi, which our builds do not have: {@code mvn -Pjitsi verify
 * -Devenkeel.jitsi.url=https://… -Devenkeel.jitsi.settings=FILE}. The file has, as lines of {@code
 * NAME: value}, the settings of the node that this deployment's Prosody asks; among them {@code
 * EVENKEEL_HTTP_PORT}, for it must be found. Without the address all of it is skipped, and says so.
 */
class JitsiForReal {
  private static final int CHECK_SECONDS = 200;
  @TempDir static Path folder;
  private static Map<String, String> settings;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    String url = System.getProperty("evenkeel.jitsi.url", "");
    if (url.isBlank()) {
      System.out.println("SKIPPED: no -Devenkeel.jitsi.url, so nothing of Jitsi itself was tried.");
    }
    Assumptions.assumeFalse(url.isBlank(), "SKIPPED: no -Devenkeel.jitsi.url");
    String file = System.getProperty("evenkeel.jitsi.settings", "");
    if (file.isBlank() || !Files.isRegularFile(Path.of(file))) {
      throw new IllegalArgumentException(
          "-Devenkeel.jitsi.url also needs -Devenkeel.jitsi.settings=FILE, the settings of the node"
              + " that this deployment's Prosody asks"
              + (file.isBlank() ? "" : "; there is no file " + file));
    }
    settings = new HashMap<>();
    Map<String, Object> lines = new Yaml().load(Files.readString(Path.of(file)));
    lines.forEach((name, value) -> settings.put(name, String.valueOf(value)));
    settings.put("EVENKEEL_MEDIA", "jitsi");
    settings.put("EVENKEEL_JITSI_URL", url);
    house = House.outside(folder, settings);
  }

  @AfterAll
  static void close() {
    if (house != null) {
      house.browser().close();
      house.node().close();
    }
  }

  @Test
  void theCheckEndsWithZero() throws Exception {
    Path said = folder.resolve("check");
    ProcessBuilder check =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    System.getProperty("evenkeel.jar"),
                    "check-jitsi",
                    settings.get("EVENKEEL_JITSI_URL")))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    check.environment().keySet().removeIf(name -> name.startsWith("EVENKEEL_"));
    check.environment().putAll(settings);
    Process process = check.start();
    Optional<Integer> code =
        process.waitFor(CHECK_SECONDS, TimeUnit.SECONDS)
            ? Optional.of(process.exitValue())
            : Optional.empty();
    process.destroyForcibly();
    System.out.println(Files.readString(said));
    assertEquals(Optional.of(0), code, () -> "see the table above");
  }

  @Test
  void aGroupMeetsOverJitsi() {
    GroupSessionIT.aGroupMeets(house);
  }
}
