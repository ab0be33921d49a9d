package org.evenkeel.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.evenkeel.testing.NodeProcess;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command that an operator types, with a node that runs and a real Prosody: real tokens, real
 * keys, our real door. Of Jitsi's own parts there are stand-ins.
 */
class CheckJitsiNodeIT {
  private static final int CHECK_SECONDS = 120;

  @Test
  void theCommandEndsWithZeroWhereAllIsWell(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(
        DebianProsody.missing().isEmpty(),
        () -> "SKIPPED: not installed: " + DebianProsody.missing() + " (prosody, lua-luaossl)");
    Vertx vertx = Vertx.vertx();
    int xmpp = NodeProcess.freePort();
    try (JitsiWebFake web = JitsiWebFake.before(vertx, xmpp)) {
      Map<String, String> settings = new HashMap<>();
      settings.put("EVENKEEL_HTTP_PORT", Integer.toString(NodeProcess.freePort()));
      settings.put("EVENKEEL_DEMO", "true");
      settings.put("EVENKEEL_MEDIA", "jitsi");
      settings.put("EVENKEEL_JITSI_URL", web.address().toString());
      settings.put("EVENKEEL_JITSI_DOMAIN", DebianProsody.DOMAIN);
      settings.put("EVENKEEL_JITSI_MUC", DebianProsody.MUC);
      settings.put("EVENKEEL_JITSI_CONTROL_URL", "http://127.0.0.1:" + xmpp);
      settings.put("EVENKEEL_JITSI_SECRET", DebianProsody.SECRET);
      URI node = URI.create("http://127.0.0.1:" + settings.get("EVENKEEL_HTTP_PORT"));
      List<String> modules = List.of("token_verification", "evenkeel_door", "evenkeel_events");
      try (NodeProcess process = NodeProcess.launch(folder.resolve("data"), List.of(), settings);
          DebianProsody prosody =
              DebianProsody.start(
                  Files.createDirectory(folder.resolve("prosody")), node, modules, xmpp)) {
        process.address();
        Path said = folder.resolve("said");
        int code = check(settings, web.address(), said);
        String table = Files.readString(said);
        assertEquals(0, code, () -> table + "\n" + process.said());
        assertEquals(18, table.lines().filter(line -> line.startsWith("OK")).count(), table);
        assertFalse(table.contains("eyJ"), "a token in the table");
        assertFalse(process.said().toString().contains("eyJ"), "a token in the node's log");
        assertFalse(prosody.log().contains("eyJ"), "a token in Prosody's log");
      }
    } finally {
      vertx.close().await();
    }
  }

  private static int check(Map<String, String> settings, URI jitsi, Path said) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsun.misc.unsafe.memory.access=allow",
                "-jar",
                System.getProperty("evenkeel.jar"),
                "check-jitsi",
                jitsi.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("EVENKEEL_"));
    builder.environment().putAll(settings);
    Process process = builder.start();
    try {
      if (!process.waitFor(CHECK_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("it did not end: " + Files.readString(said));
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
