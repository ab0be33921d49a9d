package org.evenkeel.media;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.map.IMap;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.Sitter;

/**
 * Rooms in which nobody is, for {@code check-jitsi}: three people who do not exist come, are let in
 * by the same door, one of them to lead, and another is thrown out. The same for all nodes, and
 * gone after three minutes.
 *
 * <p>Beside good passes it makes those that must be refused, one of them for any room. They are of
 * people whom no session knows, so the door lets them in nowhere.
 */
public final class Rehearsals {
  private static final String MAP = MediaRooms.MAPS + "rehearsals";
  private static final long DEADLINE_MS = 1_000;
  private static final long SECONDS = 180;
  private static final int MOST = 4;
  private static final int PEOPLE = 3;
  private static final int BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Vertx vertx;
  private final IMap<String, String> map;
  private final JitsiSettings settings;
  private final Supplier<Optional<SigningKey>> key;
  private final Control control;
  private final Clock clock;

  /**
   * @param key that signs passes now
   * @param orders that signs our orders now
   */
  public Rehearsals(
      Vertx vertx,
      HazelcastInstance grid,
      JitsiSettings settings,
      Supplier<Optional<SigningKey>> key,
      Supplier<Optional<SigningKey>> orders,
      Clock clock) {
    this.vertx = vertx;
    this.map = grid.getMap(MAP);
    this.settings = settings;
    this.key = key;
    this.control = new Control(vertx, settings, orders, clock);
    this.clock = clock;
  }

  /**
   * Whether this is the room of a rehearsal; fails where that cannot be told.
   *
   * @param grid that all nodes share
   */
  static Future<Boolean> isOne(Vertx vertx, HazelcastInstance grid, String room) {
    return isOne(vertx, grid.<String, String>getMap(MAP), room);
  }

  private static Future<Boolean> isOne(Vertx vertx, IMap<String, String> all, String room) {
    return Future.fromCompletionStage(all.getAsync(room), vertx.getOrCreateContext())
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .map(Objects::nonNull);
  }

