package org.evenkeel.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a tool of the operators said. It may not be installed here.
 *
 * @param code with which it ended, or {@link #MISSING}
 * @param said on both of its streams
 */
record Tool(int code, String said) {
  static final int MISSING = -1;
  private static final int PATIENCE_SECONDS = 60;

  static boolean isHere(String... command) throws Exception {
    return run(List.of(command)).code() == 0;
  }

  static Tool run(List<String> command) throws Exception {
    Path said = Files.createTempFile("tool", ".txt");
    try {
      Process process = start(command, said);
      if (process == null) {
        return new Tool(MISSING, "");
      }
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("no end of " + command);
      }
      return new Tool(process.exitValue(), Files.readString(said));
    } finally {
      Files.deleteIfExists(said);
    }
  }

  private static Process start(List<String> command, Path said) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(said.toFile())
          .start();
    } catch (IOException notInstalled) {
      return null;
    }
  }
}
