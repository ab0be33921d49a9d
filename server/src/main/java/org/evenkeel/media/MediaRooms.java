package org.evenkeel.media;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.Serializable;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.evenkeel.room.SessionId;

/**
 * Which media room a session is in, the same for all nodes.
 *
 * <p>A media room has a name that nobody can guess and that says nothing, and is one session's
 * alone. A session can be moved to a new one: whoever has a name or a token of the older one can do
 * nothing with it any more. Kept in the grid, for it must be known while the database is away;
 * where all nodes are gone, so is every seat, and those who come back get a new room.
 */
public final class MediaRooms {
  /** Both maps live as long as a session can; the grid's configuration names them by this. */
  public static final String MAPS = "evenkeel.media-";

  private static final String ROOMS = MAPS + "rooms";
  private static final String SESSIONS = MAPS + "sessions";

  /** Whoever comes in waits no longer for the name of a room. */
  static final long DEADLINE_MS = 150;

  /** What is not on the way of anybody who comes in may take longer. */
  private static final long PATIENCE_MS = 2_000;

  /** So many rooms of one session are known again. */
  private static final int MOST_OLDER = 32;

  private static final int MOST_REMEMBERED = 10_000;
  private static final int BYTES = 16;
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Vertx vertx;
  private final IMap<UUID, Held> rooms;
  private final IMap<String, UUID> sessions;
  private final Function<SessionId, Future<Boolean>> encrypted;
  private volatile Consumer<SessionId> moved = session -> {};

  /** What was known last, for the moment in which a member that held it has just died. */
  private final Map<SessionId, MediaRoom> last =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<SessionId, MediaRoom> eldest) {
              return size() > MOST_REMEMBERED;
            }
          });

  /**
   * What a name stands for.
   *
   * @param current the session is in this room now; false where it has been moved since
   */
  public record Place(SessionId session, boolean current) {}

  /**
   * @param encrypted whether the media of a session are to be encrypted end to end; asked once,
   *     when it gets its first room
   */
  public MediaRooms(
      Vertx vertx, HazelcastInstance grid, Function<SessionId, Future<Boolean>> encrypted) {
    this.vertx = vertx;
    this.encrypted = encrypted;
    this.rooms = grid.getMap(ROOMS);
    this.sessions = grid.getMap(SESSIONS);
  }

  /** Whether this may be the name of a media room. */
  public static boolean isName(String text) {
    return text != null && NAME.matcher(text).matches();
  }

  /**
   * @param told called with a session that was moved, on any thread, on the node that moved it
   */
  public void whenMoved(Consumer<SessionId> told) {
    moved = told;
  }

  /**
   * The room that this session is in; it gets one where it has none.
   *
   * @return after {@link #DEADLINE_MS} what was known last, or fails where nothing was
   */
  public Future<MediaRoom> of(SessionId session) {
    return here(() -> rooms.getAsync(session.value()))
        .compose(held -> held == null ? first(session) : Future.succeededFuture(held.room()))
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .onSuccess(room -> last.put(session, room))
        .recover(
            failure -> {
              MediaRoom known = last.get(session);
              return known == null ? Future.failedFuture(failure) : Future.succeededFuture(known);
            });
  }

  /** Goes on when nobody waits for it any more, so that whoever asks next has it. */
  private Future<MediaRoom> first(SessionId session) {
    return encrypted
        .apply(session)
        .compose(e2ee -> ask(session, fresh(), fresh -> new Take(new MediaRoom(fresh, e2ee))));
  }

  /** The session whose room this is or was; empty for a name that we never gave. */
  public Future<Optional<Place>> find(String name) {
    if (!isName(name)) {
      return Future.succeededFuture(Optional.empty());
    }
    return here(() -> sessions.getAsync(name))
        .compose(
            session ->
                session == null
                    ? Future.succeededFuture(Optional.<Place>empty())
                    : here(() -> rooms.getAsync(session))
                        .map(held -> place(new SessionId(session), name, held)))
        .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  private static Optional<Place> place(SessionId session, String name, Held held) {
    // Of two nodes that made a name for the same session, one was not taken.
    return held == null || !held.names().contains(name)
        ? Optional.empty()
        : Optional.of(new Place(session, held.room().name().equals(name)));
  }

  /** All rooms that this session has been in, the current one first; empty where it had none. */
  public Future<List<String>> all(SessionId session) {
    return here(() -> rooms.getAsync(session.value()))
        .map(held -> held == null ? List.<String>of() : held.names())
        .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * Moves a session to a new room, and has everybody who is seated told.
   *
   * @param from the room that it is to leave: where it has left that one already, nothing happens,
   *     so of two who want the same one does it
   * @return the room that it is in now; fails where it has none
   */
  public Future<MediaRoom> move(SessionId session, String from) {
    String fresh = fresh();
    return ask(session, fresh, name -> new Move(from, name))
        .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .compose(
            room ->
                room == null
                    ? Future.<MediaRoom>failedFuture("this session has no media room")
                    : Future.succeededFuture(room))
        .onSuccess(
            room -> {
              last.put(session, room);
              if (room.name().equals(fresh)) {
                moved.accept(session);
              }
            });
  }

  private Future<MediaRoom> ask(
      SessionId session,
      String fresh,
      Function<String, EntryProcessor<UUID, Held, MediaRoom>> with) {
    // The way back first: a name that somebody has been given is always found.
    return here(() -> sessions.setAsync(fresh, session.value()))
        .compose(known -> here(() -> rooms.submitToKey(session.value(), with.apply(fresh))));
  }

  /** A member that is on its way out throws where it is asked. */
  private <T> Future<T> here(Supplier<CompletionStage<T>> question) {
    try {
      return Future.fromCompletionStage(question.get(), vertx.getOrCreateContext());
    } catch (RuntimeException notAsked) {
      return Future.failedFuture(notAsked);
    }
  }

  /** 128 random bits. */
  private static String fresh() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * What the grid keeps of a session.
   *
   * @param names of all its rooms, the current one first
   */
  record Held(boolean encrypted, List<String> names) implements Serializable {
    Held {
      names = List.copyOf(names);
    }

    MediaRoom room() {
      return new MediaRoom(names.getFirst(), encrypted);
    }

    Held movedTo(String fresh) {
      List<String> all = new ArrayList<>();
      all.add(fresh);
      all.addAll(names.subList(0, Math.min(names.size(), MOST_OLDER)));
      return new Held(encrypted, all);
    }
  }

  /** Gives the room that there is, or this one where there is none. */
  record Take(MediaRoom fresh) implements EntryProcessor<UUID, Held, MediaRoom> {
    @Override
    public MediaRoom process(Map.Entry<UUID, Held> entry) {
      if (entry.getValue() == null) {
        entry.setValue(new Held(fresh.encrypted(), List.of(fresh.name())));
      }
      return entry.getValue().room();
    }
  }

  /** Puts this room before the others, where the first one is still {@code from}. */
  record Move(String from, String fresh) implements EntryProcessor<UUID, Held, MediaRoom> {
    @Override
    public MediaRoom process(Map.Entry<UUID, Held> entry) {
      Held held = entry.getValue();
      if (held == null) {
        return null; // nobody has been given any room of it
      }
      if (held.room().name().equals(from)) {
        entry.setValue(held.movedTo(fresh));
      }
      return entry.getValue().room();
    }
  }
}
