package org.evenkeel.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that is measured: a process of its own, on a core of its own. */
final class Subject implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;
  static final int MOST_CALMING_SECONDS = 15;

  /** A compiler that works less than this is no part of what is measured. */
  static final int CALM_MS = 10;

  private final String name;
  private final Process process;
  private final Writer in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final int port;

  private Subject(String name, Process process) throws Exception {
    this.name = name;
    this.process = process;
    this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    Thread.ofPlatform().daemon().name("answers of " + name).start(this::listen);
    this.port = Integer.parseInt(answer("port"));
  }

  /** Starts it in the JVM that we run in, with the options that we run with. */
  static Subject start(String name, Class<?> main) throws Exception {
    List<String> command = new ArrayList<>(Cores.prefix(Cores.SERVER));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return new Subject(
        name, new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  double cpuSeconds() {
    return Cores.cpuSeconds(process.toHandle());
  }

  List<String> tickets(int rooms, int seats) throws Exception {
    ask("tickets " + rooms + " " + seats);
    return List.of(answer("tickets").split(","));
  }

  /** Bytes of heap that are in use after a full collection. */
  long heap() throws Exception {
    ask("heap");
    return Long.parseLong(answer("heap"));
  }

  /** For how many milliseconds its methods have been compiled, all in all. */
  long compiledMs() throws Exception {
    ask("compiled");
    return Long.parseLong(answer("compiled"));
  }

  /**
   * Waits until what was waiting to be compiled is: on the one core of the server it would be much
   * of what is measured where little is said.
   *
   * @return whether it is; not for ever is waited
   */
  boolean calm() throws Exception {
    long before = compiledMs();
    for (int i = 0; i < MOST_CALMING_SECONDS; i++) {
      Thread.sleep(1_000);
      long now = compiledMs();
      if (now - before < CALM_MS) {
        return true;
      }
      before = now;
    }
    return false;
  }

  private void ask(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  private String answer(String word) throws Exception {
    String line = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null || !line.startsWith(word + " ")) {
      throw new IOException(name + " did not answer " + word);
    }
    return line.substring(word.length() + 1);
  }

  private void listen() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(Control.MARK)) {
          answers.add(line.substring(Control.MARK.length()));
        } else {
          System.out.println(name + ": " + line);
        }
      }
    } catch (IOException ended) {
      answers.add("ended");
    }
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
