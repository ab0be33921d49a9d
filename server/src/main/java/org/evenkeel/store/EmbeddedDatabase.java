package org.evenkeel.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL that we bring along and run, with its data kept across starts. It listens on
 * loopback alone and asks for a password that is made at its first start.
 *
 * <p>Everything here blocks; call it before there is an event loop, or beside one.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String USER = "evenkeel";
  private static final int PATIENCE_SECONDS = 30;
  private static final int PORTS_TO_TRY = 5;

  private final Account account;
  private final Path programs;
  private final Path home;
  private final List<String> options;
  private DatabaseUrl url;

  private EmbeddedDatabase(Account account, Path programs, Path home, List<String> options) {
    this.account = account;
    this.programs = programs;
    this.home = home;
    this.options = options;
  }

  /**
   * Starts the server on the data in {@code folder}, making it at the first time. A server that a
   * killed node has left running there is stopped first; so the folder must be locked by the
   * caller, see {@link DataFolder}.
   *
   * @param extra further server options, each {@code name=value}
   * @throws StartFailure it does not start; says what PostgreSQL says
   */
  public static EmbeddedDatabase start(Path folder, String... extra) {
    return start(folder, folder, extra);
  }

  /** As {@link #start(Path, String...)}, with the programs unpacked elsewhere. */
  static EmbeddedDatabase start(Path folder, Path programsFolder, String... extra) {
    try {
      Account account = Account.choose();
      Path wanted = folder.toAbsolutePath().normalize().resolve("postgres");
      Path home = account.reachable(wanted);
      Path programsHome = programsFolder.toAbsolutePath().normalize();
      if (!home.equals(wanted)) {
        LOG.info("The database is kept in {}: its own user cannot reach {}.", home, wanted);
        programsHome = home.getParent();
      }
      Path programs = PostgresBinaries.unpackInto(programsHome);
      EmbeddedDatabase server = new EmbeddedDatabase(account, programs, home, List.of(extra));
      server.initialize();
      server.stopLeftover();
      server.launch();
      return server;
    } catch (IOException e) {
      throw new StartFailure(
          "The embedded database under "
              + folder
              + " cannot be made: "
              + e.getMessage()
              + ". Is the folder writable, and the disk not full?");
    }
  }

  /** Where to connect to. */
  public DatabaseUrl url() {
    return url;
  }

  /** Stops the server in order: open transactions are rolled back, everything committed is kept. */
  @Override
  public void close() {
    try {
      run("pg_ctl", "stop", "-D", data(), "-m", "fast", "-w", "-t", "15");
    } catch (IOException e) {
      LOG.warn("The embedded database did not stop in order; it recovers at the next start.");
    }
  }

  private String data() {
    return home.resolve("data").toString();
  }

  private void initialize() throws IOException {
    Path version = home.resolve("data").resolve("PG_VERSION");
    if (Files.exists(version)) {
      refuseOtherVersion(Files.readString(version).strip());
      return;
    }
    // A first start that was cut short left no PG_VERSION or half a folder: begin again.
    PostgresBinaries.delete(home);
    Files.createDirectory(
        home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Path password = home.resolve("password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, HexFormat.of().formatHex(random));
    account.own(home);
    String making = home.resolve("making").toString();
    run(
        "initdb",
        "-D",
        making,
        "-U",
        USER,
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--auth=scram-sha-256",
        "--pwfile=" + password,
        "--no-instructions");
    Files.move(Path.of(making), home.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private void refuseOtherVersion(String made) throws IOException {
    String ours =
        output("postgres", "--version").replaceFirst("(?s).*\\(PostgreSQL\\) (\\d+).*", "$1");
    if (!ours.equals(made)) {
      throw new StartFailure(
          "The data in "
              + home
              + " were written by PostgreSQL "
              + made
              + ", this Evenkeel brings "
              + ours
              + ". Export them with the old release and import them into a new folder.");
    }
  }

  /**
   * A kill -9 of the node leaves its PostgreSQL behind. Its number may belong to another process by
   * now, and PostgreSQL would then refuse to start, so a number that is not PostgreSQL's goes.
   */
  private void stopLeftover() throws IOException {
    Path pidFile = home.resolve("data").resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    long pid;
    try {
      pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    } catch (RuntimeException halfWritten) {
      pid = -1;
    }
    if (!runs(pid)) {
      Files.deleteIfExists(pidFile);
      return;
    }
    LOG.info("Stopping the database that an earlier node left running.");
    run("pg_ctl", "stop", "-D", data(), "-m", "fast", "-w", "-t", String.valueOf(PATIENCE_SECONDS));
  }

  /** Whether that process is a PostgreSQL on our data. One that is dead has no command line. */
  boolean runs(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(EmbeddedDatabase::commandOf)
        .filter(command -> command.contains("postgres") && command.contains(data()))
        .isPresent();
  }

  private static String commandOf(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
          .replace('\0', ' ');
    } catch (IOException notLinux) {
      return process.info().commandLine().orElse("");
    }
  }

  private void launch() throws IOException {
    Path log = home.resolve("log");
    if (Files.exists(log)) {
      Files.move(log, home.resolve("log.before"), StandardCopyOption.REPLACE_EXISTING);
    }
    String password = Files.readString(home.resolve("password")).strip();
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      try {
        // pg_ctl gives the server a session of its own: Ctrl-C must reach us first, because we
        // still write when we stop.
        run(
            "pg_ctl",
            "start",
            "-D",
            data(),
            "-w",
            "-t",
            String.valueOf(PATIENCE_SECONDS),
            "-l",
            log.toString(),
            "-o",
            serverOptions(port));
        url = new DatabaseUrl("127.0.0.1", port, "postgres", USER, password);
        return;
      } catch (IOException failed) {
        boolean portTaken =
            Files.exists(log) && Files.readString(log).contains("could not bind IPv4");
        if (!portTaken || attempt == PORTS_TO_TRY) {
          throw new IOException(lastWords(log, failed), failed);
        }
      }
    }
  }

  private String serverOptions(int port) {
    // Terse and quiet, for a statement or a detail in the log could name a person.
    List<String> all =
        new ArrayList<>(
            List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                "max_connections=60",
                "shared_buffers=64MB",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_error_verbosity=terse",
                "log_min_error_statement=panic",
                "log_min_messages=warning"));
    all.addAll(options);
    StringBuilder line = new StringBuilder();
    for (String option : all) {
      line.append("-c '").append(option).append("' ");
    }
    return line.toString().strip();
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return probe.getLocalPort();
    }
  }

  private static String lastWords(Path log, IOException failed) throws IOException {
    if (!Files.exists(log)) {
      return failed.getMessage();
    }
    return Files.readAllLines(log).stream()
        .filter(line -> line.contains("FATAL"))
        .reduce((a, b) -> b)
        .map(line -> line.replaceFirst(".*FATAL: *", ""))
        .orElse(failed.getMessage());
  }

  private String output(String program, String... arguments) throws IOException {
    return run(program, arguments);
  }

  /** Runs one of PostgreSQL's programs to its end and returns what it printed. */
  private String run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    // Into a file, not a pipe: the server inherits it from pg_ctl and would hold a pipe open.
    Path printed = Files.createTempFile("evenkeel-", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(account.command(command))
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().keySet().removeIf(name -> name.startsWith("EVENKEEL_"));
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      if (!process.waitFor(2 * PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(program + " did not finish");
      }
      String text = Files.readString(printed).strip();
      if (process.exitValue() != 0) {
        throw new IOException(program + ": " + text);
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(program + " was interrupted", e);
    } finally {
      Files.deleteIfExists(printed);
    }
  }
}
