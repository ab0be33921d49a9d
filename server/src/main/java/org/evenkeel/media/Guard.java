package org.evenkeel.media;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.evenkeel.room.Room;
import org.evenkeel.room.SessionId;

/** All that sees to it that nobody is on the media of Jitsi without a seat, put together. */
public final class Guard {
  private final Witness witness;
  private final JitsiRoutes routes;
  private final Notes notes;

  private Guard(Witness witness, JitsiRoutes routes, Notes notes) {
    this.witness = witness;
    this.routes = routes;
    this.notes = notes;
  }

  /**
   * @param key that signs our orders now
   * @param list of the passes that are given out
   */
  public static Guard of(
      Vertx vertx,
      HazelcastInstance grid,
      JitsiSettings settings,
      MediaRooms names,
      DoorList list,
      Supplier<Optional<SigningKey>> key,
      Witness.Seats seats,
      Notes notes,
      Tally tally,
      Clock clock) {
    Control control = new Control(vertx, settings, key, clock);
    Strays strays =
        new Strays(
            () -> isOldest(grid), room -> isKnown(vertx, grid, names, room), control, tally, clock);
    StaysBook book = new StaysBook(vertx, grid);
    Witness witness = new Witness(vertx, names, book, seats, control, strays, notes, tally, clock);
    JitsiRoutes routes =
        new JitsiRoutes(
            settings.secret(),
            new Reservations(vertx, grid, names, seats, clock),
            new Joins(list, names, seats, witness),
            names,
            witness,
            tally);
    return new Guard(witness, routes, notes);
  }

  /** The one node that does what is to be done once; on each side of a split there is one. */
  private static boolean isOldest(HazelcastInstance grid) {
    return grid.getLifecycleService().isRunning()
        && grid.getCluster().getMembers().iterator().next().localMember();
  }

  private static Future<Boolean> isKnown(
      Vertx vertx, HazelcastInstance grid, MediaRooms names, String room) {
    return names
        .find(room)
        .compose(
            place ->
                place.isPresent()
                    ? Future.succeededFuture(true)
                    : Rehearsals.isOne(vertx, grid, room));
  }

  /**
   * @param jitsi what is below {@code /jitsi/}
   */
  public void mount(Router jitsi) {
    routes.mount(jitsi);
  }

  /** Begins to look by itself. */
  public void start() {
    witness.start();
    notes.start();
  }

  /** Has written down what was seen, before the node stops. */
  public Future<Void> stop() {
    return notes.drain();
  }

  /** Counts now, and not only by itself. */
  void count() {
    witness.count();
  }

  /** A room as this node keeps it. Waits for nothing. */
  public void changed(Room room) {
    witness.changed(room);
  }

  /** Another node keeps that room, or it is over. */
  public void released(SessionId session) {
    witness.released(session);
  }
}
