package org.evenkeel.media;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.evenkeel.room.Phase;
import org.evenkeel.room.Room;

/**
 * Which media rooms may exist: Jitsi asks before it makes one ({@code mod_reservations}). A room
 * exists while its session runs, and for as many as the session is for. The time that Jitsi gives
 * is its own and goes back to it as it came; how long there is left is ours.
 */
final class Reservations {
  private static final String MAP = MediaRooms.MAPS + "reservations";
  private static final long DEADLINE_MS = 3_000;
  private static final int LONGEST_OWNER = 500;
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Those who lead are not counted in a session's capacity, and old connections die slowly. */
  static final int BESIDE_CAPACITY = 10;

  private final Vertx vertx;
  private final MediaRooms names;
  private final Witness.Seats seats;
  private final IMap<String, String> map;
  private final Clock clock;

  /** What is answered, with which status. */
  record Answer(int status, JsonObject body) {
    static Answer refused(int status, String message) {
      return new Answer(status, new JsonObject().put("message", message));
    }
  }

  Reservations(
      Vertx vertx, HazelcastInstance grid, MediaRooms names, Witness.Seats seats, Clock clock) {
    this.vertx = vertx;
    this.names = names;
    this.seats = seats;
    this.map = grid.getMap(MAP);
    this.clock = clock;
  }

  /**
   * @param startTime by Jitsi's clock
   * @param owner who asked for it, as Jitsi calls them
   */
  Future<Answer> make(String name, String startTime, String owner) {
    String room = name == null ? "" : name.toLowerCase(Locale.ROOT);
    return names
        .find(room)
        .compose(
            place ->
                place.filter(MediaRooms.Place::current).isEmpty()
                    ? Future.succeededFuture(unknown())
                    : seats
                        .room()
                        .apply(place.get().session())
                        .compose(found -> make(room, startTime, owner, found)))
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private Future<Answer> make(String room, String startTime, String owner, Optional<Room> session) {
    Instant now = clock.instant();
    if (session.isEmpty()
        || session.get().phase() == Phase.ENDED
        || !now.isBefore(session.get().rules().closesAt())) {
      return Future.succeededFuture(Answer.refused(403, "This session is not running."));
    }
    JsonObject reservation =
        new JsonObject()
            .put("id", room)
            .put("name", room)
            .put("mail_owner", shortened(owner))
            .put("start_time", time(startTime, now))
            .put("duration", seconds(session.get(), now))
            .put("max_occupants", session.get().rules().capacity() + BESIDE_CAPACITY);
    long ttl = reservation.getLong("duration");
    return vertx
        .executeBlocking(
            () -> map.putIfAbsent(room, reservation.encode(), ttl, TimeUnit.SECONDS), false)
        .map(
            before ->
                before == null
                    ? new Answer(200, reservation)
                    : new Answer(409, new JsonObject().put("conflict_id", room)));
  }

  /** The same answer as when it was made, but for the time that is left. */
  Future<Answer> get(String id) {
    return names
        .find(id)
        .compose(
            place ->
                place.filter(MediaRooms.Place::current).isEmpty()
                    ? Future.succeededFuture(Optional.<Room>empty())
                    : seats.room().apply(place.get().session()))
        .compose(
            session ->
                Future.fromCompletionStage(map.getAsync(id), vertx.getOrCreateContext())
                    .map(kept -> known(kept, session)))
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private Answer known(String kept, Optional<Room> session) {
    Instant now = clock.instant();
    boolean running =
        session
            .filter(s -> s.phase() != Phase.ENDED && now.isBefore(s.rules().closesAt()))
            .isPresent();
    return kept == null || !running
        ? Answer.refused(404, "There is no such reservation.")
        : new Answer(200, new JsonObject(kept));
  }

  /** The room is gone. */
  Future<Answer> drop(String id) {
    if (!MediaRooms.isName(id)) {
      return Future.succeededFuture(Answer.refused(404, "There is no such reservation."));
    }
    return Future.fromCompletionStage(map.removeAsync(id), vertx.getOrCreateContext())
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .map(
            was ->
                was == null
                    ? Answer.refused(404, "There is no such reservation.")
                    : new Answer(200, new JsonObject()));
  }

  private static Answer unknown() {
    return Answer.refused(403, "There is no session in this room.");
  }

  private static long seconds(Room room, Instant now) {
    return Math.max(1, Duration.between(now, room.rules().closesAt()).toSeconds());
  }

  private static String time(String theirs, Instant now) {
    return theirs != null && TIME.matcher(theirs).matches() ? theirs : MILLISECONDS.format(now);
  }

  private static String shortened(String owner) {
    String text = owner == null ? "" : owner;
    return text.length() <= LONGEST_OWNER ? text : text.substring(0, LONGEST_OWNER);
  }
}
