package org.evenkeel.media;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.evenkeel.room.PersonId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passes that have been given out and not been used. A pass is good for one join: whoever takes
 * it off the list has used it, on whichever node. Each is forgotten when nobody could sign in with
 * it any more, so the list is no longer than the passes of two minutes.
 */
public final class DoorList {
  private static final Logger LOG = LoggerFactory.getLogger(DoorList.class);
  private static final String MAP = MediaRooms.MAPS + "passes";
  private static final long DEADLINE_MS = 1_000;

  /** From signing in to the door: who has signed in in time may still be on their way. */
  private static final long ON_THE_WAY_SECONDS = 30;

  private final Vertx vertx;
  private final IMap<String, String> map;

  /**
   * A pass, as the door needs to know it.
   *
   * @param leads they come as a moderator
   * @param issuedAt a seat that is younger is another seat
   */
  public record Entry(String room, PersonId person, boolean leads, Instant issuedAt) {
    private String text() {
      return new JsonObject()
          .put("room", room)
          .put("person", person.toString())
          .put("leads", leads)
          .put("issuedAt", issuedAt.toEpochMilli())
          .encode();
    }

    private static Entry of(String text) {
      JsonObject json = new JsonObject(text);
      return new Entry(
          json.getString("room"),
          PersonId.of(json.getString("person")),
          json.getBoolean("leads"),
          Instant.ofEpochMilli(json.getLong("issuedAt")));
    }
  }

  public DoorList(Vertx vertx, HazelcastInstance grid) {
    this.vertx = vertx;
    this.map = grid.getMap(MAP);
  }

  /**
   * Puts a pass on the list. Nobody waits for it: whoever comes before it is there is refused, and
   * asks for another pass.
   */
  public void expect(String pass, Entry entry) {
    long seconds = Passes.GOOD_FOR.toSeconds() + ON_THE_WAY_SECONDS;
    map.setAsync(pass, entry.text(), seconds, TimeUnit.SECONDS)
        .exceptionally(
            failure -> {
              LOG.warn("a pass is not on the door's list ({})", failure.getClass().getSimpleName());
              return null;
            });
  }

  /** Takes a pass off the list; empty where it is unknown, over, or was used already. */
  Future<Optional<Entry>> take(String pass) {
    return Future.fromCompletionStage(map.removeAsync(pass), vertx.getOrCreateContext())
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .map(text -> Optional.ofNullable(text).map(Entry::of));
  }
}
