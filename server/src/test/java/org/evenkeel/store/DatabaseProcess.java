package org.evenkeel.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The PostgreSQL of the tests in a process of its own, for nodes that live in another network. */
public final class DatabaseProcess implements AutoCloseable {
  private static final String MARK = "database at ";
  private static final int STOP_SECONDS = 20;

  private final Process process;
  private final String url;

  private DatabaseProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * @param prefix what to put before the command, to run it in a namespace for example
   */
  public static DatabaseProcess open(List<String> prefix) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), DatabaseProcess.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(MARK)) {
        return new DatabaseProcess(process, line.substring(MARK.length()));
      }
      said.append(line).append('\n');
    }
    throw new IOException("the database did not start: " + said);
  }

  /** As a node's setting wants it. */
  public String url() {
    return url;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  /** Runs until its input ends. */
  public static void main(String[] args) throws IOException {
    System.out.println(MARK + TestServer.url().reveal());
    while (System.in.read() >= 0) {
      // Nobody has anything to say.
    }
    System.exit(0);
  }
}
