package org.evenkeel.live;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every room has a member that tells it to its people, and that nobody is shown
 * present by a node that is gone. Rooms come to a member when another one dies or leaves; this
 * looks once a second, and at once when it is told of a loss.
 */
final class Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final long EVERY_MS = 1_000;

  private final Vertx vertx;
  private final Members members;
  private final Rooms rooms;
  private final RoomOwner owner;
  private final Function<String, Future<RoomCommand.NodeLost>> lastProof;

  /** What is known of the last proof of nodes that are gone and still named by some seat. */
  private final Map<String, RoomCommand.NodeLost> lost = new ConcurrentHashMap<>();

  private boolean busy;
  private boolean again;

  /**
   * @param lastProof when a node that is no member any more last proved its connections alive;
   *     fails where nobody can tell yet, and is asked again
   */
  Keeper(
      Vertx vertx,
      Members members,
      Rooms rooms,
      RoomOwner owner,
      Function<String, Future<RoomCommand.NodeLost>> lastProof) {
    this.vertx = vertx;
    this.members = members;
    this.rooms = rooms;
    this.owner = owner;
    this.lastProof = lastProof;
  }

  /** Call it on the context that it is to run on. */
  void start() {
    vertx.setPeriodic(EVERY_MS, ignored -> look());
  }

  /** That node is gone for good, and this is what it proved. On the keeper's context. */
  void nodeLost(RoomCommand.NodeLost gone) {
    lost.put(gone.node(), gone);
    look();
  }

  private void look() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    // Taken first: a room that is made meanwhile is then owned and not kept, and is adopted, which
    // does no harm; the other way round it would be let go.
    Set<UUID> kept = owner.kept();
    rooms
        .owned()
        .compose(owned -> keep(owned, kept))
        .onFailure(
            later -> LOG.warn("rooms are looked at later ({})", later.getClass().getSimpleName()))
        .onComplete(
            done -> {
              busy = false;
              if (again) {
                again = false;
                look();
              }
            });
  }

  private Future<Void> keep(Set<UUID> owned, Set<UUID> kept) {
    Set<String> alive = members.names();
    // Whoever is back under the same name, after a split, proves anew.
    lost.keySet().removeAll(alive);
    Set<String> missing = new HashSet<>();
    kept.stream().filter(room -> !owned.contains(room)).forEach(owner::release);
    List<UUID> found = owned.stream().filter(room -> !kept.contains(room)).toList();
    if (!found.isEmpty()) {
      // Who is in them is known then, and whose node is gone is told at once.
      Future.join(found.stream().map(rooms::adopt).toList()).onSuccess(adopted -> look());
    }
    for (UUID room : owned) {
      for (String node : owner.nodesOf(room)) {
        if (alive.contains(node)) {
          continue;
        }
        RoomCommand.NodeLost gone = lost.get(node);
        if (gone == null) {
          missing.add(node);
        } else {
          rooms.submit(new SessionId(room), gone);
        }
      }
    }
    missing.forEach(node -> lastProof.apply(node).onSuccess(gone -> lost.put(gone.node(), gone)));
    return Future.succeededFuture();
  }
}
