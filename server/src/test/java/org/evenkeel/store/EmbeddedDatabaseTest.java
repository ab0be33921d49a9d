package org.evenkeel.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
  @TempDir Path folder;

  @Test
  void keepsItsDataAcrossStarts() throws Exception {
    try (EmbeddedDatabase first = start()) {
      Migrations.run(first.url());
      execute(first.url(), "insert into program values (gen_random_uuid(), 'Kept', 'UTC')");
    }
    long began = System.nanoTime();
    try (EmbeddedDatabase second = start()) {
      Migrations.run(second.url());
      assertEquals("Kept", ask(second.url(), "select name from program"));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertTrue(took.toSeconds() < 8, "a second start took " + took);
  }

  @Test
  void stopsAServerThatAKilledNodeLeftAndGoesOn() throws Exception {
    EmbeddedDatabase killed = start();
    execute(killed.url(), "create table kept as select 1 as n");
    long left = postmaster();
    assertTrue(killed.runs(left));
    // A kill -9 of the node closes nothing: the server simply stays.
    try (EmbeddedDatabase next = start()) {
      assertEquals("1", ask(next.url(), "select n from kept"));
      assertFalse(next.runs(left), "the old one runs");
    }
  }

  @Test
  void startsAfterAServerThatWasKilledItselfAndWhoseNumberIsSomebodyElses() throws Exception {
    EmbeddedDatabase killed = start();
    execute(killed.url(), "create table kept as select 2 as n");
    ProcessHandle server = ProcessHandle.of(postmaster()).orElseThrow();
    server.destroyForcibly();
    // Not onExit(): where nobody reaps it, it stays in the list of processes for good.
    await(() -> !killed.runs(server.pid()));
    Path pidFile = folder.resolve("postgres/data/postmaster.pid");
    List<String> lines = Files.readAllLines(pidFile);
    lines.set(0, String.valueOf(ProcessHandle.current().pid()));
    Files.write(pidFile, lines);
    try (EmbeddedDatabase next = start()) {
      assertEquals("2", ask(next.url(), "select n from kept"));
    }
  }

  @Test
  void aDeadProcessThatNobodyReapedIsNoRunningServer() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs Linux's list of processes");
    EmbeddedDatabase stopped = start();
    stopped.close();
    // The shell begets a child and then becomes a program that never asks after it.
    Process parent = new ProcessBuilder("sh", "-c", "true & exec sleep 60").start();
    try {
      await(() -> parent.children().anyMatch(EmbeddedDatabaseTest::isZombie));
      long zombie = parent.children().findFirst().orElseThrow().pid();
      assertFalse(stopped.runs(zombie));
      Files.writeString(
          folder.resolve("postgres/data/postmaster.pid"),
          zombie + "\n" + folder.resolve("postgres/data") + "\n0\n5432\n\n127.0.0.1\n");
      try (EmbeddedDatabase next = start()) {
        assertEquals("1", ask(next.url(), "select 1"));
      }
    } finally {
      parent.destroyForcibly();
    }
  }

  private static boolean isZombie(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"))
          .contains(") Z ");
    } catch (IOException gone) {
      return false;
    }
  }

  private static void await(BooleanSupplier what) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!what.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not come within 10 s");
      Thread.sleep(20);
    }
  }

  @Test
  void beginsAgainAfterAFirstStartThatWasCutShort() throws Exception {
    Files.createDirectories(folder.resolve("postgres/making"));
    Files.writeString(folder.resolve("postgres/making/PG_VERSION"), "18\n");
    try (EmbeddedDatabase server = start()) {
      assertEquals("1", ask(server.url(), "select 1"));
    }
  }

  @Test
  void letsNobodyInWithoutThePassword() throws Exception {
    try (EmbeddedDatabase server = start()) {
      DatabaseUrl url = server.url();
      DatabaseUrl wrong = new DatabaseUrl(url.host(), url.port(), url.name(), url.user(), "guess");
      SQLException refused = assertThrows(SQLException.class, () -> ask(wrong, "select 1"));
      assertEquals("28P01", refused.getSQLState());
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(folder.resolve("postgres/password"))));
    }
  }

  @Test
  void twoFoldersRunSideBySide(@TempDir Path other) throws Exception {
    try (EmbeddedDatabase one = start();
        EmbeddedDatabase two = EmbeddedDatabase.start(other, TestServer.programs())) {
      execute(one.url(), "create table only_here as select 1 as n");
      Assertions.assertThrows(SQLException.class, () -> ask(two.url(), "select n from only_here"));
    }
  }

  @Test
  void dataOfAnotherPostgresVersionAreNotTouched() throws Exception {
    start().close();
    Files.writeString(folder.resolve("postgres/data/PG_VERSION"), "11\n");
    StartFailure refused = assertThrows(StartFailure.class, this::start);
    assertTrue(refused.getMessage().contains("PostgreSQL 11"), refused.getMessage());
    assertTrue(Files.exists(folder.resolve("postgres/data/base")));
  }

  private EmbeddedDatabase start() {
    return EmbeddedDatabase.start(folder, TestServer.programs());
  }

  private long postmaster() throws Exception {
    return Long.parseLong(
        Files.readAllLines(folder.resolve("postgres/data/postmaster.pid")).getFirst());
  }

  private static void execute(DatabaseUrl url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(DatabaseUrl url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Connection connect(DatabaseUrl url) throws SQLException {
    return DriverManager.getConnection(url.jdbc(), url.user(), url.password());
  }
}
