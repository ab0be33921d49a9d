package org.evenkeel.media;

import static org.awaitility.Awaitility.await;
import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenkeel.live.GridOptions;
import org.evenkeel.live.Live;
import org.evenkeel.room.SessionId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Two real members, which must agree in which media room a session is. */
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MediaRoomsTest {
  private static Vertx vertx;
  private static HazelcastInstance first;
  private static HazelcastInstance second;
  private static MediaRooms here;
  private static MediaRooms there;

  private final SessionId session = new SessionId(UUID.randomUUID());

  @BeforeAll
  static void twoMembers() {
    vertx = Vertx.vertx();
    String cluster = "media-" + UUID.randomUUID();
    first = member(cluster, null);
    var address = first.getCluster().getLocalMember().getAddress();
    second = member(cluster, address.getHost() + ":" + address.getPort());
    await().atMost(Duration.ofSeconds(30)).until(() -> first.getCluster().getMembers().size() == 2);
    await().atMost(Duration.ofSeconds(30)).until(() -> first.getPartitionService().isClusterSafe());
    here = new MediaRooms(vertx, first, any -> Future.succeededFuture(true));
    there = new MediaRooms(vertx, second, any -> Future.succeededFuture(false));
  }

  private static HazelcastInstance member(String cluster, String other) {
    Config config = Live.grid(GridOptions.alone(cluster));
    var tcp = config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
    tcp.setConnectionTimeoutSeconds(1);
    if (other != null) {
      tcp.addMember(other);
    }
    return Hazelcast.newHazelcastInstance(config);
  }

  @AfterAll
  static void goHome() {
    first.shutdown();
    second.shutdown();
    await(vertx.close());
  }

  @Test
  void allNodesAgreeHoweverManyAskAtOnce() {
    List<Future<MediaRoom>> asked =
        IntStream.range(0, 40).mapToObj(i -> (i % 2 == 0 ? here : there).of(session)).toList();
    Set<MediaRoom> rooms = asked.stream().map(f -> await(f)).collect(Collectors.toSet());
    assertEquals(1, rooms.size(), rooms.toString());
    MediaRoom room = rooms.iterator().next();
    assertTrue(MediaRooms.isName(room.name()), room.name());
    assertEquals(Optional.of(new MediaRooms.Place(session, true)), await(there.find(room.name())));
    assertEquals(List.of(room.name()), await(here.all(session)));
  }

  @Test
  void eachSessionHasARoomOfItsOwnAndItsChoiceStaysAsItWas() {
    MediaRoom one = await(here.of(session));
    assertTrue(one.encrypted());
    assertEquals(one, await(there.of(session)), "though it would choose otherwise");
    MediaRoom other = await(there.of(new SessionId(UUID.randomUUID())));
    assertFalse(other.encrypted());
    assertNotEquals(one.name(), other.name());
  }

  @Test
  void ofTwoWhoMoveItTheSameWayOneDoesAndItIsToldOnce() {
    List<SessionId> moved = new CopyOnWriteArrayList<>();
    here.whenMoved(moved::add);
    there.whenMoved(moved::add);
    String before = await(here.of(session)).name();
    Future<MediaRoom> one = here.move(session, before);
    Future<MediaRoom> two = there.move(session, before);
    String after = await(one).name();
    assertEquals(after, await(two).name());
    assertNotEquals(before, after);
    assertEquals(List.of(session), moved);
    assertEquals(after, await(there.of(session)).name());
    assertEquals(Optional.of(new MediaRooms.Place(session, false)), await(here.find(before)));
    assertEquals(Optional.of(new MediaRooms.Place(session, true)), await(here.find(after)));
    assertEquals(List.of(after, before), await(there.all(session)));
    assertTrue(await(there.of(session)).encrypted(), "as it was chosen");
  }

  @Test
  void aNameThatWeNeverGaveStandsForNothing() {
    assertEquals(Optional.empty(), await(here.find("0".repeat(32))));
    assertEquals(Optional.empty(), await(here.find("*")));
    assertEquals(Optional.empty(), await(here.find(null)));
    assertEquals(List.of(), await(here.all(session)));
    assertThrows(Exception.class, () -> await(here.move(session, "0".repeat(32))));
    assertEquals(List.of(), await(here.all(session)), "nobody has a room by being moved");
  }

  @Test
  void whoeverComesInDoesNotWaitForADatabaseThatIsSlowAndTheNextOneHasTheRoom() {
    Promise<Boolean> slow = Promise.promise();
    MediaRooms waits = new MediaRooms(vertx, first, any -> slow.future());
    long asked = System.nanoTime();
    assertThrows(Exception.class, () -> await(waits.of(session)));
    assertTrue(System.nanoTime() - asked < Duration.ofSeconds(2).toNanos());
    slow.complete(true);
    await().atMost(Duration.ofSeconds(5)).until(() -> !await(here.all(session)).isEmpty());
    assertTrue(await(there.of(session)).encrypted());
  }

  /** The last one, for the members die in it. */
  @Test
  @Order(Integer.MAX_VALUE)
  void itOutlivesAMemberAndIsRememberedWhereThereIsNobodyToAsk() {
    MediaRoom room = await(here.of(session));
    String old = room.name();
    MediaRoom moved = await(there.move(session, old));
    assertEquals(moved, await(here.of(session)));
    second.getLifecycleService().terminate();
    assertEquals(moved, await(here.of(session)));
    assertEquals(Optional.of(new MediaRooms.Place(session, false)), await(here.find(old)));
    first.getLifecycleService().terminate();
    assertEquals(moved, await(here.of(session)), "what was known last");
    assertThrows(Exception.class, () -> await(here.of(new SessionId(UUID.randomUUID()))));
  }
}
