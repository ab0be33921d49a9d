package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.internal.serialization.impl.HeapData;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.awaitility.core.ConditionFactory;
import org.evenkeel.faults.Wire;
import org.evenkeel.testing.NodeProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes with a real event bus between them, which falls silent towards one. */
@Timeout(120)
class CourierTest {
  private static final String TOPIC = "words";

  /** Twice as often as between real nodes. */
  private static final long CANARY_MS = 1_000;

  private final String cluster = "courier-" + UUID.randomUUID();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Heard> heard = Collections.synchronizedList(new ArrayList<>());
  private final List<String> mended = new CopyOnWriteArrayList<>();
  private Wire wire;
  private HazelcastInstance near;
  private HazelcastInstance far;
  private Vertx nearBus;
  private String there;
  private Courier courier;

  /**
   * What the far node was told.
   *
   * @param byBus and not by the grid, whose words come on threads of its own
   */
  private record Heard(String word, boolean byBus) {}

  @BeforeEach
  void twoNodes() throws Exception {
    Vertx own = Vertx.vertx();
    open.push(() -> LiveServer.await(own.close()));
    int farPort = NodeProcess.freePort();
    wire = Wire.to(own, "127.0.0.1", farPort);
    open.push(wire);

    near = member(null);
    var address = near.getCluster().getLocalMember().getAddress();
    far = member(address.getHost() + ":" + address.getPort());
    patient().until(() -> near.getCluster().getMembers().size() == 2);
    there = Members.name(far.getCluster().getLocalMember());

    Vertx farBus =
        bus(far, new EventBusOptions().setPort(farPort).setClusterPublicPort(wire.port()));
    nearBus = bus(near, new EventBusOptions());
    start(
        new Courier(farBus, far, there, CANARY_MS),
        word -> heard.add(new Heard(word.toString(), Context.isOnEventLoopThread())),
        node -> {});
    courier =
        new Courier(nearBus, near, Members.name(near.getCluster().getLocalMember()), CANARY_MS);
    start(courier, word -> {}, mended::add);
  }

  /**
   * A node that was cut off has spoken of rooms as it knew them, and that comes after the healing.
   */
  @Test
  void whatANodeSaidThatIsNotInViewCountsForNothing() throws Exception {
    arrives("first", true);
    Courier gone = new Courier(nearBus, near, "node-gone", CANARY_MS);
    gone.send(there, TOPIC, Buffer.buffer("stale"));
    gone.send(there, TOPIC, Buffer.buffer("stale too"));
    courier.send(there, TOPIC, Buffer.buffer("last"));
    patient().until(() -> heard.stream().anyMatch(h -> h.word().equals("last")));
    assertTrue(heard.stream().noneMatch(h -> h.word().startsWith("stale")), heard::toString);
  }

  private static void start(Courier courier, Consumer<Buffer> handler, Consumer<String> mended) {
    courier.start(Map.of(TOPIC, handler), mended);
  }

  private HazelcastInstance member(String other) {
    Config config = Grid.of(GridOptions.alone(cluster));
    var tcp = config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
    tcp.setConnectionTimeoutSeconds(1);
    if (other != null) {
      tcp.addMember(other);
    }
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
    open.push(member.getLifecycleService()::terminate);
    return member;
  }

  private Vertx bus(HazelcastInstance grid, EventBusOptions options) throws Exception {
    options
        .setHost("127.0.0.1")
        .setConnectTimeout(2_000)
        .setReconnectAttempts(5)
        .setReconnectInterval(500)
        .setClusterPingInterval(3_000)
        .setClusterPingReplyInterval(3_000);
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventBusOptions(options))
            .withClusterManager(new HazelcastClusterManager(grid))
            .buildClustered()
            .await(20, TimeUnit.SECONDS);
    open.push(() -> LiveServer.await(vertx.close()));
    return vertx;
  }

  @AfterEach
  void goHome() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private static ConditionFactory patient() {
    return await().atMost(Duration.ofSeconds(40));
  }

  private void say(String word) {
    courier.send(there, TOPIC, Buffer.buffer(word));
  }

  /** Where it does not arrive it is said again, as the bus learns late who listens. */
  private void arrives(String word, boolean byBus) {
    patient()
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              say(word);
              return heard.contains(new Heard(word, byBus));
            });
  }

  private void breakTheBus() {
    wire.swallow();
    patient().until(() -> courier.brokenLinks() == 1);
  }

  @Test
  void wordsGoByTheBusAndWhereItIsSilentByTheGridUntilItAnswersAgain() {
    arrives("healthy", true);
    assertEquals(0, courier.brokenLinks());
    assertEquals(List.of(), mended);

    breakTheBus();
    patient().until(() -> mended.equals(List.of(there)));
    say("silent");
    patient().until(() -> heard.contains(new Heard("silent", false)));

    wire.pass();
    patient().until(() -> courier.brokenLinks() == 0);
    patient().until(() -> mended.equals(List.of(there, there)));
    say("mended");
    patient().until(() -> heard.contains(new Heard("mended", true)));
    assertTrue(heard.stream().allMatch(h -> h.byBus() || h.word().equals("silent")), "" + heard);
  }

  /** They go from several threads of the grid's there. */
  @Test
  void noWordOvertakesAnotherOnTheGrid() {
    arrives("healthy", true);
    breakTheBus();
    heard.clear();
    List<Heard> said = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      said.add(new Heard("word " + i, false));
      say("word " + i);
    }
    patient().until(() -> heard.size() >= said.size());
    assertEquals(said, heard);
  }

  /** Said all the while, as the bus comes back: what still waits for the grid stays before it. */
  @Test
  void noWordOvertakesAnotherWhereTheBusIsBack() {
    arrives("healthy", true);
    breakTheBus();
    heard.clear();
    wire.pass();
    List<String> said = new ArrayList<>();
    while (courier.brokenLinks() > 0 || said.size() < 2_000) {
      for (int i = 0; i < 20; i++) {
        said.add("word " + said.size());
        say(said.getLast());
      }
      LockSupport.parkNanos(1_000_000);
    }
    say("last");
    said.add("last");
    patient().until(() -> heard.size() >= said.size());
    assertEquals(said, heard.stream().map(Heard::word).toList());
    assertEquals(new Heard("last", true), heard.getLast());
    assertFalse(heard.getFirst().byBus(), "it began on the grid");
  }

  /** It is looked at no more, so nothing else would take it off. */
  @Test
  void whoIsGoneIsNoBrokenLink() {
    arrives("healthy", true);
    breakTheBus();
    far.getLifecycleService().terminate();
    patient().until(() -> courier.brokenLinks() == 0);
    assertEquals(List.of(there), mended, "nothing is mended by that");
    say("lost");
  }

  @Test
  void anErrandIsTheSameOnTheOtherSide() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    SerializationService hazelcast =
        new DefaultSerializationServiceBuilder()
            .setConfig(Grid.of(GridOptions.alone(cluster)).getSerializationConfig())
            .build();
    Errand errand = new Errand(new Errand.Load("node-1", List.of(new Errand.Word(7, TOPIC, all))));
    byte[] travels = hazelcast.toData(errand).toByteArray();
    Errand.Load arrived = hazelcast.<Errand>toObject(new HeapData(travels)).load();
    assertEquals("node-1", arrived.from());
    assertEquals(7, arrived.words().getFirst().number());
    assertEquals(TOPIC, arrived.words().getFirst().topic());
    assertArrayEquals(all, arrived.words().getFirst().body());
  }
}
