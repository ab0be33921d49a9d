package org.evenkeel.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real node in a process of its own: the jar that people run. */
public final class NodeProcess implements AutoCloseable {
  private static final String OPEN = "Evenkeel is open at ";
  private static final int START_SECONDS = 120;
  private static final int LOWEST_PORT = 12_000;
  private static final int HIGHEST_PORT = 32_000;
  private static final int TRIES = 100;
  private static final Path LOGS = Path.of("target", "nodes");

  /** What Java knows of the jar before it starts; without this file it starts without. */
  public static final Path NOTES = Path.of("target", "evenkeel.aot");

  private final Process process;
  private final int managementPort;
  private final Thread listener;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> address = new CompletableFuture<>();

  private NodeProcess(Process process, int managementPort) {
    this.process = process;
    this.managementPort = managementPort;
    this.listener = Thread.ofPlatform().daemon().name("node-" + process.pid()).start(this::listen);
  }

  /**
   * Starts a node and does not wait for it.
   *
   * @param prefix what to put before the command, to run it in a namespace for example
   * @param settings beside the ports, which are free ones, and the data folder
   */
  public static NodeProcess launch(Path data, List<String> prefix, Map<String, String> settings)
      throws IOException {
    Files.createDirectories(LOGS);
    int management = freePort();
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms256m",
            "-Xmx512m",
            "-Xlog:gc,safepoint:file=" + LOGS.resolve("%p.gc").toAbsolutePath(),
            // Several nodes share few cores with their clients and their database.
            "-XX:TieredStopAtLevel=1",
            "-Dsun.misc.unsafe.memory.access=allow"));
    Path jar = Path.of(System.getProperty("evenkeel.jar"));
    if (Files.exists(NOTES)
        && Files.getLastModifiedTime(NOTES).compareTo(Files.getLastModifiedTime(jar)) > 0) {
      command.add("-XX:AOTCache=" + NOTES.toAbsolutePath());
    }
    command.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> all = new HashMap<>();
    all.put("EVENKEEL_DATA_DIR", data.toString());
    all.put("EVENKEEL_HTTP_PORT", "0");
    all.put("EVENKEEL_MANAGEMENT_PORT", Integer.toString(management));
    all.putAll(settings);
    builder.environment().keySet().removeIf(name -> name.startsWith("EVENKEEL_"));
    builder.environment().putAll(all);
    return new NodeProcess(builder.start(), management);
  }

  /** Starts a node with the demo in it, and waits until it is open. */
  public static NodeProcess demo(Path data, List<String> prefix) throws Exception {
    NodeProcess node = launch(data, prefix, Map.of("EVENKEEL_DEMO", "true"));
    node.address();
    return node;
  }

  private void listen() {
    try (BufferedReader out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        PrintWriter kept = new PrintWriter(log(), true, StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.add(line);
        kept.println(line);
        if (line.startsWith(OPEN)) {
          address.complete(line.substring(OPEN.length()));
        }
      }
    } catch (IOException closed) {
      // The process is gone; what it said is kept.
    }
    address.completeExceptionally(new AssertionError("the node ended: " + said));
  }

  /** What it says is kept as build output: a fault is understood from all nodes' words together. */
  private OutputStream log() throws IOException {
    return Files.newOutputStream(LOGS.resolve(process.pid() + ".log"));
  }

  /** Where it is open, for instance http://localhost:40123. Waits for it. */
  public String address() throws Exception {
    try {
      return address.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("not open after " + START_SECONDS + " s: " + said, e);
    }
  }

  public int managementPort() {
    return managementPort;
  }

  /** All lines it has printed. */
  public List<String> said() {
    return List.copyOf(said);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** As the power switch does. */
  public void kill9() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends a signal by its name, for instance STOP or CONT. */
  public void signal(String name) throws Exception {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill -" + name + ": " + code);
    }
  }

  /** Waits for its end; its exit code. */
  public int exitCode(int seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("it runs after " + seconds + " s: " + said);
    }
    return process.exitValue();
  }

  /** Asks it to stop as an operator does, and waits for it; its exit code. */
  public int stop() throws InterruptedException {
    // Not the process's own destroy, which also ends the reading of what it says while it stops.
    process.toHandle().destroy();
    int code = exitCode(25);
    listener.join(Duration.ofSeconds(5));
    return code;
  }

  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * A port that nobody has, and that no outgoing connection is given: whoever calls a port of that
   * kind on which nobody listens may be connected to itself, and a node that looks for one that was
   * killed then takes that one's address for its own.
   */
  public static int freePort() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      try (ServerSocket probe = new ServerSocket(port)) {
        return probe.getLocalPort();
      } catch (BindException taken) {
        // The next one, then.
      }
    }
    throw new IOException("no port is free");
  }
}
