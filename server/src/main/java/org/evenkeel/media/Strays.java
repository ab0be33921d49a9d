package org.evenkeel.media;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Media rooms in which people are and that are no session's: left over from a cluster that is gone,
 * or made past our reservations. Nobody looks after who is in them, so they end.
 *
 * <p>Only one that has been nobody's for a while: a grid that is changing may not find what it has.
 */
final class Strays {
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /** More than that wait for the next census. */
  static final int MOST = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Strays.class);

  private final BooleanSupplier ours;
  private final Function<String, Future<Boolean>> known;
  private final Control control;
  private final Tally tally;
  private final Clock clock;

  /** Since when each has been nobody's, without a break. One look follows another. */
  private volatile Map<String, Instant> since = Map.of();

  /**
   * @param ours whether this is the one node that sees to it
   * @param known whether a room is somebody's; fails where that cannot be told
   */
  Strays(
      BooleanSupplier ours,
      Function<String, Future<Boolean>> known,
      Control control,
      Tally tally,
      Clock clock) {
    this.ours = ours;
    this.known = known;
    this.control = control;
    this.tally = tally;
    this.clock = clock;
  }

  boolean isOurs() {
    return ours.getAsBoolean();
  }

  /**
   * A census has come.
   *
   * @param counts of all rooms
   * @param sessions rooms that are some session's for sure
   * @return when all that follows is done; never fails
   */
  Future<Void> look(Map<String, Integer> counts, Set<String> sessions) {
    List<String> all =
        new ArrayList<>(
            counts.keySet().stream()
                .filter(room -> counts.get(room) > 0 && !sessions.contains(room))
                .toList());
    // Most of them are sessions that other nodes keep: each comes to be asked after.
    Collections.shuffle(all);
    List<String> doubtful =
        all.stream()
            // Those first of whom we know already.
            .sorted((a, b) -> Boolean.compare(since.containsKey(b), since.containsKey(a)))
            .limit(MOST)
            .toList();
    Instant now = clock.instant();
    Map<String, Instant> still = new ConcurrentHashMap<>();
    List<Future<Void>> asked =
        doubtful.stream()
            .map(
                room ->
                    known
                        .apply(room)
                        // In doubt it is somebody's.
                        .otherwise(true)
                        .compose(
                            somebodys ->
                                somebodys
                                    ? Future.<Void>succeededFuture()
                                    : stray(room, since.getOrDefault(room, now), now, still)))
            .toList();
    return Future.join(asked)
        .<Void>mapEmpty()
        .otherwiseEmpty()
        .onComplete(done -> since = Map.copyOf(still));
  }

  private Future<Void> stray(String room, Instant first, Instant now, Map<String, Instant> still) {
    still.put(room, first);
    if (now.isBefore(first.plus(PATIENCE))) {
      return Future.succeededFuture();
    }
    tally.add(Tally.Event.STRAY_ROOM);
    // Without its name: whoever made it may have called it after somebody.
    LOG.warn("people are in a media room that is no session's; it is ended");
    return control
        .end(room)
        .map(
            ended -> {
              switch (ended) {
                case DONE -> still.remove(room);
                case REFUSED -> {
                  tally.add(Tally.Event.END_REFUSED);
                  LOG.error("the media server refuses to end a room: its key server must be ours");
                }
                case FAILED -> tally.add(Tally.Event.END_FAILED);
              }
              return null;
            });
  }
}
