package org.evenkeel.live;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.evenkeel.room.Phase;
import org.evenkeel.room.Room;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.Sitter;

/** What can be learned of rooms without asking them for anything, whichever member keeps them. */
final class RoomReads {
  private static final long DEADLINE_SECONDS = OwnerClock.WAITED_FOR.toSeconds();

  private final Vertx vertx;
  private final IMap<UUID, RoomEntry> map;

  RoomReads(Vertx vertx, HazelcastInstance hazelcast) {
    this.vertx = vertx;
    this.map = hazelcast.getMap(Rooms.MAP);
  }

  /** The phases of those that have a room in memory. */
  Future<Map<SessionId, Phase>> phases(Collection<SessionId> sessions) {
    if (sessions.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    var keys = sessions.stream().map(SessionId::value).collect(Collectors.toSet());
    return Async.of(vertx, map.<Phase>submitToKeys(keys, new PhaseOf()))
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .map(
            found -> {
              Map<SessionId, Phase> phases = new HashMap<>();
              found.forEach((id, phase) -> phases.put(new SessionId(id), phase));
              phases.values().removeIf(Objects::isNull);
              return phases;
            });
  }

  /** Who speaks by this connection now, as the room itself knows it; empty where nobody does. */
  Future<Optional<Sitter>> sitter(SessionId room, long connection) {
    return Async.of(vertx, map.submitToKey(room.value(), new SitterOf(connection)))
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .map(Optional::ofNullable);
  }

  /** The room as it is now, whichever member keeps it; empty where there is none. */
  Future<Optional<Room>> room(SessionId room) {
    return Async.of(vertx, map.getAsync(room.value()))
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .map(entry -> Optional.ofNullable(entry).map(RoomEntry::room));
  }

  /** The lives of all rooms that are in memory somewhere in the cluster. */
  Future<Set<UUID>> lives() {
    return vertx
        .executeBlocking(() -> map.<UUID>executeOnEntries(new LifeOf()), false)
        .timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .map(
            found ->
                found.values().stream()
                    .filter(Objects::nonNull)
                    .collect(Collectors.toUnmodifiableSet()));
  }
}
