package org.evenkeel.live;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.evenkeel.live.RoomInbox.Changed;
import org.evenkeel.room.Notice;
import org.evenkeel.room.Phase;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SeatState;
import org.evenkeel.room.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member does for the rooms whose entries it owns: tells their connections, feeds the
 * ledger, and knows which of them wait for time to pass.
 *
 * <p>The grid's threads put work down in the {@link RoomInbox}; all else runs on one context.
 */
final class RoomOwner {
  /**
   * The shortest time between two messages to the same room. Nobody sees a difference below this,
   * and under load it merges what would not get through one by one.
   */
  static final long TICK_MS = 30;

  /**
   * When a room has been quiet for so long, other nodes are reminded of what they were told; and
   * again after twice and four times as long, for what loses a word may last some seconds.
   */
  static final long REMIND_MS = 2_000;

  private static final int REMINDERS = 3;

  /** Until words that were given to the bus have left this process. */
  private static final long ON_THEIR_WAY_MS = 50;

  private static final Logger LOG = LoggerFactory.getLogger(RoomOwner.class);

  // Any thread
  private final Map<UUID, Kept> rooms = new ConcurrentHashMap<>();

  private RoomInbox inbox;

  private final Vertx vertx;
  private final Context context;
  private final String self;
  private final BiConsumer<String, List<Parcel>> post;
  private final Outbox outbox;
  private final Media media;

  // The context only
  private final Map<UUID, Telling> tellings = new java.util.HashMap<>();

  /**
   * A room that this member keeps.
   *
   * @param due when something falls due in it: a grace that is over, a session not ended
   * @param nodes by which somebody sits in it now
   */
  private record Kept(Room room, Instant due, Set<String> nodes) {
    /** Found out once for each change, for all rooms are asked each second. */
    static Kept of(Room room) {
      Set<String> nodes = new HashSet<>(4);
      Instant due =
          room.phase() == Phase.ENDED
              ? room.clock().plus(RoomBatch.KEPT_AFTER_END)
              : room.rules().closesAt();
      for (Seat seat : room.seats()) {
        if (seat.state() != SeatState.RECONNECTING) {
          nodes.add(seat.link().node());
        } else if (room.phase() != Phase.ENDED) {
          Instant over = seat.lostAt().plus(room.rules().grace());
          due = over.isBefore(due) ? over : due;
        }
      }
      return new Kept(room, due, nodes);
    }
  }

  /** One room's way to its connections. */
  private static final class Telling {
    private FanOut fanOut = new FanOut();
    private final List<Notice> notices = new ArrayList<>();
    private Room latest;
    private long lastMs;
    private boolean due;
    private boolean reminding;
    private int reminders;
    private long farMs;
  }

  /**
   * @param self this node's name
   * @param post carries parcels to a node
   */
  RoomOwner(
      Vertx vertx,
      Context context,
      String self,
      BiConsumer<String, List<Parcel>> post,
      Outbox outbox,
      Media media) {
    this.vertx = vertx;
    this.context = context;
    this.self = self;
    this.post = post;
    this.outbox = outbox;
    this.media = media;
  }

  /** Begins with what has been put down for it. */
  void serve(HazelcastInstance member) {
    inbox = RoomInbox.of(member);
    inbox.readBy(() -> context.runOnContext(ignored -> takeInbox()));
  }

  /**
   * This member stops: it judges nothing any more that somebody would have to hear of, and whoever
   * asks waits for its heir.
   *
   * @return succeeds when all that was judged here has been told
   */
  Future<Void> handOver() {
    inbox.over();
    Promise<Void> told = Promise.promise();
    context.runOnContext(
        ignored -> {
          takeInbox();
          tellings.values().stream().filter(telling -> telling.due).forEach(this::tell);
          vertx.setTimer(ON_THEIR_WAY_MS, later -> told.complete());
        });
    return told.future();
  }

