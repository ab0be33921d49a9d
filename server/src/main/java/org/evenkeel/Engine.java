package org.evenkeel;

import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.evenkeel.live.Live;
import org.evenkeel.live.Media;
import org.evenkeel.media.Jitsi;
import org.evenkeel.media.JitsiSettings;
import org.evenkeel.media.KeyPurpose;
import org.evenkeel.media.KeyRoutes;
import org.evenkeel.media.MediaBackend;
import org.evenkeel.media.MediaKeys;
import org.evenkeel.media.MediaRooms;
import org.evenkeel.media.Mesh;
import org.evenkeel.media.Tally;
import org.evenkeel.room.Room;
import org.evenkeel.room.SessionId;
import org.evenkeel.schedule.Programs;
import org.evenkeel.store.Database;
import org.evenkeel.web.MediaServer;

/** The media engine of a node, joined to its rooms on the one side and to its HTTP on the other. */
final class Engine implements Media {
  private final MediaBackend backend;
  private final Optional<MediaServer> server;
  private final Optional<MediaRooms> rooms;
  private final Optional<MediaWatch> watch;

  private Engine(
      MediaBackend backend,
      Optional<MediaServer> server,
      Optional<MediaRooms> rooms,
      Optional<MediaWatch> watch) {
    this.backend = backend;
    this.server = server;
    this.rooms = rooms;
    this.watch = watch;
  }

  /**
   * Makes the one that was asked for.
   *
   * @return fails where its keys cannot be had
   */
  static Future<Engine> start(
      Settings settings,
      Vertx vertx,
      HazelcastInstance grid,
      Database database,
      Tally tally,
      Clock clock) {
    Mesh mesh = new Mesh(settings.ice().servers(), settings.ice().turnSecret(), clock);
    return settings
        .jitsi()
        .map(jitsi -> jitsi(jitsi, mesh, vertx, grid, database, tally, clock))
        .orElseGet(
            () ->
                Future.succeededFuture(
                    new Engine(mesh, Optional.empty(), Optional.empty(), Optional.empty())));
  }

  private static Future<Engine> jitsi(
      JitsiSettings settings,
      Mesh mesh,
      Vertx vertx,
      HazelcastInstance grid,
      Database database,
      Tally tally,
      Clock clock) {
    MediaKeys keys = new MediaKeys(vertx, database, clock);
    MediaRooms rooms = new MediaRooms(vertx, grid, new Programs(database)::encrypted);
    Jitsi jitsi =
        new Jitsi(vertx, settings, mesh, rooms, () -> keys.signing(KeyPurpose.PEOPLE), clock);
    Router parts = Router.router(vertx);
    new KeyRoutes(keys).mount(parts);
    MediaWatch watch = new MediaWatch(vertx, grid, settings, rooms, keys, database, tally, clock);
    watch.over(jitsi, parts);
    MediaServer server = new MediaServer(settings.origin(), settings.webSocketOrigin(), parts);
    return keys.start()
        .compose(there -> jitsi.rehearse())
        .map(
            there ->
                new Engine(jitsi, Optional.of(server), Optional.of(rooms), Optional.of(watch)));
  }

  /**
   * Whoever is in a room that moves is told by these sockets.
   *
   * @param silent this node may not judge anybody now
   */
  void speaksBy(Live live, BooleanSupplier silent) {
    rooms.ifPresent(all -> all.whenMoved(live::offerAnew));
    watch.ifPresent(w -> w.speaksBy(live, silent));
  }

  /** Once nobody comes any more, and while the database is there. */
  Future<Void> stop() {
    return watch.map(MediaWatch::stop).orElseGet(Future::succeededFuture);
  }

  /** What operators see of it. */
  void meters(MeterRegistry metrics) {
    if (backend instanceof Jitsi jitsi) {
      FunctionCounter.builder("evenkeel.media.passes", jitsi, Jitsi::given)
          .description("Passes for the media that this node has given")
          .register(metrics);
      FunctionCounter.builder("evenkeel.media.passes.withheld", jitsi, Jitsi::withheld)
          .description("People in a room for whom no pass could be made in time")
          .register(metrics);
    }
  }

  /** The server that carries the media; empty where the browsers do. */
  Optional<MediaServer> server() {
    return server;
  }

  @Override
  public Future<Desk> opened(SessionId session) {
    return backend
        .opened(session)
        .map(desk -> who -> desk.admitted(who).map(offer -> new Offer(offer.json(), offer.pass())));
  }

  @Override
  public boolean givesPasses() {
    return backend.givesPasses();
  }

  @Override
  public void seen(Room room) {
    backend.changed(room);
  }

  @Override
  public void released(SessionId session) {
    backend.released(session);
  }
}
