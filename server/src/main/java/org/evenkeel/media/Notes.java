package org.evenkeel.media;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean away;

  private record Waiting(SessionId session, Action.Note note) {}

  public Notes(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /** Begins to write. */
  public void start() {
    vertx.setPeriodic(EVERY_MS, ignored -> write());
  }

  /** Any thread; never waits, never fails. */
  synchronized void add(SessionId session, Action.Note note) {
    if (waiting.size() == MOST) {
      waiting.removeFirst();
    }
    waiting.add(new Waiting(session, note));
  }

  synchronized int size() {
    return waiting.size();
  }

  private synchronized List<Waiting> next() {
    if (busy || waiting.isEmpty()) {
      return List.of();
    }
    busy = true;
    List<Waiting> batch = new ArrayList<>(BATCH);
    while (batch.size() < BATCH && !waiting.isEmpty()) {
      batch.add(waiting.removeFirst());
    }
    return batch;
  }

  void write() {
    List<Waiting> batch = next();
    if (batch.isEmpty()) {
      return;
    }
    pool.preparedQuery(WRITE)
        .execute(columns(batch))
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .onComplete(done -> written(batch, done.cause()));
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
      waiting.addFirst(batch.get(i));
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
