package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.evenkeel.room.Link;
import org.evenkeel.room.Reply;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomError;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who comes back while the room does not know yet that they were lost. The grid is a fake. */
@ExtendWith(VertxExtension.class)
class RoomsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T18:00:00Z");

  private static final Reply NO = new Reply.Refused(RoomError.NOT_ALLOWED);

  private final List<List<RoomCommand>> asked = new CopyOnWriteArrayList<>();
  private final SessionId room = new SessionId(UUID.randomUUID());
  private final SeatId seat = new SeatId(UUID.randomUUID());
  private volatile boolean away;
  private Rooms rooms;

  @BeforeEach
  void open(Vertx vertx) {
    IMap<?, ?> map = fake(IMap.class, (self, method, arguments) -> take((RoomBatch) arguments[1]));
    HazelcastInstance grid = fake(HazelcastInstance.class, (self, method, arguments) -> map);
    rooms = new Rooms(vertx, vertx.getOrCreateContext(), grid, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(RoomsTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private CompletableFuture<RoomBatch.Replies> take(RoomBatch batch) {
    List<RoomCommand> commands = batch.work().commands();
    asked.add(commands);
    return away
        ? CompletableFuture.failedFuture(new IllegalStateException("a member has died"))
        : CompletableFuture.completedFuture(
            new RoomBatch.Replies(commands.stream().map(RoomsTest::reply).toList()));
  }

  private static Reply reply(RoomCommand command) {
    return Reply.DONE;
  }

  private RoomCommand.Resume resume() {
    return new RoomCommand.Resume(new Link("node", 8), seat, "hash");
  }

  /** Whoever was sent elsewhere has a moment to arrive there. */
  @Test
  void aLossThatIsNotToldYetIsKnownToThisNode(Vertx vertx) throws Exception {
    Future<Reply> told = rooms.lost(room, 7, NOW.minusSeconds(3), Duration.ofMillis(200));
    assertEquals(Map.of(7L, Duration.ofSeconds(3)), rooms.untold());
    assertEquals(List.of(), asked);
    told.await(5, TimeUnit.SECONDS);
    assertEquals(List.of(List.of(new RoomCommand.Lost(7, NOW.minusSeconds(3)))), asked);
    assertEquals(Map.of(), rooms.untold());
  }

  /** Should this node die before the room has judged it, they were there until they said it. */
  @Test
  void whoHasSaidGoodbyeIsSilentFromThenOn(Vertx vertx) throws Exception {
    away = true;
    Future<Reply> left = rooms.leave(room, 7, NOW.minusSeconds(3));
    assertEquals(Map.of(7L, Duration.ofSeconds(3)), rooms.untold());
    assertThrows(IllegalStateException.class, () -> left.await(5, TimeUnit.SECONDS));
    assertEquals(Map.of(7L, Duration.ofSeconds(3)), rooms.untold(), "it is told as a loss");
    away = false;
    await().until(() -> rooms.untold().isEmpty());
    assertEquals(List.of(new RoomCommand.Lost(7, NOW.minusSeconds(3))), asked.getLast());

    assertEquals(Reply.DONE, rooms.leave(room, 8, NOW).await(5, TimeUnit.SECONDS));
    assertEquals(List.of(new RoomCommand.Leave(8, NOW)), asked.getLast());
    assertEquals(Map.of(), rooms.untold());
  }

  /** One loss that many wait behind is told once. */
  @Test
  void everyoneGetsTheAnswerToTheirOwnWord(Vertx vertx) {
    RoomCommand.Lost loss = new RoomCommand.Lost(7, NOW);
    RoomCommand.Lost other = new RoomCommand.Lost(9, NOW);
    List<Asked> batch =
        List.of(
            new Asked(List.of(loss), resume(), null, null),
            new Asked(null, null, List.of()),
            new Asked(List.of(loss, other), new RoomCommand.Tick(), null, null));
    assertEquals(
        List.of(loss, resume(), other, new RoomCommand.Tick()), Asked.work(batch, NOW).commands());
    Reply seated = new Reply.Seated(seat);
    Asked.answer(batch, List.of(Reply.DONE, seated, Reply.DONE, NO));
    assertEquals(
        List.of(seated, Reply.DONE, NO),
        batch.stream().map(asked -> asked.promise().future().result()).toList());
  }

  @Test
  void aLossThatCouldNotBeToldComesBeforeTheReturnAlsoWhileItWaitsToBeToldAgain(Vertx vertx)
      throws Exception {
    RoomCommand loss = new RoomCommand.Lost(7, NOW.minusSeconds(3));
    away = true;
    Future<Reply> told = rooms.lost(room, 7, NOW.minusSeconds(3), Duration.ZERO);
    vertx.timer(50, TimeUnit.MILLISECONDS).await(5, TimeUnit.SECONDS);
    assertEquals(List.of(loss), asked.getLast(), "and it failed");
    assertEquals(Map.of(7L, Duration.ofSeconds(3)), rooms.untold(), "should this node die now");

    away = false;
    rooms.submit(room, resume()).await(5, TimeUnit.SECONDS);
    List<RoomCommand> all = asked.stream().flatMap(List::stream).toList();
    int back = all.indexOf(resume());
    assertTrue(back > 0 && all.subList(1, back).contains(loss), "told anew, and first: " + all);
    assertTrue(asked.contains(List.of(loss, resume())), "and in one piece of work: " + asked);

    told.await(5, TimeUnit.SECONDS);
    assertEquals(Map.of(), rooms.untold());
    int before = asked.size();
    rooms.submit(room, resume()).await(5, TimeUnit.SECONDS);
    assertEquals(
        List.of(List.of(resume())),
        asked.subList(before, asked.size()),
        "a room that knows is not told again");
  }
}
