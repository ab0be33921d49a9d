package org.evenkeel.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.evenkeel.testing.NodeProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who starts the server, and what they see when they cannot. */
class StartIT {
  private static final int PATIENCE_SECONDS = 60;

  @Test
  void startsSaysWhereItIsAndStopsWhenAsked(@TempDir Path data) throws Exception {
    try (NodeProcess node = NodeProcess.demo(data, List.of())) {
      List<String> said = node.said();
      assertTrue(
          said.getFirst().startsWith("Evenkeel is open at http://localhost:"), said::toString);
      assertEquals(0, node.stop(), node.said()::toString);
      assertTrue(
          node.said().stream().noneMatch(line -> line.contains("WARN") || line.contains("ERROR")),
          node.said()::toString);
    }
  }

  @Test
  void aPortThatIsTakenIsNamed(@TempDir Path data) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String line =
          refusal(data, Map.of("EVENKEEL_HTTP_PORT", Integer.toString(taken.getLocalPort())));
      assertTrue(line.contains("Port " + taken.getLocalPort()), line);
      assertTrue(line.contains("EVENKEEL_HTTP_PORT"), line);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("a-file"));
    String line = refusal(file.resolve("data"), Map.of());
    assertTrue(line.contains(file.resolve("data").toString()), line);
  }

  @Test
  void aSettingThatDoesNotExistIsNamed(@TempDir Path data) throws Exception {
    String line = refusal(data, Map.of("EVENKEEL_HTP_PORT", "8080"));
    assertTrue(line.contains("EVENKEEL_HTP_PORT"), line);
  }

  @Test
  void theDemoIsForThisMachineAlone(@TempDir Path data) throws Exception {
    String line = refusal(data, Map.of("EVENKEEL_DEMO", "true", "EVENKEEL_BIND", "0.0.0.0"));
    assertTrue(line.contains("EVENKEEL_DEMO"), line);
  }

  @Test
  void oneFolderIsForOneNode(@TempDir Path data) throws Exception {
    try (NodeProcess first = NodeProcess.demo(data, List.of())) {
      String line = refusal(data, Map.of());
      assertTrue(line.contains(data.toString()), line);
      assertEquals(0, first.stop());
    }
  }

  /** The one line that it says before it gives up. */
  private static String refusal(Path data, Map<String, String> settings) throws Exception {
    try (NodeProcess node = NodeProcess.launch(data, List.of(), settings)) {
      assertEquals(1, node.exitCode(PATIENCE_SECONDS), node.said()::toString);
      assertEquals(1, node.said().size(), node.said()::toString);
      return node.said().getFirst();
    }
  }
}
