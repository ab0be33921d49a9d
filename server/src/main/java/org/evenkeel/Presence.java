package org.evenkeel;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.evenkeel.attendance.LedgerWriter;
import org.evenkeel.attendance.Recovery;
import org.evenkeel.live.LastWords;
import org.evenkeel.live.LedgerHeld;
import org.evenkeel.live.Live;
import org.evenkeel.live.LiveOptions;
import org.evenkeel.live.Media;
import org.evenkeel.live.Members;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.RoomCommand.NodeLost;
import org.evenkeel.store.DatabaseClock;
import org.evenkeel.store.NodeLease;
import org.evenkeel.store.StartFailure;

/** The rooms of a node, with what makes them trustworthy: lease, watch, ledger, aftercare. */
final class Presence {
  private static final Duration TO_BE_SEEN = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_MS = 500;

  private final Vertx vertx;
  private final NodeLease lease;
  private final String name;
  private final Members members;
  private final DatabaseClock clock;
  private Live live;
  private Heartbeat heartbeat;
  private Watch watch;

  /**
   * Ways to the database.
   *
   * @param leases for the lease alone, which waits behind nobody
   * @param patient for what may take half a minute
   */
  record Pools(Pool ledger, Pool leases, Pool patient) {}

  private Presence(
      Vertx vertx, NodeLease lease, String name, Members members, DatabaseClock clock) {
    this.vertx = vertx;
    this.lease = lease;
    this.name = name;
    this.members = members;
    this.clock = clock;
  }

  /**
   * Begins the lease and the rooms.
   *
   * @param name this start of the node, as its grid knows it
   * @param yields called once when this node may not go on
   * @return fails with {@link StartFailure} where nodes run on this database that this one does not
   *     see
   */
  static Future<Presence> start(
      Vertx vertx,
      HazelcastInstance grid,
      String name,
      Pools pools,
      DatabaseClock clock,
      LiveOptions options,
      Media media,
      Consumer<String> yields) {
    Presence presence =
        new Presence(vertx, new NodeLease(pools.leases(), clock), name, new Members(grid), clock);
    return presence
        .seesEverybody(System.nanoTime() + TO_BE_SEEN.toNanos())
        .compose(seen -> presence.lease.register(name))
        .compose(
            registered -> {
              Promise<Presence> started = Promise.promise();
              vertx.runOnContext(
                  ignored -> {
                    try {
                      presence.open(grid, pools, options, media, yields);
                      started.complete(presence);
                    } catch (RuntimeException notOpened) {
                      started.fail(notOpened);
                    }
                  });
              return started.future();
            });
  }

  private void open(
      HazelcastInstance grid,
      Pools pools,
      LiveOptions options,
      Media media,
      Consumer<String> yields) {
    LedgerWriter writer = new LedgerWriter(pools.ledger(), name);
    live =
        Live.start(
            vertx, grid, options, clock, events -> write(writer, events), media, this::lastProof);
    heartbeat =
        new Heartbeat(
            vertx,
            lease,
            name,
            live::lifeProof,
            () -> yields.accept("this node was taken for dead while it did not answer"));
    watch =
        new Watch(
            vertx,
            lease,
            name,
            members::names,
            new LiveRooms(live),
            new LivePost(live),
            clock,
            System::nanoTime,
            heartbeat::nanosSinceTick,
            heartbeat::nanosInTouch,
            yields);
    heartbeat.start();
    watch.start();
    new Aftercare(vertx, live::lives, new Recovery(pools.patient())::run).start();
  }

  private Future<Void> write(LedgerWriter writer, List<AttendanceEvent> events) {
    return watch != null && watch.holdsTheLedger()
        ? Future.failedFuture(new LedgerHeld())
        : writer.write(events);
  }

  private Future<NodeLost> lastProof(String node) {
    return watch.lastProof(node);
  }

  /** A node that comes to a running cluster must be one of it, not a second one beside it. */
  private Future<Void> seesEverybody(long deadlineNanos) {
    return lease
        .running(Watch.RUNS)
        .compose(
            running -> {
              Set<String> unseen = Sides.unseen(running, members.names());
              if (unseen.isEmpty()) {
                return Future.succeededFuture();
              }
              if (System.nanoTime() > deadlineNanos) {
                return Future.failedFuture(
                    new StartFailure(
                        "Another node uses this database and cannot be reached from here ("
                            + String.join(", ", unseen)
                            + "). Name all nodes in EVENKEEL_CLUSTER_MEMBERS, or give this one a"
                            + " database of its own."));
              }
              Promise<Void> later = Promise.promise();
              vertx.setTimer(
                  LOOK_AGAIN_MS, ignored -> seesEverybody(deadlineNanos).onComplete(later));
              return later.future().timeout(TO_BE_SEEN.toSeconds() + 5, TimeUnit.SECONDS);
            });
  }

  Live live() {
    return live;
  }

  /**
   * This node may not judge anybody now: somebody is lost from its view, or it is itself from that
   * of the others. Any thread.
   */
  boolean isSilent() {
    return watch == null || watch.holdsTheLedger() || heartbeat.isOver();
  }

  /** This node serves nobody now: see {@link Watch}. Any thread. */
  boolean isAdrift() {
    return watch != null && watch.isAdrift();
  }

  /**
   * Succeeds when every copy of every room is where it should be. The grid asks all members for
   * that and waits, so it does not happen on an event loop.
   */
  Future<Void> isSettled(HazelcastInstance grid) {
    return vertx
        .executeBlocking(() -> grid.getPartitionService().isClusterSafe(), false)
        .compose(
            safe ->
                safe
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture("rooms are being copied"));
  }

  /** Nothing is judged and nothing proven any more; the lease ends in good order. */
  Future<Void> stop() {
    if (!watch.isOver() && !heartbeat.isOver()) {
      watch.sayGoodbye();
    }
    watch.stop();
    return heartbeat.stop();
  }

  /** The rooms, for the watch. */
  private record LiveRooms(Live live) implements Watch.Rooms {
    @Override
    public Future<Optional<LastWords.Words>> lastWords(String node) {
      return live.lastWords(node);
    }

    @Override
    public void nodeLost(NodeLost gone) {
      live.nodeLost(gone);
    }

    @Override
    public void shut() {
      live.shut();
    }

    @Override
    public void reopen() {
      live.reopen();
    }
  }

  /** The way of words between nodes, for the watch. */
  private record LivePost(Live live) implements InTouch.Post {
    @Override
    public void send(String node, String topic, Buffer body) {
      live.send(node, topic, body);
    }

    @Override
    public void hear(String topic, Consumer<Buffer> handler) {
      live.hear(topic, handler);
    }
  }
}
