package org.evenkeel.store;

import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.evenkeel.testing.RealDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodeLeaseTest {
  @RegisterExtension static final RealDatabase DATABASE = new RealDatabase();

  private final String node = "node-" + UUID.randomUUID();
  private final NodeLease lease = new NodeLease(DATABASE.pool());

  private Row row() {
    return DATABASE.sql("select * from node_lease where node = $1", node).iterator().next();
  }

  private Duration between(String from, String to) {
    Row row = row();
    return Duration.between(row.getOffsetDateTime(from), row.getOffsetDateTime(to));
  }

  @Test
  void aTickSaysWhoWasHeardAndWhen() {
    await(lease.register(node));
    assertTrue(
        await(lease.tick(node, Duration.ofMillis(4_200), Map.of(7L, Duration.ofSeconds(12)))));
    assertEquals(Duration.ofMillis(4_200), between("proven_at", "observed_at"));
    assertEquals(new JsonObject().put("7", 12_000), row().getJsonObject("silent"));
    assertTrue(await(lease.tick(node, Duration.ZERO, Map.of())));
    assertEquals(Duration.ZERO, between("proven_at", "observed_at"));
    assertEquals(new JsonObject(), row().getJsonObject("silent"));
  }

  @Test
  void whatTheOthersHeardOfADeadNodeCountsWhereItIsNewer() {
    await(lease.register(node));
    await(lease.tick(node, Duration.ZERO, Map.of()));
    Instant ticked = await(lease.proof(node)).orElseThrow().provenAt();
    Instant said = ticked.plusMillis(50);
    Instant heard = ticked.plusMillis(20);
    await(Future.future(p -> DATABASE.vertx().setTimer(100, t -> p.complete())));

    await(lease.testify(node, said, heard, Map.of()));
    assertEquals(ticked, await(lease.proof(node)).orElseThrow().provenAt(), "it may still run");

    await(lease.fence(node, Duration.ZERO));
    await(lease.testify(node, said.plusSeconds(60), heard.plusSeconds(60), Map.of()));
    assertEquals(ticked, await(lease.proof(node)).orElseThrow().provenAt(), "that is to come");

    await(lease.testify(node, said, heard, Map.of(7L, ticked.minusSeconds(3))));
    var proof = await(lease.proof(node)).orElseThrow();
    assertEquals(heard, proof.provenAt());
    assertEquals(Map.of(7L, ticked.minusSeconds(3)), proof.silent());

    await(lease.testify(node, ticked, ticked.minusSeconds(9), Map.of()));
    assertEquals(heard, await(lease.proof(node)).orElseThrow().provenAt(), "the newer one counts");
  }

  @Test
  void aNameIsUsedOnce() {
    await(lease.register(node));
    NodeLease again = new NodeLease(DATABASE.pool());
    assertThrows(IllegalStateException.class, () -> await(again.register(node)));
    assertFalse(await(again.tick(node, Duration.ZERO, Map.of())));
  }

  @Test
  void aStoppedNodeIsFenced() {
    await(lease.register(node));
    await(lease.stop(node));
    assertFalse(await(lease.tick(node, Duration.ZERO, Map.of())));
    OffsetDateTime stopped = row().getOffsetDateTime("stopped_at");
    await(lease.stop(node));
    assertEquals(stopped, row().getOffsetDateTime("stopped_at"));
  }

  @Test
  void aNodeWhoseRowIsGoneIsFenced() {
    await(lease.register(node));
    DATABASE.sql("delete from node_lease where node = $1", node);
    assertFalse(await(lease.tick(node, Duration.ZERO, Map.of())));
  }

  @Test
  void aNodeTakenForDeadLearnsOfItWhenItWakes() {
    await(lease.register(node));
    NodeLease other = new NodeLease(DATABASE.pool());
    assertFalse(await(other.fence(node, NodeLease.OVER_AFTER)), "it has just ticked");
    DATABASE.sql("update node_lease set ticked_at = now() - interval '11 s' where node = $1", node);
    assertTrue(await(other.fence(node, NodeLease.OVER_AFTER)));
    assertFalse(await(other.fence(node, NodeLease.OVER_AFTER)), "it was so already");
    assertFalse(await(lease.tick(node, Duration.ZERO, Map.of())));
  }

  @Test
  void aLeaseThatRanOutWithoutAnybodyStoppingItGoesOn() {
    await(lease.register(node));
    DATABASE.sql(
        "update node_lease set ticked_at = now() - interval '1 hour' where node = $1", node);
    assertTrue(await(lease.tick(node, Duration.ZERO, Map.of())));
  }

  @Test
  void aTickThatWasHeldUpProvesOnlyWhatWasSoWhenItWasSent() {
    AtomicLong nanos = new AtomicLong();
    NodeLease steady = new NodeLease(DATABASE.pool(), nanos::get);
    await(steady.register(node));
    // The node's clock says that no time has passed since the answer, the database's that 30 s
    // have.
    DATABASE.sql(
        """
        update node_lease set observed_at = observed_at - interval '30 s',
          started_at = started_at - interval '30 s' where node = $1
        """,
        node);
    OffsetDateTime registered = row().getOffsetDateTime("observed_at").plusSeconds(30);
    assertTrue(await(steady.tick(node, Duration.ofMillis(500), Map.of())));
    assertEquals(registered, row().getOffsetDateTime("observed_at"));
    assertEquals(registered.minusNanos(500_000_000), row().getOffsetDateTime("proven_at"));
    assertTrue(row().getOffsetDateTime("ticked_at").isAfter(registered));
  }

  @Test
  void aClockThatRunsAheadProvesNothingOfTheFuture() {
    AtomicLong nanos = new AtomicLong();
    NodeLease fast = new NodeLease(DATABASE.pool(), nanos::get);
    await(fast.register(node));
    nanos.set(Duration.ofHours(1).toNanos());
    assertTrue(await(fast.tick(node, Duration.ZERO, Map.of())));
    assertEquals(Duration.ZERO, between("observed_at", "ticked_at"));
  }

  @Test
  void aDatabaseThatDoesNotAnswerFailsTheTickInTime() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0)) {
      Pool hangs = DATABASE.newPool(deaf.getLocalPort());
      long begun = System.nanoTime();
      Future<Void> register = new NodeLease(hangs).register(node);
      assertThrows(Exception.class, () -> await(register));
      assertTrue(Duration.ofNanos(System.nanoTime() - begun).toMillis() < 3_000, "took too long");
    }
  }
}
