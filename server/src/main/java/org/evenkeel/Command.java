package org.evenkeel;

import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import org.evenkeel.check.CheckJitsiCommand;
import org.evenkeel.check.Report;
import org.evenkeel.media.JitsiSettings;
import org.evenkeel.store.StartFailure;

/** What the program does besides running a node, for an operator at a terminal. */
final class Command {
  private static final int MISUSED = 64;

  private static final String USAGE =
      """
      Without a word: runs a node.
        check-jitsi URL [NODE]   tries out the deployment of Jitsi at URL, with the settings of a node and the help
                                 of one that runs: NODE, or this machine's at EVENKEEL_HTTP_PORT. Ends with 0 when
                                 all is well, 1 when something is not, 2 when something could not be tried.""";

  private Command() {}

  /**
   * @return what to end with
   * @throws StartFailure a setting is wrong or missing
   */
  static int run(String[] words, Map<String, String> environment) {
    if (words.length < 2 || words.length > 3 || !words[0].equals("check-jitsi")) {
      System.err.println(USAGE);
      return MISUSED;
    }
    Settings settings = Settings.of(environment);
    JitsiSettings jitsi =
        settings
            .jitsi()
            .orElseThrow(
                () ->
                    new StartFailure(
                        "EVENKEEL_MEDIA is \"mesh\". Expected: the settings of a node that uses"
                            + " Jitsi."));
    URI node =
        words.length == 3
            ? web("NODE", words[2])
            : URI.create("http://127.0.0.1:" + settings.httpPort());
    Vertx vertx = Vertx.vertx();
    try {
      Report report =
          CheckJitsiCommand.run(vertx, web("URL", words[1]), node, jitsi.secret())
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      System.out.println(report);
      return report.exitCode();
    } finally {
      vertx.close();
    }
  }

  private static URI web(String name, String text) {
    try {
      return Settings.publicUrl(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException notAnAddress) {
      throw new StartFailure(
          name
              + " is \""
              + text
              + "\": "
              + notAnAddress.getMessage()
              + ". Expected: https://host.");
    }
  }
}