  /** Why there is none. */
  static final class Refused extends RuntimeException {
    Refused(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * A new one, with all that a check needs.
   *
   * @return fails with {@link Refused} where there are too many, or no key
   */
  Future<JsonObject> open() {
    return vertx
        .executeBlocking(this::make, false)
        .compose(
            made ->
                here(map.setAsync(made.room(), made.kept(), SECONDS, TimeUnit.SECONDS))
                    .map(kept -> made.body()))
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private record Made(String room, String kept, JsonObject body) {}

  /** Nine signatures, and the grid is asked how many there are: nothing for an event loop. */
  private Made make() {
    SigningKey signing =
        key.get().orElseThrow(() -> new Refused("There is no key to sign passes with."));
    if (map.size() >= MOST) {
      throw new Refused("Others rehearse; try again in three minutes.");
    }
    String room = random();
    PersonId first = new PersonId(UUID.randomUUID());
    PersonId second = new PersonId(UUID.randomUUID());
    PersonId leader = new PersonId(UUID.randomUUID());
    Mint mint = new Mint(signing, settings);
    Instant now = clock.instant();
    JsonObject kept = new JsonObject().put("second", second.toString());
    JsonObject expected = new JsonObject();
    JsonObject passes =
        new JsonObject()
            .put("first", mint.good(first, room, expected, now))
            .put("second", mint.good(second, room, expected, now))
            .put("again", mint.good(second, room, expected, now))
            .put("leader", mint.good(leader, Role.HOST, room, expected, now))
            .put("elsewhere", mint.good(first, random(), expected, now))
            .put("expired", mint.good(first, room, expected, now.minus(Duration.ofMinutes(10))))
            .put("anywhere", mint.anywhere(first, expected, now));
    String denied = random();
    passes.put("denied", mint.good(first, denied, expected, now));
    kept.put("passes", expected);
    JsonObject body =
        new JsonObject()
            .put("room", room)
            .put("denied", denied)
            .put("domain", settings.domain())
            .put("muc", settings.muc())
            .put("focus", settings.focus())
            .put("at", now.toString())
            .put("passes", passes);
    return new Made(room, kept.encode(), body);
  }

  /** Makes passes, and notes whose they are. */
  private record Mint(SigningKey key, JitsiSettings settings) {
    String good(PersonId person, String room, JsonObject expected, Instant at) {
      return good(person, Role.PARTICIPANT, room, expected, at);
    }

    String good(PersonId person, Role role, String room, JsonObject expected, Instant at) {
      String id = random();
      expected.put(id, person.toString());
      Passes passes = new Passes(key, settings.appId(), settings.domain());
      Sitter sitter = new Sitter(person, "Rehearsal", role, true);
      return passes.mint(sitter, room, id, at).token();
    }

    /** What {@link Passes} never makes. */
    String anywhere(PersonId person, JsonObject expected, Instant at) {
      try {
        JWTClaimsSet good = SignedJWT.parse(good(person, random(), expected, at)).getJWTClaimsSet();
        return key.sign(new JWTClaimsSet.Builder(good).claim("room", "*").build());
      } catch (ParseException e) {
        throw new IllegalStateException("our own token cannot be read");
      }
    }
  }

  /** The door of a rehearsal; empty where this is none of its rooms. */
  Future<Optional<Joins.Answer>> join(Joins.Asked asked) {
    return here(map.submitToKey(asked.room(), new Take(asked.pass(), asked.person().toString())))
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .map(
            said ->
                said == null
                    ? Optional.empty()
                    : Optional.of(said.isEmpty() ? Joins.Answer.COME : new Joins.Answer(said)));
  }

  /** Whether this is the room of a rehearsal, and may exist. */
  Future<Optional<Reservations.Answer>> reserve(String name, String startTime, String owner) {
    if (!MediaRooms.isName(name)) {
      return Future.succeededFuture(Optional.empty());
    }
    return here(map.getAsync(name))
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .map(
            kept ->
                kept == null
                    ? Optional.empty()
                    : Optional.of(
                        new Reservations.Answer(
                            200,
                            new JsonObject()
                                .put("id", name)
                                .put("name", name)
                                .put("mail_owner", owner == null ? "" : owner)
                                .put("start_time", startTime)
                                .put("duration", SECONDS)
                                .put("max_occupants", PEOPLE + Reservations.BESIDE_CAPACITY))));
  }

  /**
   * Throws the second one out: the door is shut first, and then they are kicked.
   *
   * @return empty where there is no such rehearsal
   */
  Future<Optional<Sighting.Answer>> removeSecond(String room, String nick) {
    return here(map.submitToKey(room, new Shut()))
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .compose(
            known ->
                known
                    ? control.kick(room, nick).map(Optional::of)
                    : Future.succeededFuture(Optional.empty()));
  }

  /**
   * How many are in it, by the census.
   *
   * @return empty where there is no such rehearsal; fails where nobody can be counted
   */
  Future<Optional<Integer>> count(String room) {
    return known(room)
        .compose(
            known ->
                known
                    ? control.census().map(counts -> Optional.of(counts.getOrDefault(room, 0)))
                    : Future.succeededFuture(Optional.empty()));
  }

  /**
   * Ends its room, with whoever is in it.
   *
   * @return empty where there is no such rehearsal
   */
  Future<Optional<Control.Ended>> end(String room) {
    return known(room)
        .compose(
            known ->
                known
                    ? control.end(room).map(Optional::of)
                    : Future.succeededFuture(Optional.empty()));
  }

  private Future<Boolean> known(String room) {
    return isOne(vertx, map, room);
  }

  Future<Void> close(String room) {
    return here(map.removeAsync(room)).timeout(DEADLINE_MS, TimeUnit.MILLISECONDS).mapEmpty();
  }

  private <T> Future<T> here(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** What is changed lives on as long as if it were new: three more minutes at most for each. */
  private static void keep(Map.Entry<String, String> entry, JsonObject kept) {
    ((ExtendedMapEntry<String, String>) entry).setValue(kept.encode(), SECONDS, TimeUnit.SECONDS);
  }

  /** Uses a pass up. Null: no such room; empty: come in; else why not. */
  record Take(String pass, String person) implements EntryProcessor<String, String, String> {
    @Override
    public String process(Map.Entry<String, String> entry) {
      if (entry.getValue() == null) {
        return null;
      }
      JsonObject kept = new JsonObject(entry.getValue());
      Object of = kept.getJsonObject("passes").remove(pass);
      keep(entry, kept);
      if (!person.equals(of)) {
        return "This pass is unknown, over, or was used before";
      }
      return person.equals(kept.getString("gone")) ? "They were taken out of this session" : "";
    }
  }

  /** The second one has no seat any more. */
  record Shut() implements EntryProcessor<String, String, Boolean> {
    @Override
    public Boolean process(Map.Entry<String, String> entry) {
      if (entry.getValue() == null) {
        return false;
      }
      JsonObject kept = new JsonObject(entry.getValue());
      keep(entry, kept.put("gone", kept.getString("second")));
      return true;
    }
  }
}
