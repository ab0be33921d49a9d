package org.evenkeel.testing;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.evenkeel.store.Database;
import org.evenkeel.store.DatabaseUrl;
import org.evenkeel.store.Migrations;
import org.evenkeel.store.TestServer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A fresh, migrated database for a test class on a real PostgreSQL. The server is one per JVM; a
 * database is copied from a migrated template, which takes some 50 ms.
 *
 * <pre>{@code @RegisterExtension static TestDatabase db = new TestDatabase();}</pre>
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {
  private static final String TEMPLATE = "evenkeel_template";
  private static boolean templateMade;

  private DatabaseUrl database;

  @Override
  public void beforeAll(ExtensionContext context) throws SQLException {
    database = create();
  }

  @Override
  public void afterAll(ExtensionContext context) throws SQLException {
    admin("drop database if exists " + database.name() + " with (force)");
  }

  /** {@code postgresql://user:password@host:port/name}. */
  public String url() {
    return database.reveal();
  }

  public DatabaseUrl parsed() {
    return database;
  }

  /** A new pool; it is closed with {@code vertx}. */
  public Pool pool(Vertx vertx) {
    return PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(8))
        .connectingTo(PgConnectOptions.fromUri(url()))
        .using(vertx)
        .build();
  }

  /** As the node has it, deadlines and all. */
  public Database database(Vertx vertx) {
    return Database.connect(vertx, database);
  }

  /** Runs statements at once, blocking: for what a test needs to be there. */
  public void execute(String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static synchronized DatabaseUrl create() throws SQLException {
    DatabaseUrl server = TestServer.url();
    if (!templateMade) {
      admin("create database " + TEMPLATE);
      Migrations.run(server.withName(TEMPLATE));
      templateMade = true;
    }
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    admin("create database " + name + " template " + TEMPLATE);
    return server.withName(name);
  }

  private static synchronized void admin(String sql) throws SQLException {
    try (Connection connection = connect(TestServer.url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(DatabaseUrl url) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s?connectTimeout=10&socketTimeout=60"
            .formatted(url.host(), url.port(), url.name()),
        url.user(),
        url.password());
  }
}
