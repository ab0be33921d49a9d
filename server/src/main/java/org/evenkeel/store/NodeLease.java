package org.evenkeel.store;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The lease by which a node proves that it runs, and that its connections are alive.
 *
 * <p>One row per start of a node, all times by the database's clock: so nodes whose clocks differ
 * agree on who is dead. A lease is over when it was stopped or when its last tick is older than
 * {@link #OVER_AFTER}. A node whose lease merely ran out may go on ticking: after an outage of the
 * database nobody must fence anybody. Only a row that was stopped, or is gone, fences.
 */
public final class NodeLease implements Leases {
  /** Ten missed ticks: longer than any pause of a healthy node, short enough to be of use. */
  public static final Duration OVER_AFTER = Duration.ofSeconds(10);

  /** A busy machine may be slow for a moment; a tick that takes longer is of no use any more. */
  private static final long DEADLINE_MS = 2_000;

  private static final String REGISTER =
      """
      insert into node_lease (node) values ($1)
      on conflict (node) do nothing
      returning observed_at
      """;

  // A tick can be held up on its way, by a queue or by a database that stands still. Then "heard a
  // moment ago" would be believed of the moment of its arrival. So the node says how long ago, by
  // its own steady clock, it had the answer to its last tick, and the database adds that to the
  // time it knew then.
  private static final String TICK =
      """
      with observed as (
        select least(now(), $2::timestamptz + $3 * interval '1 microsecond') as at
      )
      update node_lease
      set ticked_at = now(), observed_at = observed.at,
          proven_at = observed.at - $4 * interval '1 microsecond', silent = $5
      from observed
      where node = $1 and stopped_at is null
      returning now() as at
      """;

  private static final String STOP =
      "update node_lease set stopped_at = now() where node = $1 and stopped_at is null";

  private static final String FENCE =
      """
      update node_lease set stopped_at = now()
      where node = $1 and stopped_at is null and ticked_at < now() - $2 * interval '1 microsecond'
      returning node
      """;

  private static final String TESTIFY =
      """
      update node_lease set observed_at = $2, proven_at = $3, silent = $4
      where node = $1 and stopped_at is not null and proven_at < $3 and $2 <= now()
      """;

  private static final String RUNNING =
      """
      select node, started_at from node_lease
      where stopped_at is null and ticked_at >= now() - $1 * interval '1 microsecond'
      """;

  private static final String PROOF =
      """
      select stopped_at is not null as stopped, proven_at, observed_at,
        silent, extract(epoch from now() - ticked_at) * 1000 as age_ms
      from node_lease where node = $1
      """;

  private final Pool pool;
  private final LongSupplier nanoTime;
  private final DatabaseClock clock;

  /** What the database's clock said, and what ours said when we heard it. */
  private record Answer(OffsetDateTime at, long nanos) {}

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  /** A node that runs, and since when. */
  public record Running(String node, Instant startedAt) {}

  /**
   * What a lease says of a node's connections.
   *
   * @param stopped it was ended, by itself or by others
   * @param age how long ago the node ticked last
   * @param provenAt every connection was heard at or after this, but for the silent ones
   * @param silent when those were last heard
   */
  public record Proof(boolean stopped, Duration age, Instant provenAt, Map<Long, Instant> silent) {}

  public NodeLease(Pool pool) {
    this(pool, System::nanoTime, null);
  }

  /**
   * @param clock hears the database's time with each tick
   */
  public NodeLease(Pool pool, DatabaseClock clock) {
    this(pool, System::nanoTime, clock);
  }

  NodeLease(Pool pool, LongSupplier nanoTime) {
    this(pool, nanoTime, null);
  }

  private NodeLease(Pool pool, LongSupplier nanoTime, DatabaseClock clock) {
    this.pool = pool;
    this.nanoTime = nanoTime;
    this.clock = clock;
  }

  /**
   * Begins the lease of one start of a node.
   *
   * @return fails with {@link IllegalStateException} when the name was used before, for a node that
   *     comes back with its old name would speak for the dead one
   */
  public Future<Void> register(String node) {
    long asked = nanoTime.getAsLong();
    return query(REGISTER, Tuple.of(node))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.failedFuture(
                    new IllegalStateException("a node of this name has been here before"));
              }
              answered(node, rows.iterator().next().getOffsetDateTime("observed_at"), asked);
              return Future.succeededFuture();
            });
  }

  /**
   * Proves that the node runs. Call it once a second, with what is known right now.
   *
   * @param oldestProofAge how long ago the connection was heard that has been quiet longest among
   *     those that are not silent; zero without connections
   * @param silent how long each silent connection has not been heard
   * @return false when the lease was stopped, is gone, or was never begun here: nothing this node
   *     does may count any more
   */
  @Override
  public Future<Boolean> tick(String node, Duration oldestProofAge, Map<Long, Duration> silent) {
    Answer last = answers.get(node);
    if (last == null) {
      return Future.succeededFuture(false);
    }
    long asked = nanoTime.getAsLong();
    long sinceMicros = (asked - last.nanos()) / 1_000;
    JsonObject ages = new JsonObject();
    silent.forEach((connection, age) -> ages.put(Long.toString(connection), age.toMillis()));
    Tuple values = Tuple.of(node, last.at(), sinceMicros, micros(oldestProofAge), ages);
    return query(TICK, values)
        .map(
            rows -> {
              for (Row row : rows) {
                answered(node, row.getOffsetDateTime("at"), asked);
                return true;
              }
              return false;
            });
  }

  /** Ends the lease in good order. Harmless when it is over. */
  @Override
  public Future<Void> stop(String node) {
    answers.remove(node);
    return query(STOP, Tuple.of(node)).mapEmpty();
  }

  /**
   * Ends the lease of a node that is taken for dead, so that it learns of it should it wake.
   *
   * @param silence how long it must not have ticked
   * @return false when it has ticked since, or its lease is over anyway
   */
  @Override
  public Future<Boolean> fence(String node, Duration silence) {
    return query(FENCE, Tuple.of(node, micros(silence))).map(rows -> rows.size() > 0);
  }

  /**
   * What a node whose lease is over had witnessed after its last tick, told by those to whom it
   * said so. Changes nothing where the lease itself knows better.
   *
   * @param saidAt when it said so, by the database's clock
   * @param provenAt every connection was heard at or after this, but for the silent ones
   * @param silent when those were last heard
   */
  @Override
  public Future<Void> testify(
      String node, Instant saidAt, Instant provenAt, Map<Long, Instant> silent) {
    JsonObject ages = new JsonObject();
    silent.forEach(
        (connection, heard) ->
            ages.put(Long.toString(connection), Duration.between(heard, saidAt).toMillis()));
    Tuple values =
        Tuple.of(node, saidAt.atOffset(ZoneOffset.UTC), provenAt.atOffset(ZoneOffset.UTC), ages);
    return query(TESTIFY, values).mapEmpty();
  }

  /** The nodes that ticked within this time and are not stopped. */
  @Override
  public Future<List<Running>> running(Duration within) {
    return query(RUNNING, Tuple.of(micros(within)))
        .map(
            rows -> {
              List<Running> running = new ArrayList<>();
              for (Row row : rows) {
                running.add(
                    new Running(
                        row.getString("node"), row.getOffsetDateTime("started_at").toInstant()));
              }
              return running;
            });
  }

  /** What a node proved last; empty where it never had a lease. */
  @Override
  public Future<Optional<Proof>> proof(String node) {
    return query(PROOF, Tuple.of(node))
        .map(
            rows -> {
              for (Row row : rows) {
                Instant observed = row.getOffsetDateTime("observed_at").toInstant();
                Map<Long, Instant> silent = new HashMap<>();
                JsonObject ages = row.getJsonObject("silent");
                for (String connection : ages.fieldNames()) {
                  silent.put(
                      Long.parseLong(connection), observed.minusMillis(ages.getLong(connection)));
                }
                return Optional.of(
                    new Proof(
                        row.getBoolean("stopped"),
                        Duration.ofMillis(row.getNumeric("age_ms").longValue()),
                        row.getOffsetDateTime("proven_at").toInstant(),
                        silent));
              }
              return Optional.empty();
            });
  }

  private void answered(String node, OffsetDateTime at, long askedNanos) {
    long now = nanoTime.getAsLong();
    answers.put(node, new Answer(at, now));
    if (clock != null) {
      clock.heard(at.toInstant(), askedNanos, now);
    }
  }

  private Future<RowSet<Row>> query(String sql, Tuple values) {
    return pool.preparedQuery(sql).execute(values).timeout(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
