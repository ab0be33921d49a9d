package org.evenkeel.live;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.evenkeel.room.AttendanceEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of attendance events from the rooms to the ledger. The rooms keep each event until the
 * ledger has it; this only remembers which rooms have some. At least once into an idempotent key is
 * exactly once.
 *
 * <p>One batch is under way at a time. While the ledger is away, it tries again with growing pauses
 * and jitter, for ever: the promise to the people in the room has no limit, the outbox has (see
 * {@link RoomBatch#FULL_OUTBOX}).
 */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  static final int BATCH = 500;
  private static final long DEADLINE_SECONDS = 10;
  private static final long FIRST_PAUSE_MS = 200;
  private static final long LONGEST_PAUSE_MS = 1_000;

  private final Vertx vertx;
  private final Context context;
  private final Function<List<AttendanceEvent>, Future<Void>> ledger;
  private final BiConsumer<String, List<Parcel>> post;
  private final BiFunction<UUID, List<AttendanceEvent>, Future<?>> trim;

  // The context only
  private final Map<UUID, RoomEntry> waiting = new LinkedHashMap<>();
  private final Map<UUID, Set<Fact>> written = new HashMap<>();
  private boolean busy;
  private int failures;

  private volatile int size;

  /**
   * @param ledger writes events; fails where it could not
   * @param post carries parcels to a node
   * @param trim takes these events out of a room's outbox; fails where it may not have
   */
  Outbox(
      Vertx vertx,
      Context context,
      Function<List<AttendanceEvent>, Future<Void>> ledger,
      BiConsumer<String, List<Parcel>> post,
      BiFunction<UUID, List<AttendanceEvent>, Future<?>> trim) {
    this.vertx = vertx;
    this.context = context;
    this.ledger = ledger;
    this.post = post;
    this.trim = trim;
  }

  /** A room's entry as it is now. Called on this context. */
  void offer(RoomEntry entry) {
    UUID room = entry.room().id().value();
    if (entry.outbox().isEmpty()) {
      waiting.remove(room);
      written.remove(room);
      count();
      return;
    }
    waiting.put(room, entry);
    forgetWhatLeft(entry);
    count();
    drain();
  }

  private void forgetWhatLeft(RoomEntry entry) {
    Set<Fact> known = written.get(entry.room().id().value());
    if (known != null) {
      known.retainAll(entry.outbox().stream().map(Fact::of).collect(Collectors.toSet()));
    }
  }

  /** Another node keeps this room now, and what it owes. */
  void forget(UUID room) {
    waiting.remove(room);
    written.remove(room);
    count();
  }

  /** How many events wait for the ledger, for the operators' gauge; any thread. */
  int size() {
    return size;
  }

  private void count() {
    size = waiting.values().stream().mapToInt(entry -> entry.outbox().size()).sum();
  }

  private void drain() {
    if (busy) {
      return;
    }
    List<AttendanceEvent> batch = next();
    if (batch.isEmpty()) {
      return;
    }
    busy = true;
    ledger
        .apply(batch)
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .onComplete(done -> context.runOnContext(ignored -> finish(batch, done.cause())));
  }

  private List<AttendanceEvent> next() {
    List<AttendanceEvent> batch = new ArrayList<>();
    for (RoomEntry entry : waiting.values()) {
      for (AttendanceEvent event : entry.outbox()) {
        if (batch.size() < BATCH && !isWritten(event)) {
          batch.add(event);
        }
      }
    }
    return batch;
  }

  private boolean isWritten(AttendanceEvent event) {
    return written.getOrDefault(event.session().value(), Set.of()).contains(Fact.of(event));
  }

  private void finish(List<AttendanceEvent> batch, Throwable failure) {
    if (failure == null) {
      if (failures > 0) {
        LOG.info("the ledger is back; {} events were waiting", size());
      }
      failures = 0;
      busy = false;
      batch.forEach(this::recorded);
      batch.stream()
          .collect(Collectors.groupingBy(event -> event.session().value()))
          .forEach(this::trim);
      drain();
      return;
    }
    if (failure instanceof LedgerHeld) {
      again();
      return;
    }
    if (failures == 0) {
      LOG.error(
          "the ledger does not take events ({}); {} wait in memory, sessions go on",
          failure.getClass().getSimpleName(),
          size());
    }
    failures++;
    again();
  }

  private void again() {
    vertx.setTimer(
        pause(),
        ignored -> {
          busy = false;
          drain();
        });
  }

  /** What could not be taken out is written once more, which changes nothing, and tried again. */
  private void trim(UUID room, List<AttendanceEvent> events) {
    Set<Fact> facts = events.stream().map(Fact::of).collect(Collectors.toSet());
    if (waiting.containsKey(room)) {
      written.computeIfAbsent(room, id -> new HashSet<>()).addAll(facts);
    }
    trim.apply(room, events)
        .onFailure(
            failure ->
                vertx.setTimer(
                    pause(),
                    ignored ->
                        context.runOnContext(
                            here -> {
                              written.getOrDefault(room, Set.of()).removeAll(facts);
                              drain();
                            })));
  }

  private long pause() {
    long most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures, 6));
    return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
  }

  private void recorded(AttendanceEvent event) {
    Optional.ofNullable(event.link())
        .ifPresent(
            link ->
                post.accept(
                    link.node(),
                    List.of(
                        new Parcel.Message(
                            List.of(link.connection()),
                            Wire.recorded(event.seat(), event.kind().wire(), event.at())))));
  }
}
