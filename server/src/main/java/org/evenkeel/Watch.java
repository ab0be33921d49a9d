package org.evenkeel;

import static java.util.stream.Collectors.toSet;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.evenkeel.live.LastWords;
import org.evenkeel.room.RoomCommand.NodeLost;
import org.evenkeel.store.Leases;
import org.evenkeel.store.NodeLease;
import org.evenkeel.store.NodeLease.Proof;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges who is dead and who must yield, when nodes lose sight of one another or of the database.
 *
 * <p>A node that is lost from view is fenced in the database before its seats are called lost, and
 * before this side writes anything more to the ledger: so of two sides of a split one alone writes.
 * A node whose side must go (see {@link Sides}) yields. A node that cannot reach the database
 * yields where another can; where nobody can, everybody goes on, and nobody fences anybody. A node
 * that loses the database and most of the others at once cannot know which it is (see {@link
 * Company}): it sends its people elsewhere and takes nobody, but keeps what it knows, until the
 * database tells whether it was taken for dead, or those are in view again whom it has lost.
 */
final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final long EVERY_MS = 1_000;
  private static final long GLANCE_MS = 200;
  private static final long AGAIN_MS = 300;
  private static final String GOODBYE = "goodbye";

  /** A node ticks once a second; one that has not for so long does not run. */
  static final Duration RUNS = Duration.ofMillis(3_500);

  /** Longer than {@link #RUNS}: by then a dead node's ticks speak for it no more. */
  static final Duration PATIENCE = Duration.ofMillis(4_500);

  /**
   * Longer than a storm of newcomers keeps a busy machine from ticking: whoever steps aside then
   * sends its people to the others, which are as busy, and these would follow. What it witnesses
   * meanwhile is kept by the others, and counts (see {@link LastWords}).
   */
  private static final Duration WITHOUT_DATABASE = Duration.ofSeconds(6);

  /**
   * Where nobody knows its last words either: later than a frozen node, or one of its connections,
   * was heard.
   */
  private static final Duration CAUTION = Duration.ofSeconds(9);

  private final Vertx vertx;
  private final Leases lease;
  private final String self;
  private final Supplier<Set<String>> members;
  private final Rooms rooms;
  private final InTouch.Post post;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final LongSupplier nanosInTouch;
  private final InTouch inTouch;
  private final Adrift adrift;
  private final Consumer<String> yields;

  // The context only
  private final Set<String> suspects = new HashSet<>();
  private final Set<String> told = new HashSet<>();
  private final Map<String, Long> unseenSince = new HashMap<>();
  private final Map<String, Future<Optional<LastWords.Words>>> lastWords = new HashMap<>();
  private long suspectSince;
  private boolean busy;

  private volatile Set<String> seen = Set.of();
  private volatile boolean holding;
  private volatile boolean over;

  /** What is done with the rooms of this node. */
  interface Rooms {
    /** What that node witnessed last, as the others keep it. */
    Future<Optional<LastWords.Words>> lastWords(String node);

    /** That node is gone for good. */
    void nodeLost(NodeLost gone);

    /** Everybody is sent elsewhere, and nobody let in. */
    void shut();

    /** People may come again. */
    void reopen();
  }

  /**
   * @param members the names of all nodes in view, this one included
   * @param post how words go from node to node
   * @param nanosSinceTick how this node stands with the database now
   * @param nanosInTouch and for how long it has done so
   * @param yields called once, with the reason, when this node must not go on
   */
  Watch(
      Vertx vertx,
      Leases lease,
      String self,
      Supplier<Set<String>> members,
      Rooms rooms,
      InTouch.Post post,
      Clock clock,
      LongSupplier nanoTime,
      LongSupplier nanosSinceTick,
      LongSupplier nanosInTouch,
      Consumer<String> yields) {
    this.vertx = vertx;
    this.lease = lease;
    this.self = self;
    this.members = members;
    this.rooms = rooms;
    this.post = post;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.nanosInTouch = nanosInTouch;
    this.inTouch = new InTouch(vertx, self, members, post, nanosSinceTick, nanosInTouch);
    this.adrift = new Adrift(members, nanoTime, nanosSinceTick, rooms);
    this.yields = yields;
  }

  /** Call it on the context that it is to run on. */
  void start() {
    listen();
    vertx.setPeriodic(EVERY_MS, ignored -> look());
    vertx.setPeriodic(GLANCE_MS, ignored -> glance());
  }

  /** Begins with those who are in view now, and hears the others. On the context. */
  void listen() {
    inTouch.serve();
    seen = members.get();
    Context context = vertx.getOrCreateContext();
    post.hear(
        GOODBYE,
        in -> {
          String node = in.toString();
          context.runOnContext(ignored -> adrift.goodbye(node));
        });
  }

  /** From now on nothing is judged any more. */
  void stop() {
    over = true;
  }

  /** This node leaves in good order, and nobody need wonder where it is. Any thread. */
  void sayGoodbye() {
    for (String node : seen) {
      if (!node.equals(self)) {
        post.send(node, GOODBYE, Buffer.buffer(self));
      }
    }
  }

  /** This node has stopped, or must. Any thread. */
  boolean isOver() {
    return over;
  }

  /** This node cannot tell whether others have taken its place, and serves nobody. Any thread. */
  boolean isAdrift() {
    return adrift.isSo();
  }

  /** While somebody is lost from view and not judged, nothing is written to the ledger. */
  boolean holdsTheLedger() {
    return holding;
  }

  /** The last proof of a node that is gone for certain; fails while it may run. */
  Future<NodeLost> lastProof(String node) {
    return lease
        .proof(node)
        .compose(
            found -> {
              if (found.isPresent()
                  && !found.get().stopped()
                  && found.get().age().compareTo(RUNS) < 0) {
                return Future.failedFuture("it may run");
              }
              return Future.succeededFuture(lost(node, found.orElse(null)));
            });
  }

  private NodeLost lost(String node, Proof proof) {
    return proof == null
        ? new NodeLost(node, clock.instant().minus(CAUTION))
        : new NodeLost(node, proof.provenAt(), proof.silent());
  }

  /** Looked at, for the grid's own word of a loss waits for seconds behind others' work with it. */
  void glance() {
    if (over) {
      return;
    }
    Set<String> now = members.get();
    for (String node : seen) {
      if (!now.contains(node) && !suspects.contains(node)) {
        lost(node);
      }
    }
    seen = now;
    adrift.glance();
  }

  private void lost(String node) {
    if (suspects.isEmpty()) {
      suspectSince = nanoTime.getAsLong();
    }
    suspects.add(node);
    // Now and once: a frozen node that wakes may say more, and nothing of that counts.
    lastWords.computeIfAbsent(node, rooms::lastWords);
    holding = true;
    judge();
  }

  /** On the context, as is all that follows. */
  void look() {
    if (over) {
      return;
    }
    inTouch.ask(WITHOUT_DATABASE, () -> yieldFor("the database answers others, and not this node"));
    judge();
  }

  private void judge() {
    if (busy || over) {
      return;
    }
    busy = true;
    lease
        .running(RUNS)
        .compose(this::judge)
        .onFailure(this::withoutDatabase)
        .onComplete(
            done -> {
              busy = false;
              holding = over || !suspects.isEmpty();
              if (holding && !over) {
                vertx.setTimer(AGAIN_MS, ignored -> judge());
              }
            });
  }

  private Future<Void> judge(List<NodeLease.Running> running) {
    if (running.stream().noneMatch(r -> r.node().equals(self))) {
      // Whoever does not run by the database's word has no vote.
      return Future.succeededFuture();
    }
    Set<String> ours = members.get();
    long lost = suspects.stream().filter(node -> !ours.contains(node)).count();
    if (nanosInTouch.getAsLong() < PATIENCE.toNanos() && (adrift.isSo() || lost >= ours.size())) {
      // The others may have found the database again with us, and tick in a moment; and where it is
      // we who are the fewer, they are not to go for us who were quicker.
      return Future.succeededFuture();
    }
    suspects.removeAll(ours);
    told.removeAll(ours);
    lastWords.keySet().removeAll(ours);
    Set<String> unseen = Sides.unseen(running, ours);
    unseenSince.keySet().retainAll(unseen);
    long now = nanoTime.getAsLong();
    unseen.forEach(node -> unseenSince.putIfAbsent(node, now));
    boolean patient =
        unseenSince.values().stream().noneMatch(since -> now - since > PATIENCE.toNanos());
    return switch (Sides.judge(running, ours)) {
      case WE_ARE_ALL -> fence(Set.copyOf(suspects)).onSuccess(fenced -> agreed(ours, running));
      // Whoever is only just not seen may be about to join, but for those who were here before.
      case WE_GO_ON ->
          fence(patient ? Set.copyOf(suspects) : union(suspects, unseen))
              .onSuccess(fenced -> agreed(ours, running));
      case WE_YIELD -> {
        if (!patient) {
          yieldFor("the other side of the cluster goes on");
        }
        yield Future.succeededFuture();
      }
    };
  }

  /** Whoever is in view and does not run yet, and may never, would be missed for nothing. */
  private void agreed(Set<String> ours, List<NodeLease.Running> running) {
    if (!over) {
      adrift.agreed(
          running.stream().map(NodeLease.Running::node).filter(ours::contains).collect(toSet()));
    }
  }

  private Future<Void> fence(Set<String> nodes) {
    Future<Void> all = Future.succeededFuture();
    for (String node : nodes) {
      all = all.compose(done -> fence(node));
    }
    return all;
  }

  private Future<Void> fence(String node) {
    return lease
        .fence(node, Duration.ZERO)
        .compose(fenced -> testify(node))
        .compose(told -> lease.proof(node))
        .map(
            proof -> {
              LOG.info("{} is gone; its seats are kept for those who come back", node);
              suspects.remove(node);
              told.remove(node);
              lastWords.remove(node);
              rooms.nodeLost(lost(node, proof.orElse(null)));
              return null;
            });
  }

  private Future<Void> testify(String node) {
    return lastWords(node)
        .compose(
            found ->
                found
                    .map(w -> lease.testify(node, w.saidAt(), w.provenAt(), w.silent()))
                    .orElseGet(Future::succeededFuture));
  }

  private Future<Optional<LastWords.Words>> lastWords(String node) {
    return lastWords.getOrDefault(node, Future.succeededFuture(Optional.empty()));
  }

  /** Nobody can be fenced; but nobody is shown present for long who may be gone. */
  private void withoutDatabase(Throwable failure) {
    if (adrift.isSo()) {
      // Who is lost to whom is for the database to say.
      if (!over) {
        adrift.withoutDatabase();
      }
      return;
    }
    if (nanoTime.getAsLong() - suspectSince < PATIENCE.toNanos()) {
      return;
    }
    for (String node : suspects) {
      if (told.add(node)) {
        LOG.warn("{} is lost from view while the database is away", node);
        lastWords(node)
            .onSuccess(
                found ->
                    rooms.nodeLost(
                        found
                            .map(w -> new NodeLost(node, w.provenAt(), w.silent()))
                            .orElseGet(() -> lost(node, null))));
      }
    }
  }

  private void yieldFor(String why) {
    if (!over) {
      over = true;
      holding = true;
      yields.accept(why);
    }
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(more);
    return Set.copyOf(all);
  }
}
