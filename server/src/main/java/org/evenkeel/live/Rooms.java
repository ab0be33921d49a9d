package org.evenkeel.live;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Reply;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomError;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door to all rooms of the cluster, for this node's sockets.
 *
 * <p>Commands of one room go one batch after another, in the order in which they came here: while
 * one is under way, the next ones gather. At most {@value #MOST_WAITING} wait before each.
 *
 * <p>Whoever comes in has said nothing before, and does not wait for what others said: where a
 * member dies, that may wait for a copy that never arrives.
 */
final class Rooms {
  static final String MAP = "evenkeel.rooms";
  static final int MOST_WAITING = 2_000;

  /** After so many, some minutes, the operator is told, and the room only rarely. */
  private static final int TELLINGS = 60;

  private static final long RARELY_MS = 30_000;
  private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);

  /** Ways into one room; they who come in by one of them are judged one after another. */
  private static final int DOORS = 8;

  private static final int LOOKERS = 2;
  private static final long DEADLINE_SECONDS = OwnerClock.WAITED_FOR.toSeconds();

  private final Vertx vertx;
  private final Context context;
  private final Tick tick;
  private final IMap<UUID, RoomEntry> map;
  private final Clock clock;

  /** Of its own: where a member is lost, the event bus keeps all the common workers busy. */
  private final WorkerExecutor looks;

  private final Map<UUID, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<Door, Lane> doors = new ConcurrentHashMap<>();

  /** By room, the connections that are gone, and of which it does not know yet. */
  private final Map<UUID, Set<RoomCommand.Lost>> untold = new ConcurrentHashMap<>();

  /**
   * One of the ways into a room. Who tries twice comes by the same one both times, so that the
   * later try is judged later.
   */
  record Door(UUID room, int which) {
    static Door of(SessionId room, Object who) {
      return new Door(room.value(), Math.floorMod(who.hashCode(), DOORS));
    }
  }

  Rooms(Vertx vertx, Context context, HazelcastInstance hazelcast, Clock clock) {
    this.vertx = vertx;
    this.context = context;
    this.tick = new Tick(vertx);
    this.map = hazelcast.getMap(MAP);
    this.clock = clock;
    this.looks = vertx.createSharedWorkerExecutor("looks", LOOKERS);
  }

  /**
   * Asks a room for something.
   *
   * @return fails where the room could not be reached in time; the command may have been done
   */
  Future<Reply> submit(SessionId room, RoomCommand command) {
    return submit(room, command, null);
  }

  /**
   * As {@link #submit(SessionId, RoomCommand)}; makes the room where there is none.
   *
   * @param rules of a new room
   */
  Future<Reply> submit(SessionId room, RoomCommand command, RoomRules rules) {
    return switch (command) {
      case RoomCommand.Join join -> enter(Door.of(room, join.who().person()), command, rules);
      case RoomCommand.Resume resume -> enter(Door.of(room, resume.seat()), command, rules);
      default -> lane(room.value()).add(new Asked(command, rules, null));
    };
  }

  /**
   * A loss that is still to be told comes first, in the same piece of work, or the time away would
   * count as time there; also one that could not be told and waits to be told again.
   */
  private Future<Reply> enter(Door door, RoomCommand command, RoomRules rules) {
    List<RoomCommand.Lost> losses = List.copyOf(untold.getOrDefault(door.room(), Set.of()));
    Lane lane =
        losses.isEmpty() ? doors.computeIfAbsent(door, d -> newLane(d.room())) : lane(door.room());
    return lane.add(new Asked(losses, command, rules, null));
  }

  /**
   * Somebody goes for good. Until the room has judged that, their connection is one that is gone
   * and of which it does not know; and where it cannot judge it, it is told of the loss.
   *
   * @param said the last proof of its life
   */
  Future<Reply> leave(SessionId room, long connection, Instant said) {
    RoomCommand.Lost loss = notTold(room, connection, said);
    Future<Reply> judged = submit(room, new RoomCommand.Leave(connection, said));
    judged.onComplete(
        done -> {
          if (done.succeeded() && done.result().equals(Reply.DONE)) {
            isTold(room.value(), loss);
          } else {
            tell(room, loss);
          }
        });
    return judged;
  }

  /**
   * A connection is gone. The room must learn of it, or it shows somebody present who is not: so it
   * is told again until it answers, with growing pauses. That ends with this node and not before,
   * for nobody else would ever say it.
   *
   * @param heard the last proof of its life
   * @param after how long the room is not told yet, unless somebody comes in meanwhile
   */
  Future<Reply> lost(SessionId room, long connection, Instant heard, Duration after) {
    RoomCommand.Lost loss = notTold(room, connection, heard);
    return after.isZero()
        ? tell(room, loss)
        : vertx.timer(after.toMillis(), TimeUnit.MILLISECONDS).compose(later -> tell(room, loss));
  }

  private Future<Reply> tell(SessionId room, RoomCommand.Lost loss) {
    return tell(room, loss, 1).onSuccess(told -> isTold(room.value(), loss));
  }

  /**
   * The room took this connection for there until another replaced it in its seat, and it was not:
   * it is told until it answers, as of a loss.
   *
   * @param heard the last proof of its life
   */
  Future<Reply> unheard(SessionId room, RoomCommand.Unheard unheard) {
    return tell(room, unheard, 1);
  }

  private RoomCommand.Lost notTold(SessionId room, long connection, Instant heard) {
    RoomCommand.Lost loss = new RoomCommand.Lost(connection, heard);
    untold.compute(
        room.value(),
        (id, losses) -> {
          Set<RoomCommand.Lost> all = losses == null ? ConcurrentHashMap.newKeySet() : losses;
          all.add(loss);
          return all;
        });
    return loss;
  }

  /**
   * The connections that are gone, and of which their rooms do not know yet: how long ago each was
   * last heard. Should this node die now, nobody else would know.
   */
  Map<Long, Duration> untold() {
    Instant now = clock.instant();
    Map<Long, Duration> silent = new HashMap<>();
    for (Set<RoomCommand.Lost> losses : untold.values()) {
      for (RoomCommand.Lost loss : losses) {
        Duration ago = Duration.between(loss.provenAt(), now);
        silent.put(loss.connection(), ago.isNegative() ? Duration.ZERO : ago);
      }
    }
    return silent;
  }

  private void isTold(UUID room, RoomCommand.Lost loss) {
    untold.computeIfPresent(
        room,
        (id, losses) -> {
          losses.remove(loss);
          return losses.isEmpty() ? null : losses;
        });
  }

  private Future<Reply> tell(SessionId room, RoomCommand command, int telling) {
    return submit(room, command)
        .compose(
            reply ->
                reply.equals(new Reply.Refused(RoomError.UNAVAILABLE))
                    ? Future.failedFuture("it came too late to be judged")
                    : Future.succeededFuture(reply))
        .recover(
            failure -> {
              if (telling == TELLINGS) {
                LOG.error("a room does not learn that a connection is gone");
              }
              long pause =
                  telling < TELLINGS ? Math.min(5_000, 250L << Math.min(telling, 5)) : RARELY_MS;
              long chance = ThreadLocalRandom.current().nextLong(pause / 2);
              return vertx
                  .timer(pause / 2 + chance, TimeUnit.MILLISECONDS)
                  .compose(again -> tell(room, command, telling + 1));
            });
  }

  /** The ledger has these events. */
  Future<Reply> recorded(UUID room, List<AttendanceEvent> events) {
    return lane(room).add(new Asked(null, null, events));
  }

  private Lane lane(UUID room) {
    return lanes.computeIfAbsent(room, this::newLane);
  }

  private Lane newLane(UUID room) {
    return new Lane(tick, batch -> Async.on(context, map.submitToKey(room, batch)), clock::instant);
  }

  /** The rooms of which this member is the owner, as the grid sees it now. */
  Future<Set<UUID>> owned() {
    return looks
        .executeBlocking(() -> Set.copyOf(map.localKeySet()), false)
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Has the owner of that room take notice of it. */
  Future<Boolean> adopt(UUID room) {
    return Async.on(context, map.submitToKey(room, new Adopt()))
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Forgets the queues that nobody has used for a while; called once a minute. */
  void forgetIdle() {
    lanes.values().removeIf(Lane::isIdleSinceLastLook);
    doors.values().removeIf(Lane::isIdleSinceLastLook);
  }
}
