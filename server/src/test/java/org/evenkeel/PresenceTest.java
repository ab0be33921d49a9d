package org.evenkeel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.evenkeel.live.GridOptions;
import org.evenkeel.live.Live;
import org.evenkeel.live.LiveOptions;
import org.evenkeel.live.Media;
import org.evenkeel.store.DatabaseClock;
import org.evenkeel.store.NodeLease;
import org.evenkeel.store.StartFailure;
import org.evenkeel.testing.RealDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One node's rooms on a real database, and another that uses it. */
@Timeout(120)
class PresenceTest {
  @RegisterExtension static final RealDatabase DATABASE = new RealDatabase();

  private static final Media NONE =
      session ->
          Future.succeededFuture(who -> Future.succeededFuture(new Media.Offer("{}", false)));

  private final List<String> yields = new CopyOnWriteArrayList<>();
  private final String stranger = "node-" + UUID.randomUUID();
  private final NodeLease strangers = new NodeLease(DATABASE.pool());
  private Vertx vertx;
  private HazelcastInstance grid;
  private String name;

  @BeforeEach
  void aGrid() {
    vertx = Vertx.vertx();
    GridOptions options = GridOptions.alone("presence-" + UUID.randomUUID());
    name = options.node();
    grid = Hazelcast.newHazelcastInstance(Live.grid(options));
  }

  @AfterEach
  void close() {
    DATABASE.sql("delete from node_lease");
    RealDatabase.await(vertx.close());
    grid.shutdown();
  }

  private Future<Presence> starts() {
    return Presence.start(
        vertx,
        grid,
        name,
        new Presence.Pools(DATABASE.pool(), DATABASE.pool(), DATABASE.pool()),
        new DatabaseClock(Clock.systemUTC()),
        LiveOptions.standard(Set.of()),
        NONE,
        yields::add);
  }

  private long leases(String how) {
    return DATABASE.count("select count(*) from node_lease where node = $1 and " + how, name);
  }

  /** It runs, and this node does not see it. */
  private void aStrangerTicks() {
    RealDatabase.await(strangers.register(stranger));
    vertx.setPeriodic(500, ignored -> strangers.tick(stranger, Duration.ZERO, Map.of()));
  }

  @Test
  void itProvesItsLifeFromItsStartToItsEnd() {
    Presence presence = RealDatabase.await(starts());
    await().until(() -> leases("stopped_at is null and ticked_at > started_at") == 1);
    assertFalse(presence.isSilent());
    assertFalse(presence.isAdrift());
    RealDatabase.await(presence.isSettled(grid));
    RealDatabase.await(presence.stop());
    assertEquals(1, leases("stopped_at is not null"));
    assertTrue(presence.isSilent());
    assertEquals(List.of(), yields);
  }

  @Test
  void whoIsTakenForDeadYieldsAndJudgesNobody() {
    Presence presence = RealDatabase.await(starts());
    RealDatabase.await(strangers.fence(name, Duration.ZERO));
    await().until(() -> !yields.isEmpty());
    assertEquals(List.of("this node was taken for dead while it did not answer"), yields);
    assertTrue(presence.isSilent());
  }

  @Test
  void itWaitsForANodeThatItDoesNotSeeAndThatStops() {
    aStrangerTicks();
    Future<Presence> starts = starts();
    await().during(Duration.ofSeconds(1)).until(() -> !starts.isComplete());
    assertEquals(0, leases("true"), "it has no lease yet, and nobody counts with it");
    RealDatabase.await(strangers.stop(stranger));
    RealDatabase.await(RealDatabase.await(starts).stop());
  }

  /** A second cluster on one database would fence the first. */
  @Test
  void itDoesNotStartBesideANodeThatItNeverSees() {
    aStrangerTicks();
    Throwable failure = assertThrows(Throwable.class, () -> RealDatabase.await(starts()));
    Throwable why = failure instanceof StartFailure ? failure : failure.getCause();
    assertInstanceOf(StartFailure.class, why);
    assertTrue(why.getMessage().contains(stranger), why.getMessage());
    assertEquals(0, leases("true"));
  }
}
