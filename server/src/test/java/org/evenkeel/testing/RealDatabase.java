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
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A {@link TestDatabase} with a pool on it, for tests that speak SQL themselves. */
public final class RealDatabase implements BeforeAllCallback, AfterAllCallback {
  private final TestDatabase database = new TestDatabase();
  private Vertx vertx;
  private Pool pool;

  @Override
  public void beforeAll(ExtensionContext context) throws SQLException {
    database.beforeAll(context);
    vertx = Vertx.vertx();
    pool = newPool(database.parsed().port());
  }

  @Override
  public void afterAll(ExtensionContext context) throws SQLException {
    await(pool.close());
    await(vertx.close());
    database.afterAll(context);
  }

  /** A pool on a port, which may be one where nobody listens. */
  public Pool newPool(int port) {
    return PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(8))
        .connectingTo(PgConnectOptions.fromUri(database.url()).setPort(port))
        .using(vertx)
        .build();
  }

  /** A node with a lease that holds, as whom a test may write to the ledger. */
  public String writer() {
    sql(
        "insert into node_lease (node) values ('writer') on conflict (node) do update set stopped_at = null");
    return "writer";
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