  /** This member keeps that room no longer. */
  void release(UUID room) {
    inbox.closed(room);
  }

  private void takeInbox() {
    inbox.awake();
    long now = nowMs();
    for (Changed changed = inbox.poll(); changed != null; changed = inbox.poll()) {
      take(changed, now);
    }
  }

  private void take(Changed changed, long now) {
    if (changed.entry() == null) {
      rooms.remove(changed.id());
      tellings.remove(changed.id());
      outbox.forget(changed.id());
      tellTheMedia(() -> media.released(new SessionId(changed.id())));
      return;
    }
    Room room = changed.entry().room();
    rooms.put(changed.id(), Kept.of(room));
    outbox.offer(changed.entry());
    tellTheMedia(() -> media.seen(room));
    Telling telling = tellings.computeIfAbsent(changed.id(), id -> new Telling());
    telling.latest = room;
    telling.notices.addAll(changed.notices());
    if (!telling.due) {
      telling.due = true;
      long wait = telling.lastMs + TICK_MS - now;
      if (wait <= 0) {
        context.runOnContext(ignored -> tell(telling));
      } else {
        vertx.setTimer(wait, ignored -> tell(telling));
      }
    }
  }

  /** Whatever goes wrong there, the room and its ledger go on. */
  private static void tellTheMedia(Runnable word) {
    try {
      word.run();
    } catch (RuntimeException failure) {
      LOG.error("the media could not be told of a room ({})", failure.getClass().getName());
    }
  }

  private void tell(Telling telling) {
    telling.due = false;
    telling.lastMs = nowMs();
    List<Notice> notices = List.copyOf(telling.notices);
    telling.notices.clear();
    Map<String, List<Parcel>> words = telling.fanOut.bringUpToDate(telling.latest, notices);
    words.forEach(post);
    if (words.keySet().stream().anyMatch(node -> !node.equals(self))) {
      telling.farMs = telling.lastMs;
      telling.reminders = 0;
      if (!telling.reminding) {
        telling.reminding = true;
        vertx.setTimer(REMIND_MS, ignored -> remind(telling));
      }
    }
  }

  private void remind(Telling telling) {
    if (untilReminder(telling) <= 0) {
      // A room that another member keeps now is that one's to tell.
      boolean ours = tellings.get(telling.latest.id().value()) == telling;
      if (ours) {
        telling.fanOut.remind(self).forEach(post);
      }
      if (!ours || ++telling.reminders == REMINDERS) {
        telling.reminding = false;
        return;
      }
    }
    vertx.setTimer(Math.max(1, untilReminder(telling)), ignored -> remind(telling));
  }

  private static long untilReminder(Telling telling) {
    return telling.farMs + (REMIND_MS << telling.reminders) - nowMs();
  }

  /** The rooms of which something falls due by then: a grace that is over, a session not ended. */
  List<UUID> dueAt(Instant now) {
    List<UUID> due = new ArrayList<>();
    rooms.forEach(
        (id, kept) -> {
          if (!now.isBefore(kept.due())) {
            due.add(id);
          }
        });
    return due;
  }

  /** The rooms that this member keeps. */
  Set<UUID> kept() {
    return Set.copyOf(rooms.keySet());
  }

  /** The nodes by which somebody sits in that room now. */
  Set<String> nodesOf(UUID room) {
    Kept kept = rooms.get(room);
    return kept == null ? Set.of() : kept.nodes();
  }

  /** Tells everybody the whole of every room: words may have been lost on their way. */
  void tellAnew() {
    context.runOnContext(
        ignored ->
            tellings
                .values()
                .forEach(
                    telling -> {
                      telling.fanOut = new FanOut();
                      tell(telling);
                    }));
  }

  /** The newest state that this member has seen of a room it owns, or null. */
  Room room(UUID id) {
    Kept kept = rooms.get(id);
    return kept == null ? null : kept.room();
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }
}
