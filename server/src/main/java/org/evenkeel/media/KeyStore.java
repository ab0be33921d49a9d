package org.evenkeel.media;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.store.Database;

/** The keys in the database, which all nodes share. All times are the database's. */
final class KeyStore {
  /** Of the nodes that all find a key missing one makes it. */
  private static final long LOCK = 0x6b65656c6b6579L;

  // One row more than there are keys, so that the time is told where there are none.
  private static final String LOAD =
      """
      select clock_timestamp() as at, k.* from (values (1)) as once (n) left join media_key k on true
      """;

  private static final String INSERT =
      """
      insert into media_key (kid, purpose, public_key, private_key, signs_from)
      values ($1, $2, $3, $4, $5)
      """;

  private static final String RETIRE =
      """
      update media_key set retired_at = $2, private_key = null where kid = $1 and retired_at is null
      """;

  private final Database database;

  /** What was there, and when. */
  record Found(KeyRing ring, Instant at) {}

  KeyStore(Database database) {
    this.database = database;
  }

  Future<Found> load() {
    return database.query(LOAD).map(KeyStore::found);
  }

  /**
   * Takes these in where such are still missing, retires those whose successor signs, and drops
   * those that are over.
   *
   * @param fresh at most one for each purpose
   */
  Future<Found> tend(List<MediaKey> fresh) {
    return database.transaction(
        connection ->
            connection
                .preparedQuery("select pg_advisory_xact_lock($1)")
                .execute(Tuple.of(LOCK))
                .compose(alone -> connection.preparedQuery(LOAD).execute())
                .map(KeyStore::found)
                .compose(found -> tend(connection, found, fresh))
                .compose(done -> connection.preparedQuery(LOAD).execute())
                .map(KeyStore::found));
  }

  private static Future<Void> tend(SqlConnection connection, Found found, List<MediaKey> fresh) {
    Instant now = found.at();
    List<Tuple> inserts = new ArrayList<>();
    for (MediaKey key : fresh) {
      found
          .ring()
          .newOneSignsFrom(key.purpose(), now)
          .ifPresent(from -> inserts.add(row(key.signingFrom(from))));
    }
    List<Tuple> retired =
        found.ring().retiring(now).stream()
            .map(key -> Tuple.of(key.kid(), utc(key.retiredAt().orElseThrow())))
            .toList();
    List<Tuple> over = found.ring().over(now).stream().map(key -> Tuple.of(key.kid())).toList();
    return batch(connection, INSERT, inserts)
        .compose(done -> batch(connection, RETIRE, retired))
        .compose(done -> batch(connection, "delete from media_key where kid = $1", over));
  }

  private static Future<Void> batch(SqlConnection connection, String sql, List<Tuple> rows) {
    return rows.isEmpty()
        ? Future.succeededFuture()
        : connection.preparedQuery(sql).executeBatch(rows).mapEmpty();
  }

  private static Tuple row(MediaKey key) {
    return Tuple.of(
        key.kid(),
        key.purpose().word(),
        key.publicPem(),
        key.privatePem().orElseThrow(),
        utc(key.signsFrom()));
  }

  private static Found found(RowSet<Row> rows) {
    List<MediaKey> keys = new ArrayList<>();
    Instant at = null;
    for (Row row : rows) {
      at = row.getOffsetDateTime("at").toInstant();
      if (row.getString("kid") != null) {
        keys.add(key(row));
      }
    }
    return new Found(new KeyRing(keys), at);
  }

  private static MediaKey key(Row row) {
    return new MediaKey(
        row.getString("kid"),
        KeyPurpose.ofWord(row.getString("purpose")),
        row.getString("public_key"),
        Optional.ofNullable(row.getString("private_key")),
        row.getOffsetDateTime("signs_from").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("retired_at")).map(at -> at.toInstant()));
  }

  private static java.time.OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
