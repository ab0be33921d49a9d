package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Evenings;
import org.evenkeel.room.Room;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes to the ledger together, and when. */
@ExtendWith(VertxExtension.class)
class OutboxTest {
  private final Room room = Evenings.tell(3, 60).getLast().outcome().room();
  private final List<List<Long>> written = new CopyOnWriteArrayList<>();
  private final List<List<Long>> trimmed = new CopyOnWriteArrayList<>();
  private final List<Promise<Void>> answers = new CopyOnWriteArrayList<>();
  private Context context;
  private Outbox outbox;

  @BeforeEach
  void open(Vertx vertx) {
    context = vertx.getOrCreateContext();
    outbox = new Outbox(vertx, context, this::write, (node, parcels) -> {}, this::trim);
  }

  private Future<Void> write(List<AttendanceEvent> events) {
    written.add(numbers(events));
    Promise<Void> answer = Promise.promise();
    answers.add(answer);
    return answer.future();
  }

  private Future<?> trim(UUID id, List<AttendanceEvent> events) {
    trimmed.add(numbers(events));
    return Future.succeededFuture();
  }

  private static List<Long> numbers(List<AttendanceEvent> events) {
    return events.stream().map(AttendanceEvent::seq).toList();
  }

  private List<AttendanceEvent> facts(long from, long to) {
    List<AttendanceEvent> facts = new ArrayList<>();
    for (long seq = from; seq <= to; seq++) {
      facts.add(
          new AttendanceEvent(
              room.id(),
              room.life(),
              seq,
              AttendanceEvent.Kind.OPENED,
              null,
              null,
              null,
              room.clock(),
              null,
              null));
    }
    return facts;
  }

  /** As the room has them one after another, all in one turn of the loop. */
  private int offer(long... upTo) throws Exception {
    Promise<Integer> offered = Promise.promise();
    context.runOnContext(
        ignored -> {
          for (long last : upTo) {
            outbox.offer(new RoomEntry(room, facts(1, last), "node"));
          }
          offered.complete(written.size());
        });
    return offered.future().await(5, TimeUnit.SECONDS);
  }

  @Test
  void whatHappensWhileABatchIsUnderWayGoesTogetherAfterIt() throws Exception {
    assertEquals(1, offer(1, 2, 3), "one batch is under way at a time");
    assertEquals(List.of(1L), written.getFirst());
    answers.getFirst().complete();
    await().until(() -> written.size() == 2);
    assertEquals(List.of(List.of(1L)), trimmed);
    assertEquals(List.of(2L, 3L), written.get(1), "what is written is not written again");
  }

  @Test
  void aRoomThatOwesNothingAnyMoreIsNotWrittenForAgain() throws Exception {
    offer(1, 2, 0);
    assertEquals(0, outbox.size());
    answers.getFirst().complete();
    await().until(() -> !trimmed.isEmpty());
    context.runOnContext(ignored -> outbox.offer(new RoomEntry(room, facts(5, 5), "node")));
    await().until(() -> written.size() == 2);
    assertEquals(List.of(List.of(1L), List.of(5L)), written);
  }

  @Test
  void whatTheLedgerDoesNotTakeIsTriedAgainWithWhatHasComeSince() throws Exception {
    offer(1);
    await().until(() -> written.size() == 1);
    offer(2);
    answers.getFirst().fail(new IllegalStateException("the ledger is away"));
    await().until(() -> written.size() == 2);
    assertEquals(List.of(1L, 2L), written.get(1));
    assertEquals(List.of(), trimmed);
    answers.get(1).complete();
    await().until(() -> !trimmed.isEmpty());
    assertEquals(List.of(List.of(1L, 2L)), trimmed);
  }

  @Test
  void moreThanOneBatchTakesGoesWithoutAPause() throws Exception {
    offer(2L * Outbox.BATCH + 1);
    for (int batch = 0; batch < 3; batch++) {
      int now = batch;
      await().until(() -> answers.size() > now);
      answers.get(batch).complete();
    }
    assertEquals(List.of(Outbox.BATCH, Outbox.BATCH, 1), written.stream().map(List::size).toList());
  }
}
