package org.evenkeel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.evenkeel.live.LastWords;
import org.evenkeel.room.RoomCommand.NodeLost;
import org.evenkeel.store.NodeLease.Proof;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node "a", its view of the others, and a database that says what the test wants. */
@Timeout(60)
class WatchTest {
  private static final Instant NOW = FakeLeases.START.plusSeconds(3_600);
  private static final Instant PROVEN = NOW.minusSeconds(2);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final FakeLeases leases = new FakeLeases();
  private final List<String> posted = new ArrayList<>();
  private final List<Buffer> questions = new ArrayList<>();
  private final Map<String, Consumer<Buffer>> handlers = new HashMap<>();
  private final Map<String, LastWords.Words> words = new HashMap<>();
  private final List<NodeLost> lost = new ArrayList<>();
  private final List<String> doors = new ArrayList<>();
  private final List<String> yields = new ArrayList<>();
  private Set<String> view = Set.of("a");
  private Duration time = Duration.ofHours(1);
  private Duration sinceTick = Duration.ZERO;
  private Duration inTouch = Duration.ofMinutes(1);

  private final Watch watch =
      new Watch(
          vertx,
          leases,
          "a",
          () -> view,
          new Watch.Rooms() {
            @Override
            public Future<Optional<LastWords.Words>> lastWords(String node) {
              leases.calls.add("last words " + node);
              return Future.succeededFuture(Optional.ofNullable(words.get(node)));
            }

            @Override
            public void nodeLost(NodeLost gone) {
              leases.calls.add("lost " + gone.node());
              lost.add(gone);
            }

            @Override
            public void shut() {
              doors.add("shut");
            }

            @Override
            public void reopen() {
              doors.add("open");
            }
          },
          new InTouch.Post() {
            @Override
            public void send(String node, String topic, Buffer body) {
              posted.add(topic + " to " + node);
              questions.add(body);
            }

            @Override
            public void hear(String topic, Consumer<Buffer> handler) {
              handlers.put(topic, handler);
            }
          },
          Clock.fixed(NOW, ZoneOffset.UTC),
          () -> time.toNanos(),
          () -> sinceTick.toNanos(),
          () -> inTouch.toNanos(),
          yields::add);

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  /** All that the test does, and all that follows at once, is one turn of the watch's context. */
  private void turn(Runnable work) throws Exception {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        ignored -> {
          try {
            work.run();
            done.complete();
          } catch (Throwable failure) {
            done.fail(failure);
          }
        });
    done.future().await(10, TimeUnit.SECONDS);
  }

  /** All of these run, see each other and tick. */
  private void together(String... nodes) throws Exception {
    turn(
        () -> {
          view = Set.of(nodes);
          leases.tick(nodes);
          watch.listen();
          watch.look();
          leases.calls.clear();
        });
  }

  /** From now on these alone are in view. */
  private void sees(String... nodes) {
    view = Set.of(nodes);
    watch.glance();
  }

  private void later(Duration by) {
    time = time.plus(by);
    watch.look();
  }

  /** So long ago was the database last heard, and others of the cluster with it. */
  private void withoutDatabase(Duration since) {
    leases.away = true;
    sinceTick = since;
  }

  @Test
  void whoIsLostIsFencedBeforeItsSeatsAreCalledLost() throws Exception {
    together("a", "b");
    turn(
        () -> {
          leases.tick("a");
          leases.proofs.put("b", new Proof(true, Duration.ofSeconds(4), PROVEN, Map.of()));
          sees("a");
        });
    assertEquals(List.of("last words b", "fence b", "proof b", "lost b"), leases.calls);
    assertEquals(List.of(new NodeLost("b", PROVEN, Map.of())), lost);
    assertFalse(watch.holdsTheLedger());
    turn(() -> later(Duration.ofSeconds(10)));
    assertEquals(1, lost.size(), "that is told once");
  }

  @Test
  void untilThenNothingIsWrittenToTheLedger() throws Exception {
    together("a", "b");
    Promise<Boolean> fenced = Promise.promise();
    turn(
        () -> {
          leases.tick("a");
          leases.fence = fenced.future();
          sees("a");
        });
    assertTrue(watch.holdsTheLedger());
    assertEquals(List.of(), lost);
    turn(() -> fenced.complete(true));
    assertFalse(watch.holdsTheLedger());
    assertEquals(1, lost.size());
  }

  @Test
  void whatTheOthersHeardOfItIsTestified() throws Exception {
    together("a", "b");
    turn(
        () -> {
          leases.tick("a");
          words.put("b", new LastWords.Words(NOW, PROVEN, Map.of()));
          sees("a");
        });
    assertEquals(
        List.of("last words b", "fence b", "testify b " + PROVEN, "proof b", "lost b"),
        leases.calls);
  }

  @Test
  void theSideThatMustGoYieldsWhenTheOtherIsNotSeenForLong() throws Exception {
    together("b", "a", "c");
    turn(() -> sees("a"));
    turn(() -> later(Duration.ofMillis(4_500)));
    assertEquals(List.of(), yields);
    turn(() -> later(Duration.ofMillis(1)));
    assertEquals(List.of("the other side of the cluster goes on"), yields);
    assertTrue(watch.holdsTheLedger() && watch.isOver());
    turn(
        () -> {
          leases.tick("a");
          later(Duration.ofSeconds(10));
        });
    assertEquals(1, yields.size());
    assertEquals(List.of(), lost, "it judges nobody any more");
  }

  @Test
  void theSideThatGoesOnFencesAtOnceWhoWasThere() throws Exception {
    together("a", "b", "c");
    turn(() -> sees("a", "b"));
    assertEquals("c", lost.getFirst().node());
    assertEquals(List.of(), yields);
  }

  @Test
  void whoRunsAndWasNeverSeenMayBeAboutToJoin() throws Exception {
    together("a", "b");
    turn(
        () -> {
          leases.tick("a", "b", "new");
          later(Duration.ZERO);
          later(Duration.ofMillis(4_500));
        });
    assertEquals(List.of(), lost);
    turn(() -> later(Duration.ofMillis(1)));
    assertEquals("new", lost.getFirst().node());
  }

  @Test
  void whoDoesNotTickHasNoVote() throws Exception {
    together("a", "b");
    turn(
        () -> {
          leases.tick("c");
          sees("a");
          later(Duration.ofSeconds(10));
        });
    assertEquals(List.of("last words b"), leases.calls);
    assertEquals(List.of(), yields);
    assertTrue(watch.holdsTheLedger());
  }

  @Test
  void whoComesBackBeforeAnythingIsJudgedIsNotFenced() throws Exception {
    together("a", "b", "c");
    turn(
        () -> {
          withoutDatabase(Duration.ofSeconds(1));
          sees("a", "b");
          sees("a", "b", "c");
          leases.away = false;
          later(Duration.ofSeconds(1));
        });
    assertEquals(List.of("last words c"), leases.calls);
    assertFalse(watch.holdsTheLedger());
  }

  @Test
  void whoeverStopsJudgesNobody() throws Exception {
    together("a", "b");
    turn(
        () -> {
          watch.stop();
          leases.tick("a");
          sees("a");
          later(Duration.ofSeconds(10));
        });
    assertEquals(List.of(), leases.calls);
  }

  @Test
  void whoSaysGoodbyeSaysSoToTheOthers() throws Exception {
    together("a", "b");
    turn(watch::sayGoodbye);
    assertEquals(List.of("goodbye to b"), posted);
    assertEquals("a", questions.getFirst().toString());
  }

  @Test
  void whoIsCutOffFromTheDatabaseYieldsWhereAnotherIsNot() throws Exception {
    together("a", "b");
    turn(
        () -> {
          withoutDatabase(Duration.ofSeconds(6).plusMillis(1));
          watch.look();
        });
    assertEquals(List.of("in-touch-asked to b"), posted);
    Buffer answer = Buffer.buffer().appendLong(questions.getFirst().getLong(0));
    handlers.get("in-touch-told").accept(answer.appendLong(Duration.ofMinutes(1).toNanos()));
    turn(() -> {});
    assertEquals(List.of("the database answers others, and not this node"), yields);
  }

  // Without the database

  @Test
  void mostOfThemGoOnAndTellWhoIsLostInTime() throws Exception {
    together("a", "b", "c");
    turn(
        () -> {
          withoutDatabase(Duration.ofSeconds(60));
          words.put("c", new LastWords.Words(NOW, PROVEN, Map.of(7L, PROVEN.minusSeconds(3))));
          sees("a", "b");
          later(Duration.ofMillis(4_499));
        });
    assertEquals(List.of(), lost);
    turn(() -> later(Duration.ofMillis(1)));
    turn(() -> later(Duration.ofSeconds(5)));
    assertEquals(List.of(new NodeLost("c", PROVEN, Map.of(7L, PROVEN.minusSeconds(3)))), lost);
    assertFalse(leases.calls.contains("fence c"));
    assertTrue(watch.holdsTheLedger());
    assertEquals(List.of(), doors);
  }

  @Test
  void whereNobodyKnowsItsLastWordsItWasHeardLongAgo() throws Exception {
    together("a", "b", "c");
    turn(
        () -> {
          withoutDatabase(Duration.ofSeconds(60));
          sees("a", "b");
          later(Duration.ofMillis(4_500));
        });
    assertEquals(List.of(new NodeLost("c", NOW.minusSeconds(9))), lost);
  }

  @Test
  void whoLosesTheOthersAsWellServesNobody() throws Exception {
    together("a", "b", "c");
    turn(
        () -> {
          withoutDatabase(Duration.ofSeconds(5));
          sees("a");
        });
    assertEquals(List.of(), doors, "the database may answer yet");
    turn(
        () -> {
          sinceTick = sinceTick.plusMillis(1);
          watch.glance();
          assertEquals(List.of("shut"), doors, "no answer of the database is waited for");
          later(Duration.ofSeconds(1));
          later(Duration.ofSeconds(10));
        });
    assertEquals(List.of("shut"), doors);
    assertTrue(watch.isAdrift());
    assertEquals(List.of(), lost, "who is lost to whom is not for it to say");
    assertEquals(List.of(), yields, "what it knows may be all there is");
  }

  @Test
  void whoServesNobodyServesAgainWhenTheDatabaseSaysThatNobodyElseRuns() throws Exception {
    together("a", "b");
    turn(
        () -> {
          withoutDatabase(Duration.ofSeconds(7));
          sees("a");
          leases.away = false;
          leases.tick("a");
          sinceTick = Duration.ZERO;
          inTouch = Duration.ofMillis(4_499);
          later(Duration.ofSeconds(1));
        });
    assertEquals(List.of("shut"), doors, "the others may tick in a moment");
    assertEquals(List.of(), lost);
    turn(
        () -> {
          inTouch = Duration.ofMillis(4_500);
          later(Duration.ofSeconds(1));
        });
    assertEquals(List.of("shut", "open"), doors);
    assertFalse(watch.isAdrift());
    assertEquals("b", lost.getFirst().node());
    turn(
        () -> {
          withoutDatabase(Duration.ofSeconds(60));
          later(Duration.ofSeconds(60));
        });
    assertEquals(List.of("shut", "open"), doors, "b is not missed any more");
  }

  /** A node joins the grid seconds before it runs, and one that cannot start never does. */
  @Test
  void whoHasNeverRunIsNotMissed() throws Exception {
    together("a");
    turn(
        () -> {
          sees("a", "starts");
          later(Duration.ofSeconds(1));
          withoutDatabase(Duration.ofSeconds(7));
          sees("a");
          later(Duration.ofSeconds(10));
        });
    assertEquals(List.of(), doors);
    assertFalse(watch.isAdrift());
  }

  @Test
  void whoServesNobodyServesAgainWhenTheOthersHaveBeenInViewForAWhile() throws Exception {
    together("a", "b");
    turn(
        () -> {
          withoutDatabase(Duration.ofSeconds(7));
          sees("a");
          later(Duration.ofSeconds(1));
          sees("a", "b");
          later(Duration.ofSeconds(1));
          later(Duration.ofMillis(4_500));
        });
    assertEquals(List.of("shut"), doors, "they may say that the database answers them");
    turn(
        () -> {
          sees("a");
          later(Duration.ofSeconds(1));
          sees("a", "b");
          later(Duration.ofSeconds(1));
          later(Duration.ofMillis(4_500));
        });
    assertEquals(List.of("shut"), doors, "for a while without a break");
    turn(() -> later(Duration.ofMillis(1)));
    assertEquals(List.of("shut", "open"), doors);
    assertFalse(watch.isAdrift());
    assertEquals(List.of(), yields);
  }

  @Test
  void whoServesNobodyYieldsWhereTheOthersRun() throws Exception {
    together("b", "a");
    turn(
        () -> {
          withoutDatabase(Duration.ofSeconds(7));
          sees("a");
          leases.away = false;
          sinceTick = Duration.ZERO;
          later(Duration.ofSeconds(1));
          later(Duration.ofSeconds(5));
        });
    assertEquals(List.of("the other side of the cluster goes on"), yields);
    assertEquals(List.of("shut"), doors);
  }

  @Test
  void whoWasAloneGoesOn() throws Exception {
    together("a");
    turn(
        () -> {
          withoutDatabase(Duration.ofMinutes(10));
          later(Duration.ofMinutes(10));
        });
    assertEquals(List.of(), doors);
  }

  /** The database is back for all, and the fewer have ticked first. */
  @Test
  void theFewerWaitForTheOthersToTickBeforeTheyAreFenced() throws Exception {
    together("a", "b", "c");
    turn(
        () -> {
          leases.tick("a");
          inTouch = Duration.ofMillis(200);
          sees("a");
        });
    assertFalse(leases.calls.contains("fence b"), leases.calls.toString());
    turn(
        () -> {
          inTouch = Watch.PATIENCE.plusMillis(1);
          watch.look();
        });
    assertTrue(leases.calls.containsAll(List.of("fence b", "fence c")), leases.calls.toString());
  }

  @Test
  void theMoreDoNotWait() throws Exception {
    together("a", "b", "c");
    turn(
        () -> {
          leases.tick("a", "b");
          inTouch = Duration.ofMillis(200);
          sees("a", "b");
        });
    assertTrue(leases.calls.contains("fence c"), leases.calls.toString());
  }

  @Test
  void whoIsLeftAloneInGoodOrderGoesOn() throws Exception {
    together("a", "b");
    turn(() -> withoutDatabase(Duration.ofMinutes(1)));
    handlers.get("goodbye").accept(Buffer.buffer("b"));
    turn(
        () -> {
          sees("a");
          later(Duration.ofMinutes(1));
        });
    assertEquals(List.of(), doors);
  }

  // What a keeper asks of a node that is gone

  @Test
  void nobodySpeaksForANodeThatMayRun() throws Exception {
    leases.proofs.put("b", new Proof(false, Duration.ofMillis(3_499), PROVEN, Map.of()));
    assertTrue(watch.lastProof("b").failed());
  }

  @Test
  void theLastProofOfANodeIsItsLease() throws Exception {
    NodeLost expected = new NodeLost("b", PROVEN, Map.of(7L, PROVEN.minusSeconds(3)));
    Map<Long, Instant> silent = expected.silent();
    leases.proofs.put("b", new Proof(false, Duration.ofMillis(3_500), PROVEN, silent));
    assertEquals(expected, watch.lastProof("b").result());
    leases.proofs.put("b", new Proof(true, Duration.ZERO, PROVEN, silent));
    assertEquals(expected, watch.lastProof("b").result());
    assertEquals(new NodeLost("x", NOW.minusSeconds(9)), watch.lastProof("x").result());
  }
}
