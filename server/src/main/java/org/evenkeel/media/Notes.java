package org.evenkeel.media;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.evenkeel.room.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who was on the media when, beside the attendance and never in its way: a second
 * witness, who is believed in nothing. At most {@value #MOST} facts wait; while the database is
 * away for longer, the oldest are given up.
 */
public final class Notes {
  private static final Logger LOG = LoggerFactory.getLogger(Notes.class);
  static final int MOST = 5_000;
  private static final int BATCH = 200;
  private static final long EVERY_MS = 1_000;
  private static final long DEADLINE_SECONDS = 5;

  private static final String WRITE =
      """
      insert into media_witness (session_id, stay_id, fact, person_id, at)
      select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[])
      order by 1, 2, 3
      on conflict do nothing
      """;

  private final Vertx vertx;
  private final Pool pool;

  /** By what they say, for they are noted more than once. */
  private final LinkedHashMap<Key, Waiting> waiting = new LinkedHashMap<>();

  private Future<Void> writing = Future.succeededFuture();
  private boolean busy;
  private boolean away;

  private record Key(SessionId session, UUID stay, Action.Fact fact) {}

  private record Waiting(SessionId session, Action.Note note) {
    Key key() {
      return new Key(session, note.stay(), note.fact());
    }
  }

  public Notes(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /** Begins to write. */
  public void start() {
    vertx.setPeriodic(EVERY_MS, ignored -> write().otherwiseEmpty());
  }

  /** Any thread; never waits, never fails. */
  synchronized void add(SessionId session, Action.Note note) {
    Waiting one = new Waiting(session, note);
    if (waiting.putIfAbsent(one.key(), one) == null && waiting.size() > MOST) {
      waiting.pollFirstEntry();
    }
  }

  synchronized int size() {
    return waiting.size();
  }

  /** Writes what waits, before the node stops; fails where it cannot. No new ones come by then. */
  public Future<Void> drain() {
    return write().compose(written -> size() == 0 ? Future.succeededFuture() : drain());
  }

  /** A batch of what waits, or the one that is being written. */
  synchronized Future<Void> write() {
    if (busy || waiting.isEmpty()) {
      return writing;
    }
    busy = true;
    List<Waiting> batch = new ArrayList<>(BATCH);
    while (batch.size() < BATCH && !waiting.isEmpty()) {
      batch.add(waiting.pollFirstEntry().getValue());
    }
    writing =
        pool.preparedQuery(WRITE)
            .execute(columns(batch))
            .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .<Void>mapEmpty()
            .andThen(done -> written(batch, done.cause()));
    return writing;
  }

  private synchronized void written(List<Waiting> batch, Throwable failure) {
    busy = false;
    if (failure == null) {
      away = false;
      return;
    }
    if (!away) {
      LOG.warn(
          "who is on the media is written down later ({})", failure.getClass().getSimpleName());
    }
    away = true;
    // Written again it is one fact, so what may have been written can wait with the others.
    for (int i = batch.size() - 1; i >= 0 && waiting.size() < MOST; i--) {
      waiting.putFirst(batch.get(i).key(), batch.get(i));
    }
  }

  private static Tuple columns(List<Waiting> batch) {
    return Tuple.tuple()
        .addArrayOfUUID(column(batch, UUID[]::new, w -> w.session().value()))
        .addArrayOfUUID(column(batch, UUID[]::new, w -> w.note().stay()))
        .addArrayOfString(
            column(batch, String[]::new, w -> w.note().fact().name().toLowerCase(Locale.ROOT)))
        .addArrayOfUUID(column(batch, UUID[]::new, w -> w.note().person().value()))
        .addArrayOfOffsetDateTime(
            column(batch, OffsetDateTime[]::new, w -> w.note().at().atOffset(ZoneOffset.UTC)));
  }

  private static <T> T[] column(
      List<Waiting> batch, java.util.function.IntFunction<T[]> array, Function<Waiting, T> value) {
    return batch.stream().map(value).toArray(array);
  }
}
