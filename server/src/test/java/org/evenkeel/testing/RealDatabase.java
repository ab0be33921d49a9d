package org.evenkeel.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real PostgreSQL with our tables, and a pool on it. One server serves all tests of the JVM; each
 * class has a database of its own.
 */
public final class RealDatabase implements BeforeAllCallback, AfterAllCallback {
  private static EmbeddedPostgres server;
  private String name;
  private Vertx vertx;
  private Pool pool;

  private static synchronized EmbeddedPostgres server() {
    if (server == null) {
      try {
        server = EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return server;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws SQLException {
    name = "t" + UUID.randomUUID().toString().replace("-", "");
    try (Connection admin = server().getPostgresDatabase().getConnection();
        var statement = admin.createStatement()) {
      statement.execute("create database " + name);
    }
    Flyway.configure()
        .dataSource(server().getDatabase("postgres", name))
        .locations("classpath:db/migration")
        .load()
        .migrate();
    vertx = Vertx.vertx();
    pool = newPool(server().getPort());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    await(pool.close());
    await(vertx.close());
  }

  /** A pool on a port, which may be one where nobody listens. */
  public Pool newPool(int port) {
    return PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(8))
        .connectingTo(
            new PgConnectOptions()
                .setHost("localhost")
                .setPort(port)
                .setDatabase(name)
                .setUser("postgres")
                .setPassword("postgres"))
        .using(vertx)
        .build();
  }

  public Pool pool() {
    return pool;
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Runs one statement and waits for it. */
  public RowSet<Row> sql(String sql, Object... values) {
    return await(pool.preparedQuery(sql).execute(Tuple.from(values)));
  }

  /** The first value of the first row. */
  public long count(String sql, Object... values) {
    return sql(sql, values).iterator().next().getLong(0);
  }

  /** Waits 20 s at the most. A test thread may; an event loop may not. */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("nothing came within 20 s", e);
    }
  }
}
