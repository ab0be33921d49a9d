package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.evenkeel.room.Entrant;
import org.evenkeel.room.Link;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Reply;
import org.evenkeel.room.Role;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two real members, of which one stops in good order while its rooms are asked for something. */
@Timeout(60)
class HandOverTest {
  private final Instant now = Instant.parse("2026-11-24T18:00:00Z");

  private static HazelcastInstance member(String cluster, HazelcastInstance other) {
    Config config = Grid.of(GridOptions.alone(cluster));
    var tcp = config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
    tcp.setConnectionTimeoutSeconds(1);
    if (other != null) {
      var address = other.getCluster().getLocalMember().getAddress();
      tcp.addMember(address.getHost() + ":" + address.getPort());
    }
    return Hazelcast.newHazelcastInstance(config);
  }

  private RoomBatch ask(RoomCommand command) {
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
    return new RoomBatch(
        new RoomBatch.Work(
            List.of(command), new RoomBatch.Opening(rules, UUID.randomUUID()), Map.of(), now));
  }

  private static Reply reply(CompletionStage<RoomBatch.Replies> asked) throws Exception {
    return asked.toCompletableFuture().get(10, TimeUnit.SECONDS).replies().getFirst();
  }

  @Test
  void whatAMemberThatStopsIsAskedItsHeirDoesAndTells() throws Exception {
    String cluster = "heirs-" + UUID.randomUUID();
    HazelcastInstance heir = member(cluster, null);
    HazelcastInstance stops = member(cluster, heir);
    try {
      await().until(() -> heir.getPartitionService().isClusterSafe());
      UUID room = UUID.randomUUID();
      while (heir.getPartitionService().getPartition(room).getOwner().localMember()) {
        room = UUID.randomUUID();
      }
      IMap<UUID, RoomEntry> map = heir.getMap(Rooms.MAP);
      SeatId seat = new SeatId(UUID.randomUUID());
      Entrant host = new Entrant(new PersonId(UUID.randomUUID()), "Dana", Role.HOST, false);
      RoomCommand join = new RoomCommand.Join(new Link("node-1", 64), host, seat, "hash");
      assertEquals(new Reply.Seated(seat), reply(map.submitToKey(room, ask(join))));
      RoomInbox inbox = RoomInbox.of(stops);
      assertNotNull(inbox.poll());

      inbox.over();
      CompletionStage<RoomBatch.Replies> asked =
          map.submitToKey(room, ask(new RoomCommand.Lock(64)));
      Thread.sleep(200);
      assertFalse(asked.toCompletableFuture().isDone(), "it waits");
      assertNull(inbox.poll(), "for nobody reads here");
      assertFalse(map.get(room).room().locked(), "and nothing is done");

      stops.shutdown();
      assertEquals(Reply.DONE, reply(asked));
      assertTrue(map.get(room).room().locked());
      RoomInbox.Changed told = RoomInbox.of(heir).poll();
      assertTrue(told.entry().room().locked(), "its heir has it to tell");
    } finally {
      stops.getLifecycleService().terminate();
      heir.getLifecycleService().terminate();
    }
  }
}
