package org.evenkeel.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group whose Jitsi is out of reach, for all of them or for some: between real browsers, by a
 * script of the web client. It needs no node: what is asked is what the browsers do by themselves.
 */
class FallbackIT {
  private static final int LIMIT_SECONDS = 180;
  private static final int NO_CHROMIUM = 2;

  @TempDir private Path folder;

  @Test
  void aGroupWithoutItsJitsiHearsAndSeesItself() throws Exception {
    Path client = Path.of("../web-client").toAbsolutePath().normalize();
    assumeTrue(
        Files.isDirectory(client.resolve("node_modules")),
        "the packages of the web client are not installed");
    Path said = folder.resolve("said.txt");
    Process script =
        new ProcessBuilder("node", "e2e/jitsi.e2e.mjs")
            .directory(client.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean ended = script.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      script.descendants().forEach(ProcessHandle::destroyForcibly);
      script.destroyForcibly();
    }
    String words = Files.readString(said);
    assertTrue(ended, () -> "not done within " + LIMIT_SECONDS + " s:\n" + words);
    assumeTrue(script.exitValue() != NO_CHROMIUM, words);
    assertEquals(0, script.exitValue(), words);
  }
}
