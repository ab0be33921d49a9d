package org.evenkeel;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.evenkeel.live.Live;
import org.evenkeel.media.DoorList;
import org.evenkeel.media.Guard;
import org.evenkeel.media.Jitsi;
import org.evenkeel.media.JitsiSettings;
import org.evenkeel.media.KeyPurpose;
import org.evenkeel.media.MediaKeys;
import org.evenkeel.media.MediaRooms;
import org.evenkeel.media.Notes;
import org.evenkeel.media.RehearsalRoutes;
import org.evenkeel.media.Rehearsals;
import org.evenkeel.media.Tally;
import org.evenkeel.media.Witness;
import org.evenkeel.room.Room;
import org.evenkeel.room.SessionId;
import org.evenkeel.store.Database;

/** Sees to it that nobody is on the media of Jitsi without a seat, joined to this node's rooms. */
final class MediaWatch {
  private final DoorList list;
  private final Guard guard;
  private final RehearsalRoutes rehearsals;

  // Any thread; there once people can come
  private volatile Live live;
  private volatile BooleanSupplier silent = () -> true;

  MediaWatch(
      Vertx vertx,
      HazelcastInstance grid,
      JitsiSettings settings,
      MediaRooms rooms,
      MediaKeys keys,
      Database database,
      Tally tally,
      Clock clock) {
    list = new DoorList(vertx, grid);
    rehearsals =
        new RehearsalRoutes(
            settings.secret(),
            new Rehearsals(
                vertx,
                grid,
                settings,
                () -> keys.signing(KeyPurpose.PEOPLE),
                () -> keys.signing(KeyPurpose.CONTROL),
                clock));
    guard =
        Guard.of(
            vertx,
            grid,
            settings,
            rooms,
            list,
            () -> keys.signing(KeyPurpose.CONTROL),
            new Witness.Seats(this::room, this::alarm, () -> silent.getAsBoolean()),
            new Notes(vertx, database.pool()),
            tally,
            clock);
  }

  /**
   * @param parts what is below {@code /jitsi/}
   */
  void over(Jitsi jitsi, Router parts) {
    rehearsals.mount(parts);
    guard.mount(parts);
    jitsi.tells(list);
    jitsi.watchedBy(new Jitsi.Watch(guard::changed, guard::released));
  }

  /** Begins to look. */
  void speaksBy(Live there, BooleanSupplier mayNotJudge) {
    live = there;
    silent = mayNotJudge;
    guard.start();
  }

  /** Keeps what was seen, before the node stops. */
  Future<Void> stop() {
    return guard.stop();
  }

  private Future<Optional<Room>> room(SessionId session) {
    return live == null ? notYet() : live.room(session);
  }

  private Future<?> alarm(SessionId session, Instant at) {
    return live == null ? notYet() : live.alarmOfMedia(session, at);
  }

  private static <T> Future<T> notYet() {
    return Future.failedFuture("it is not open yet");
  }
}
