package org.evenkeel.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The way to PostgreSQL, one per node. Bounded in connections, in those who wait for one, and in
 * how long they wait: when the database is away, callers fail within {@link #DEADLINE_MS}.
 */
public final class Database {
  /** No statement or transaction is waited for longer, in milliseconds. */
  public static final int DEADLINE_MS = 1_800;

  private static final int CONNECTIONS = 12;
  private static final Duration QUIET = Duration.ofSeconds(6);
  private static final int MOST_WAITING = 500;

  private final Pool pool;

  /** For a pool that somebody else made, as tests do. */
  public Database(Pool pool) {
    this.pool = pool;
  }

  public static Database connect(Vertx vertx, DatabaseUrl url) {
    return connect(vertx, url, CONNECTIONS, QUIET);
  }

  /**
   * As {@link #connect(Vertx, DatabaseUrl)}, for a part that must not wait behind the others.
   *
   * @param connections at most
   * @param quiet a connection on which nothing was heard for so long is closed: longer than any
   *     statement of this part may take. Else a database that takes a question and never answers,
   *     or a network that swallows it, would hold every connection for ever
   */
  public static Database connect(Vertx vertx, DatabaseUrl url, int connections, Duration quiet) {
    PgConnectOptions connect =
        new PgConnectOptions()
            .setHost(url.host())
            .setPort(url.port())
            .setDatabase(url.name())
            .setUser(url.user())
            .setPassword(url.password())
            .setCachePreparedStatements(true)
            .addProperty("application_name", "evenkeel");
    PoolOptions bounds =
        new PoolOptions()
            .setMaxSize(connections)
            .setMaxWaitQueueSize(MOST_WAITING)
            .setConnectionTimeout(DEADLINE_MS)
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
            // Well before it is quiet for too long, so that nobody is given one that closes.
            .setIdleTimeout((int) quiet.toMillis() / 2)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setMaxLifetime(30)
            .setMaxLifetimeUnit(TimeUnit.MINUTES);
    NetClientOptions net =
        new NetClientOptions()
            .setConnectTimeout(DEADLINE_MS)
            .setReadIdleTimeout((int) quiet.toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    return new Database(
        PgBuilder.pool().with(bounds).with(net).connectingTo(connect).using(vertx).build());
  }

  /**
   * Waits until it answers. The first connection of a JVM takes far longer than any later one, so
   * the deadline of {@link #query} is no measure for it.
   *
   * @param patience how often it may fail, each within {@link #DEADLINE_MS}
   */
  public Future<Void> reachable(int patience) {
    return pool.query("select 1")
        .execute()
        .<Void>mapEmpty()
        .recover(
            failure ->
                patience > 1 && isAway(failure)
                    ? aMoment().compose(later -> reachable(patience - 1))
                    : Future.failedFuture(failure));
  }

  /** For the repositories that need more than is here. */
  public Pool pool() {
    return pool;
  }

  /**
   * Reads. A connection that turns out to be dead is replaced and the question asked once more,
   * which a read may be.
   */
  public Future<RowSet<Row>> query(String sql, Object... parameters) {
    Tuple tuple = Tuple.from(parameters);
    return within(
        pool.preparedQuery(sql)
            .execute(tuple)
            .recover(
                failure ->
                    isAway(failure)
                        ? aMoment().compose(later -> pool.preparedQuery(sql).execute(tuple))
                        : Future.failedFuture(failure)));
  }

  /**
   * The pool learns a little later than we do that a connection is dead, and would give it again.
   */
  private static Future<?> aMoment() {
    Context context = Vertx.currentContext();
    return context == null
        ? Future.succeededFuture()
        : context.owner().timer(ThreadLocalRandom.current().nextInt(30, 90), TimeUnit.MILLISECONDS);
  }

  /** Writes. Never tried twice: the first may have been done. */
  public Future<RowSet<Row>> update(String sql, Object... parameters) {
    return within(pool.preparedQuery(sql).execute(Tuple.from(parameters)));
  }

  /** All of it or nothing. */
  public <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
    return within(pool.withTransaction(work));
  }

  public Future<Void> close() {
    return pool.close();
  }

  private static <T> Future<T> within(Future<T> work) {
    return work.timeout(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * Whether the database was not there or had no room, as against having said no to what it was
   * asked.
   */
  public static boolean isAway(Throwable failure) {
    if (failure instanceof PgException answer) {
      String state = answer.getSqlState() == null ? "" : answer.getSqlState();
      // 57P: shutting down or starting; 53: no room; 08: connection.
      return state.startsWith("57P") || state.startsWith("53") || state.startsWith("08");
    }
    return failure instanceof java.io.IOException
        || failure instanceof java.util.concurrent.TimeoutException
        || failure instanceof io.vertx.core.VertxException;
  }
}
