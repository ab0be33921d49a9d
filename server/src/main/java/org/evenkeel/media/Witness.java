package org.evenkeel.media;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.evenkeel.media.StaysBook.Followed;
import org.evenkeel.room.Room;
import org.evenkeel.room.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what is seen of the media against who has a seat, and has done what the {@link Warden} asks
 * for. Whichever node hears of something has it judged; that time passes, and how many are there,
 * is looked at by the one node that keeps the session's room. A node that may not speak for anybody
 * judges nobody.
 *
 * <p>Nothing here is on the way of attendance: the room and the ledger have been served before.
 */
public final class Witness {
  private static final Logger LOG = LoggerFactory.getLogger(Witness.class);
  static final long CENSUS_MS = 10_000;
  static final long LOOK_MS = 1_000;
  private static final long DEADLINE_MS = 4_000;

  private final Vertx vertx;
  private final MediaRooms names;
  private final StaysBook book;
  private final Seats seats;
  private final Control control;
  private final Strays strays;
  private final Notes notes;
  private final Tally tally;
  private final Clock clock;

  /** The rooms that this node keeps, and who had which right in them when we looked last. */
  private final Map<SessionId, Seating> kept = new ConcurrentHashMap<>();

  private final Set<SessionId> restless = ConcurrentHashMap.newKeySet();
  private boolean counting;
  private boolean uncounted;

  /**
   * The seats, as the rest of the node knows them.
   *
   * @param room as its owner has it now, wherever that is
   * @param alarm tells those who lead what was noticed then; fails where none of them is there
   * @param silent this node may not judge anybody now
   */
  public record Seats(
      Function<SessionId, Future<Optional<Room>>> room,
      BiFunction<SessionId, Instant, Future<?>> alarm,
      BooleanSupplier silent) {}

  /**
   * @param book of the grid that all nodes share
   */
  Witness(
      Vertx vertx,
      MediaRooms names,
      StaysBook book,
      Seats seats,
      Control control,
      Strays strays,
      Notes notes,
      Tally tally,
      Clock clock) {
    this.vertx = vertx;
    this.names = names;
    this.book = book;
    this.seats = seats;
    this.control = control;
    this.strays = strays;
    this.notes = notes;
    this.tally = tally;
    this.clock = clock;
  }

  /** Begins to look by itself. */
  void start() {
    vertx.setPeriodic(CENSUS_MS, ignored -> count());
    vertx.setPeriodic(
        LOOK_MS,
        ignored -> {
          restless.retainAll(kept.keySet());
          restless.forEach(this::look);
        });
  }

  /** A room as this node keeps it: where somebody's right has changed, it is looked at once. */
  void changed(Room room) {
    Seating rights = Seating.of(room, "");
    if (!rights.equals(kept.put(room.id(), rights))) {
      look(room.id());
    }
  }

  /** Another node keeps that room, or it is over. */
  void released(SessionId session) {
    kept.remove(session);
    restless.remove(session);
  }

  private void look(SessionId session) {
    saw(session, new Sighting.Look()).onFailure(later -> {});
  }

  /** How many sessions this node looks after that have somebody for whom time matters. */
  int restless() {
    return restless.size();
  }

  /**
   * Has a sighting judged, and sees to what follows.
   *
   * @return what follows, once it is judged and kept; fails where it could not be
   */
  Future<List<Action>> saw(SessionId session, Sighting sighting) {
    if (seats.silent().getAsBoolean()) {
      return Future.failedFuture("this node may not judge anybody now");
    }
    return Future.all(seats.room().apply(session), names.all(session))
        .compose(
            known -> {
              Optional<Room> room = known.resultAt(0);
              List<String> rooms = known.resultAt(1);
              String media = rooms.isEmpty() ? null : rooms.getFirst();
              Seating seating = Seating.of(room.orElse(null), media);
              return book.judge(session, sighting, seating, clock.instant());
            })
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .map(followed -> follow(session, followed))
        .onFailure(
            failure -> {
              tally.add(Tally.Event.NOT_JUDGED);
              LOG.warn("the media are judged later ({})", failure.getClass().getSimpleName());
            });
  }

  private List<Action> follow(SessionId session, Followed followed) {
    if (followed.restless() && kept.containsKey(session)) {
      restless.add(session);
    } else {
      restless.remove(session);
    }
    followed.actions().forEach(action -> act(session, action));
    return followed.actions();
  }

