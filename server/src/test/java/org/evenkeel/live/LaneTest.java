package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Reply;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomCommand.Addressee;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes together before one room, what waits, and that the order holds. */
@ExtendWith(VertxExtension.class)
class LaneTest {
  private static final Instant NOW = Instant.parse("2026-11-24T18:00:00Z");

  /** Each batch as the room got it, and the promise of its answers. */
  private record Batch(List<RoomCommand> commands, Promise<RoomBatch.Replies> answers) {
    private void answer() {
      answers.complete(new RoomBatch.Replies(Collections.nCopies(commands.size(), Reply.DONE)));
    }
  }

  private final List<Batch> batches = new CopyOnWriteArrayList<>();
  private Tick tick;
  private Lane lane;
  private boolean answersAtOnce = true;

  @BeforeEach
  void open(Vertx vertx) {
    tick = new Tick(vertx);
    lane = new Lane(tick, this::take, () -> NOW);
  }

  private Future<RoomBatch.Replies> take(RoomBatch batch) {
    Batch taken = new Batch(batch.work().commands(), Promise.promise());
    batches.add(taken);
    if (answersAtOnce) {
      taken.answer();
    }
    return taken.answers().future();
  }

  private Future<Reply> ask(RoomCommand command) {
    return lane.add(new Asked(command, null, null));
  }

  private static RoomCommand quality(int rev) {
    return new RoomCommand.Update(7, rev, null, null, null, null, rev % 5);
  }

  private static RoomCommand hand(int rev) {
    return new RoomCommand.Update(7, rev, true, null, null, null, null);
  }

  private static RoomCommand chat() {
    return new RoomCommand.Chat(7, "c", new Addressee.Everyone(), "hello");
  }

  private List<List<RoomCommand>> asked() {
    return batches.stream().map(Batch::commands).toList();
  }

  @Test
  void whatPeopleSayOfThemselvesWaitsForTheEndOfTheTickAndGoesTogether() throws Exception {
    List<Future<Reply>> answers = new ArrayList<>();
    for (int rev = 1; rev <= 4; rev++) {
      answers.add(ask(quality(rev)));
    }
    assertEquals(List.of(), asked(), "they wait");
    Future.all(answers).await(5, TimeUnit.SECONDS);
    assertEquals(List.of(List.of(quality(1), quality(2), quality(3), quality(4))), asked());

    ask(quality(5)).await(5, TimeUnit.SECONDS);
    assertEquals(List.of(quality(5)), asked().get(1), "a tick of its own");
  }

  @Test
  void aTickEndsForAllRoomsAtOnce() throws Exception {
    Lane other = new Lane(tick, this::take, () -> NOW);
    Future<Reply> first = ask(quality(1));
    Future<Reply> second = other.add(new Asked(quality(2), null, null));
    List<Integer> sent = new CopyOnWriteArrayList<>();
    tick.atItsEnd(
        () -> {
          throw new IllegalStateException("one room's trouble");
        });
    tick.atItsEnd(() -> sent.add(batches.size()));
    Future.all(first, second).await(5, TimeUnit.SECONDS);
    assertEquals(List.of(List.of(quality(1)), List.of(quality(2))), asked());
    for (int i = 0; sent.isEmpty() && i < 500; i++) {
      Thread.sleep(10); // the answers come within the turn, before its last piece of work
    }
    assertEquals(List.of(2), sent, "what is put off last runs last, whatever one of them does");
  }

  @Test
  void everythingElseGoesAtOnceAndTakesAlongWhatWaits() {
    ask(quality(1));
    ask(quality(2));
    ask(hand(3));
    ask(quality(4));
    ask(chat());
    assertEquals(
        List.of(List.of(quality(1), quality(2), hand(3)), List.of(quality(4), chat())), asked());
  }

  @Test
  void whatWaitsForNothingIsSentWhenTheBatchBeforeIsAnswered() {
    answersAtOnce = false;
    Future<Reply> first = ask(chat());
    Future<Reply> second = ask(chat());
    Future<Reply> third = ask(hand(1));
    assertEquals(1, batches.size(), "one after another");
    assertTrue(!first.isComplete() && !second.isComplete());

    batches.get(0).answer();
    assertTrue(first.succeeded());
    assertEquals(List.of(chat(), hand(1)), batches.get(1).commands());

    batches.get(1).answer();
    assertTrue(second.succeeded() && third.succeeded());
    assertEquals(2, batches.size());
  }

  @Test
  void anAnswerDoesNotHurryWhatMayWait() throws Exception {
    answersAtOnce = false;
    ask(chat());
    Future<Reply> waiting = ask(quality(1));
    batches.get(0).answer();
    assertEquals(1, batches.size(), "it waits for others to go with it");
    answersAtOnce = true;
    waiting.await(5, TimeUnit.SECONDS);
    assertEquals(List.of(List.of(chat()), List.of(quality(1))), asked());
  }

  @Test
  void anUpdateThatFellDueWhileABatchWasUnderWayIsNotForgotten(Vertx vertx) throws Exception {
    answersAtOnce = false;
    ask(chat());
    Future<Reply> waiting = ask(quality(1));
    vertx.timer(Tick.EVERY_MS * 2, TimeUnit.MILLISECONDS).await(5, TimeUnit.SECONDS);
    assertEquals(1, batches.size());
    answersAtOnce = true;
    batches.get(0).answer();
    assertTrue(waiting.succeeded());
  }

  @Test
  void moreThanOneBatchTakesGoesInSeveral() {
    answersAtOnce = false;
    ask(chat());
    for (int rev = 1; rev <= 300; rev++) {
      ask(hand(rev));
    }
    batches.get(0).answer();
    batches.get(1).answer();
    assertEquals(256, batches.get(1).commands().size());
    assertEquals(44, batches.get(2).commands().size());
    assertEquals(hand(300), batches.get(2).commands().getLast());
  }

  @Test
  void whoTriesTwiceComesByTheSameDoor() {
    SessionId room = new SessionId(UUID.randomUUID());
    SeatId seat = new SeatId(UUID.randomUUID());
    PersonId person = new PersonId(UUID.randomUUID());
    assertEquals(Rooms.Door.of(room, seat), Rooms.Door.of(room, new SeatId(seat.value())));
    assertEquals(Rooms.Door.of(room, person), Rooms.Door.of(room, new PersonId(person.value())));
  }
}
