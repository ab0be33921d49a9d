import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Calls npm for Maven. {@code build} installs the locked packages and makes {@code dist}, each only
 * when its inputs are newer than its result; {@code check} runs the linters, the type check and the
 * unit tests.
 *
 * <p>It is a program of its own, not npm called by the plugin, so that a missing Node is one clear
 * line.
 */
class WebBuild {
  private static final int OLDEST_NODE = 20;
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  public static void main(String[] args) throws Exception {
    requireNode();
    install();
    switch (args[0]) {
      case "build" -> build();
      case "check" -> npm("run", "check");
      default -> fail("unknown step " + args[0]);
    }
  }

  private static void requireNode() throws Exception {
    try {
      Process node = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
      String version = new String(node.getInputStream().readAllBytes()).strip();
      if (node.waitFor() != 0 || !version.matches("v\\d+\\..*")) {
        fail(
            "Node.js does not run (it said: "
                + version
                + "). Install Node.js "
                + OLDEST_NODE
                + " or newer.");
      }
      int major = Integer.parseInt(version.substring(1, version.indexOf('.')));
      if (major < OLDEST_NODE) {
        fail(
            "Node.js "
                + version
                + " is too old to build the web client. Install "
                + OLDEST_NODE
                + " or newer.");
      }
    } catch (IOException missing) {
      fail(
          "Node.js is not on the PATH. Install Node.js "
              + OLDEST_NODE
              + " or newer; it builds the web client.");
    }
  }

  private static void install() throws Exception {
    Path lock = Path.of("package-lock.json");
    Path installed = Path.of("node_modules", ".package-lock.json");
    if (!Files.exists(installed) || modified(lock).compareTo(modified(installed)) > 0) {
      npm("ci", "--no-audit", "--no-fund", "--loglevel=error");
      Files.setLastModifiedTime(installed, FileTime.fromMillis(System.currentTimeMillis()));
    }
  }

  private static void build() throws Exception {
    Path built = Path.of("dist", "index.html");
    if (Files.exists(built) && newestInput().compareTo(modified(built)) <= 0) {
      return;
    }
    npm("run", "--silent", "build");
  }

  private static FileTime newestInput() throws IOException {
    List<Path> inputs =
        new ArrayList<>(
            List.of(
                Path.of("package-lock.json"),
                Path.of("package.json"),
                Path.of("vite.config.ts"),
                Path.of("svelte.config.js"),
                Path.of("index.html")));
    for (String folder : List.of("src", "public")) {
      if (Files.isDirectory(Path.of(folder))) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
          inputs.addAll(files.toList());
        }
      }
    }
    FileTime newest = FileTime.fromMillis(0);
    for (Path input : inputs) {
      if (Files.exists(input) && modified(input).compareTo(newest) > 0) {
        newest = modified(input);
      }
    }
    return newest;
  }

  private static FileTime modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file);
  }

  private static void npm(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(WINDOWS ? "npm.cmd" : "npm"));
    command.addAll(List.of(arguments));
    int code;
    try {
      code = new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException missing) {
      fail("npm is not on the PATH. It comes with Node.js; on Debian it is a package of its own.");
      return;
    }
    if (code != 0) {
      fail("npm " + String.join(" ", arguments) + " ended with code " + code + ".");
    }
  }

  private static void fail(String why) {
    System.err.println("evenkeel web client: " + why);
    System.exit(1);
  }
}
