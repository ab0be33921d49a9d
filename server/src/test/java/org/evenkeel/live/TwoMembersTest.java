package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Entrant;
import org.evenkeel.room.Link;
import org.evenkeel.room.Outcome;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Reply;
import org.evenkeel.room.Role;
import org.evenkeel.room.Room;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomError;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.SessionKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Two real members: what one asks the other judges, and what one judges the other keeps. */
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoMembersTest {
  private static Vertx vertx;
  private static HazelcastInstance asks;
  private static HazelcastInstance owns;

  private final Instant now = Instant.parse("2026-11-24T18:00:00.123456789Z");

  @BeforeAll
  static void twoMembers() {
    vertx = Vertx.vertx();
    String cluster = "two-" + UUID.randomUUID();
    asks = member(cluster, null);
    var address = asks.getCluster().getLocalMember().getAddress();
    owns = member(cluster, address.getHost() + ":" + address.getPort());
    await().atMost(Duration.ofSeconds(30)).until(() -> asks.getCluster().getMembers().size() == 2);
    await().atMost(Duration.ofSeconds(30)).until(() -> asks.getPartitionService().isClusterSafe());
  }

  private static HazelcastInstance member(String cluster, String other) {
    Config config = Grid.of(GridOptions.alone(cluster));
    var tcp = config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
    tcp.setConnectionTimeoutSeconds(1);
    if (other != null) {
      tcp.addMember(other);
    }
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
    var context = vertx.getOrCreateContext();
    Outbox outbox =
        new Outbox(
            vertx,
            context,
            events -> Future.failedFuture("no ledger here"),
            (node, parcels) -> {},
            (room, last) -> Future.succeededFuture());
    Media none = session -> Future.failedFuture("no media here");
    new RoomOwner(vertx, context, "self", (node, parcels) -> {}, outbox, none).serve(member);
    return member;
  }

  @AfterAll
  static void goHome() throws Exception {
    asks.shutdown();
    owns.shutdown();
    LiveServer.await(vertx.close());
  }

  private static Reply ask(IMap<UUID, RoomEntry> map, UUID room, RoomBatch batch) throws Exception {
    RoomBatch.Replies replies =
        map.<RoomBatch.Replies>submitToKey(room, batch)
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    assertEquals(1, replies.replies().size());
    return replies.replies().getFirst();
  }

  /** The last one, for one member dies in it. */
  @Test
  @Order(Integer.MAX_VALUE)
  void aRoomIsAskedFromAfarAndOutlivesItsOwner() throws Exception {
    UUID room = UUID.randomUUID();
    while (asks.getPartitionService().getPartition(room).getOwner().localMember()) {
      room = UUID.randomUUID();
    }
    IMap<UUID, RoomEntry> map = asks.getMap(Rooms.MAP);
    RoomRules rules =
        new RoomRules(
            SessionKind.FAMILY,
            "Family evening",
            now,
            now.plusSeconds(3_600),
            8,
            true,
            Duration.ofSeconds(30),
            Duration.ofMinutes(15));
    SeatId seat = new SeatId(UUID.randomUUID());
    RoomCommand join =
        new RoomCommand.Join(
            new Link("node-1", 64),
            new Entrant(new PersonId(UUID.randomUUID()), "Zoë 😀", Role.HOST, false),
            seat,
            "hash");
    RoomBatch first =
        new RoomBatch(
            new RoomBatch.Work(
                List.of(join), new RoomBatch.Opening(rules, UUID.randomUUID()), Map.of(), now));
    assertEquals(new Reply.Seated(seat), ask(map, room, first));
    RoomBatch second =
        new RoomBatch(new RoomBatch.Work(List.of(new RoomCommand.Lock(64)), null, Map.of(), now));
    assertEquals(Reply.DONE, ask(map, room, second));
    OwnerClock.set(owns, Clock.fixed(now.plusSeconds(6), ZoneOffset.UTC));
    RoomEntry waits = map.get(room);
    assertTrue(waits.outbox().size() > 1);
    Set<Long> numbers = Set.of(waits.outbox().getLast().seq());
    RoomBatch late =
        new RoomBatch(
            new RoomBatch.Work(
                List.of(new RoomCommand.Unlock(64)),
                null,
                Map.of(waits.room().life(), numbers),
                now));
    assertEquals(new Reply.Refused(RoomError.UNAVAILABLE), ask(map, room, late), "given up");
    assertTrue(map.get(room).room().locked(), "and nothing of it is done");
    assertEquals(
        waits.outbox().subList(0, 1),
        map.get(room).outbox(),
        "but what is in the ledger leaves the outbox");
    OwnerClock.set(owns, Clock.fixed(now.plusSeconds(3), ZoneOffset.UTC));
    RoomBatch stranger =
        new RoomBatch(new RoomBatch.Work(List.of(new RoomCommand.End(65)), null, Map.of(), now));
    assertInstanceOf(Reply.Refused.class, ask(map, room, stranger));

    RoomEntry kept = map.get(room);
    assertTrue(kept.room().locked());
    assertEquals(now, kept.room().clock());
    assertEquals(rules, kept.room().rules());
    assertEquals("Zoë 😀", kept.room().seat(seat).orElseThrow().name());
    assertEquals(1, kept.outbox().size(), "joined: " + kept.outbox());

    owns.getLifecycleService().terminate();
    assertEquals(kept, map.get(room));
    OwnerClock.set(asks, Clock.fixed(now.plusSeconds(6), ZoneOffset.UTC));
    assertEquals(
        new Reply.Refused(RoomError.UNAVAILABLE), ask(map, room, new RoomBatch(second.work())));
    assertEquals(kept, map.get(room), "nobody takes a room over by a word that comes too late");
    OwnerClock.set(asks, Clock.fixed(now.plusSeconds(3), ZoneOffset.UTC));
    assertEquals(Reply.DONE, ask(map, room, new RoomBatch(second.work())));
    RoomEntry taken = map.get(room);
    assertNotEquals(kept.keeper(), taken.keeper());
    assertEquals(kept.outbox(), taken.outbox().subList(0, 1));
    AttendanceEvent says = taken.outbox().getLast();
    assertEquals(2, taken.outbox().size());
    assertEquals(AttendanceEvent.Kind.THAWED, says.kind(), "it says how the room stands");
    assertEquals(1, Room.takenOver(says.seq()));
  }

  /** After a split in which the session began on both sides. */
  @Test
  void whatAnotherLifeHasSeenLeavesTheOutboxWhenItIsInTheLedger() throws Exception {
    Outcome ours = opened();
    Outcome theirs = opened();
    RoomEntry merged =
        RoomMerge.merge(
            new RoomEntry(theirs.room(), theirs.events(), ""),
            new RoomEntry(ours.room(), ours.events(), ""));
    assertEquals(ours.events().size() + theirs.events().size(), merged.outbox().size());
    IMap<UUID, RoomEntry> map = asks.getMap(Rooms.MAP);
    UUID id = UUID.randomUUID();
    map.set(id, merged);
    OwnerClock.set(owns, Clock.fixed(now, ZoneOffset.UTC));
    OwnerClock.set(asks, Clock.fixed(now, ZoneOffset.UTC));
    Set<Long> numbers =
        theirs.events().stream().map(AttendanceEvent::seq).collect(Collectors.toSet());
    map.submitToKey(
            id,
            new RoomBatch(
                new RoomBatch.Work(List.of(), null, Map.of(theirs.room().life(), numbers), now)))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    RoomEntry after = map.get(id);
    assertEquals(
        ours.events(), after.outbox().subList(0, ours.events().size()), "of the same numbers");
    assertTrue(after.outbox().stream().allMatch(e -> e.life().equals(ours.room().life())));
  }

  private Outcome opened() {
    RoomRules rules =
        new RoomRules(
            SessionKind.GROUP,
            "Evening group",
            now,
            now.plusSeconds(3_600),
            8,
            true,
            Duration.ofSeconds(30),
            Duration.ofMinutes(15));
    Entrant host = new Entrant(new PersonId(UUID.randomUUID()), "Dana", Role.HOST, false);
    return Room.fresh(new SessionId(UUID.randomUUID()), UUID.randomUUID(), rules, now)
        .apply(
            new RoomCommand.Join(
                new Link("node-1", 64), host, new SeatId(UUID.randomUUID()), "hash"),
            now);
  }

  @Test
  void theOthersKeepWhatAMemberWitnessedLast() throws Exception {
    LifeProof life = new LifeProof(Duration.ofMillis(2_400), Map.of(7L, Duration.ofSeconds(8)));
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    var speaks = new LastWords(vertx, owns, "speaks", clock, () -> Future.succeededFuture(life));
    var hears =
        new LastWords(vertx, asks, "hears", clock, () -> Future.failedFuture("never asked"));
    vertx.runOnContext(ignored -> speaks.start());
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> hears.of("speaks").await(5, TimeUnit.SECONDS).isPresent());
    assertEquals(
        Optional.of(
            new LastWords.Words(now, now.minusMillis(2_400), Map.of(7L, now.minusSeconds(8)))),
        hears.of("speaks").await(5, TimeUnit.SECONDS));
    assertEquals(Optional.empty(), hears.of("nobody").await(5, TimeUnit.SECONDS));
  }
}