  private void act(SessionId session, Action action) {
    switch (action) {
      case Action.Kick kick -> kick(session, kick);
      case Action.Move move -> move(session, move);
      case Action.End end -> end(session, end.room());
      case Action.Alarm alarm -> alarm(session, alarm);
      case Action.Note note -> notes.add(session, note);
      case Action.NameTaken taken -> {}
    }
  }

  private void kick(SessionId session, Action.Kick kick) {
    tally.add(Tally.Event.KICK);
    control
        .kick(kick.room(), kick.nick())
        .onSuccess(
            answer -> {
              if (answer == Sighting.Answer.REFUSED) {
                tally.add(Tally.Event.KICK_REFUSED);
                LOG.error("the media server refuses our kicks: its key server must be ours");
              } else if (answer == Sighting.Answer.FAILED) {
                tally.add(Tally.Event.KICK_FAILED);
                LOG.warn("the media server does not answer a kick");
              }
              saw(session, new Sighting.KickAnswered(kick.room(), kick.nick(), answer));
            });
  }

  private void move(SessionId session, Action.Move move) {
    tally.add(Tally.Event.MOVE);
    LOG.warn("the media of session {} move to a new room ({})", session, move.why());
    names
        .move(session, move.from())
        .onSuccess(
            room ->
                saw(session, new Sighting.Opened(room.name()))
                    .onComplete(seen -> end(session, move.from())))
        .onFailure(
            failure -> {
              tally.add(Tally.Event.MOVE_FAILED);
              LOG.error("the media could not be moved ({})", failure.getClass().getSimpleName());
            });
  }

  private void end(SessionId session, String room) {
    Instant asked = clock.instant();
    control
        .end(room)
        .onSuccess(
            ended -> {
              switch (ended) {
                case DONE -> saw(session, new Sighting.Closed(room, asked));
                case REFUSED -> {
                  tally.add(Tally.Event.END_REFUSED);
                  LOG.error("the media server refuses to end a room: its key server must be ours");
                }
                case FAILED -> tally.add(Tally.Event.END_FAILED);
              }
            });
  }

  private void alarm(SessionId session, Action.Alarm alarm) {
    if (!alarm.again()) {
      tally.add(Tally.Event.ALARM);
      LOG.warn("somebody without a seat is on the media of session {} ({})", session, alarm.why());
    }
    seats
        .alarm()
        .apply(session, alarm.at())
        .onComplete(
            told -> {
              if (told.failed() && !alarm.again()) {
                LOG.warn("those who lead could not be told of it; it is kept for them");
              }
              saw(session, new Sighting.AlarmAnswered(alarm.at(), told.succeeded()));
            });
  }

  /** One census for all sessions that this node keeps, and for what is no session's. */
  void count() {
    if (counting || seats.silent().getAsBoolean()) {
      return;
    }
    boolean sweeps = strays.isOurs();
    if (kept.isEmpty() && !sweeps) {
      return;
    }
    counting = true;
    Map<SessionId, List<String>> rooms = new HashMap<>();
    Future.join(
            kept.keySet().stream()
                .map(
                    session ->
                        names
                            .all(session)
                            .onSuccess(
                                all -> {
                                  if (!all.isEmpty()) {
                                    rooms.put(session, all);
                                  }
                                }))
                .toList())
        .otherwiseEmpty()
        .compose(
            found -> rooms.isEmpty() && !sweeps ? Future.succeededFuture() : counted(rooms, sweeps))
        .onComplete(done -> counting = false);
  }

  private Future<?> counted(Map<SessionId, List<String>> rooms, boolean sweeps) {
    Instant asked = clock.instant();
    return control
        .census()
        .onSuccess(counts -> uncounted = false)
        .onSuccess(
            counts ->
                rooms.forEach(
                    (session, names) -> {
                      Map<String, Integer> theirs = new HashMap<>(counts);
                      theirs.keySet().retainAll(new HashSet<>(names));
                      saw(session, new Sighting.Census(theirs, asked));
                    }))
        .compose(
            counts -> {
              Set<String> sessions = new HashSet<>();
              rooms.values().forEach(sessions::addAll);
              return sweeps ? strays.look(counts, sessions) : Future.succeededFuture();
            })
        .onFailure(
            away -> {
              tally.add(Tally.Event.CENSUS_FAILED);
              if (!uncounted) {
                LOG.warn("nobody on the media can be counted ({})", away.getMessage());
              }
              uncounted = true;
              rooms.keySet().forEach(this::look);
            });
  }
}
