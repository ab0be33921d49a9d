package org.evenkeel.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.testing.NodeProcess;

/**
 * A node with the demo in it, and a Chromium with made-up cameras; both are shared by all browser
 * tests of the JVM.
 *
 * <p>As root, both live in a network namespace of their own, so that no media can leave the
 * machine. Otherwise the machine's own addresses are used.
 */
final class House {
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--use-fake-device-for-media-stream",
          "--use-fake-ui-for-media-stream",
          "--allow-loopback-in-peer-connection",
          "--autoplay-policy=no-user-gesture-required",
          "--disable-background-networking",
          "--disable-quic",
          "--disable-gpu",
          "--no-first-run",
          "--disable-component-update",
          "--disable-sync");

  /** Chromium calls itself offline where there is nothing but a loopback. */
  private static final String ONLINE =
      "ip link add ek0 type veth peer name ek1 && ip addr add 10.71.0.1/24 dev ek0"
          + " && ip link set ek0 up && ip link set ek1 up";

  private static House open;

  private final Browser browser;
  private final NodeProcess node;
  private final List<String> prefix;

  private House(Browser browser, NodeProcess node, List<String> prefix) {
    this.browser = browser;
    this.node = node;
    this.prefix = prefix;
  }

  /** What to put before a command so that it runs where the browser lives. */
  List<String> prefix() {
    return prefix;
  }

  /** Another node, with settings of its own, for the same browser. It ends with the JVM. */
  House beside(Map<String, String> settings) {
    try {
      Path data = Files.createTempDirectory("evenkeel-beside-");
      NodeProcess other = NodeProcess.launch(data.resolve("data"), prefix, settings);
      Runtime.getRuntime().addShutdownHook(new Thread(other::close));
      other.address();
      return new House(browser, other, prefix);
    } catch (Exception e) {
      throw new IllegalStateException("the node beside the house did not open", e);
    }
  }

  static synchronized House open() {
    if (open == null) {
      try {
        Path folder = Files.createTempDirectory("evenkeel-house-");
        Optional<Path> system = systemChromium();
        List<String> prefix = system.isPresent() ? namespace(folder) : List.of();
        NodeProcess node = NodeProcess.demo(folder.resolve("data"), prefix);
        // Playwright installs its own where there is none; that takes a network, and minutes.
        Map<String, String> environment =
            Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", system.isPresent() ? "1" : "0");
        Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        Browser browser = playwright.chromium().launch(options(folder, prefix));
        open = new House(browser, node, prefix);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
      } catch (Exception e) {
        throw new IllegalStateException("the house of the browser tests did not open", e);
      }
    }
    return open;
  }

  /**
   * A house with these settings, in no network of its own: its media go over a server outside. It
   * is not shared.
   */
  static House outside(Path folder, Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("EVENKEEL_DEMO", "true");
    NodeProcess node = NodeProcess.launch(folder.resolve("data"), List.of(), all);
    node.address();
    Map<String, String> environment =
        Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", systemChromium().isPresent() ? "1" : "0");
    Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    Browser browser = playwright.chromium().launch(options(folder, List.of()));
    return new House(browser, node, List.of());
  }

  Browser browser() {
    return browser;
  }

  String address() {
    try {
      return node.address();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  NodeProcess node() {
    return node;
  }

  private static BrowserType.LaunchOptions options(Path folder, List<String> prefix)
      throws IOException {
    BrowserType.LaunchOptions options =
        new BrowserType.LaunchOptions().setArgs(FLAGS).setHeadless(true);
    Optional<Path> system = systemChromium();
    if (prefix.isEmpty()) {
      system.ifPresent(options::setExecutablePath);
      return options;
    }
    String chromium =
        system
            .map(Path::toString)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no Chromium; install it, or name it in EVENKEEL_CHROMIUM"));
    Path wrapper =
        Files.createFile(
            folder.resolve("chromium"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(
        wrapper, "#!/bin/sh\nexec " + String.join(" ", prefix) + " " + chromium + " \"$@\"\n");
    return options.setExecutablePath(wrapper);
  }

  /** The system's; without one, the one that Playwright has installed is used. */
  private static Optional<Path> systemChromium() {
    return Stream.of(
            System.getenv("EVENKEEL_CHROMIUM"),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome")
        .filter(path -> path != null && Files.isExecutable(Path.of(path)))
        .map(Path::of)
        .findFirst();
  }

  /** What to put before a command so that it runs there; empty where we may not make one. */
  private static List<String> namespace(Path folder) throws Exception {
    Path ready = folder.resolve("namespace");
    Process keeper =
        new ProcessBuilder(
                "unshare",
                "--net",
                "sh",
                "-c",
                "ip link set lo up; " + ONLINE + "; echo up > " + ready + "; exec sleep 86400")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    for (int i = 0; i < 50 && keeper.isAlive() && !Files.exists(ready); i++) {
      Thread.sleep(100);
    }
    if (!keeper.isAlive() || !Files.exists(ready)) {
      return List.of();
    }
    Runtime.getRuntime().addShutdownHook(new Thread(keeper::destroyForcibly));
    return List.of("nsenter", "--net=/proc/" + keeper.pid() + "/ns/net");
  }
}
