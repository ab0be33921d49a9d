package org.evenkeel.media;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.evenkeel.room.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is on the media of each session, the same for all nodes: in the grid, for it must be known
 * while the database is away. Each sighting is judged by the {@link Warden} on the member that owns
 * the entry, one after another, whichever node has heard of it.
 *
 * <p>Between members all of it travels as JSON in bytes, so that a member of the next version can
 * read it. What it cannot read it takes for nothing known; the census shows what is there.
 */
final class StaysBook {
  static final String MAP = MediaRooms.MAPS + "stays";
  private static final Logger LOG = LoggerFactory.getLogger(StaysBook.class);
  private static final long DEADLINE_MS = 1_500;

  private final Vertx vertx;
  private final IMap<UUID, byte[]> map;

  /** What follows from a sighting. */
  record Followed(List<Action> actions, boolean restless) {
    Followed {
      actions = List.copyOf(actions);
    }
  }

  private record Asked(Sighting sighting, Seating seating, Instant now) {}

  StaysBook(Vertx vertx, HazelcastInstance grid) {
    this.vertx = vertx;
    this.map = grid.getMap(MAP);
  }

  /** Has a sighting judged, once, where the book of that session is. */
  Future<Followed> judge(SessionId session, Sighting sighting, Seating seating, Instant now) {
    Judging judging = new Judging(Json.write(new Asked(sighting, seating, now)));
    return Future.fromCompletionStage(
            map.submitToKey(session.value(), judging), vertx.getOrCreateContext())
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .map(followed -> Json.read(followed, Followed.class));
  }

  /** What is known of a session now. */
  Future<Stays> of(SessionId session) {
    return Future.fromCompletionStage(map.getAsync(session.value()), vertx.getOrCreateContext())
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .map(StaysBook::stays);
  }

  private static Stays stays(byte[] kept) {
    if (kept == null) {
      return Stays.NONE;
    }
    try {
      return Json.read(kept, Stays.class);
    } catch (UncheckedIOException otherVersion) {
      LOG.warn("what is known of the media of a session cannot be read here; it begins anew");
      return Stays.NONE;
    }
  }

  /** Runs on the owner of the entry. */
  static final class Judging implements EntryProcessor<UUID, byte[], byte[]> {
    private static final long serialVersionUID = 1;

    private final byte[] asked;
    private transient byte[] after;
    private transient boolean touched;

    Judging(byte[] asked) {
      this.asked = asked;
    }

    @Override
    public byte[] process(Map.Entry<UUID, byte[]> entry) {
      Asked what = Json.read(asked, Asked.class);
      Stays before = stays(entry.getValue());
      Warden.Judgement judged = Warden.judge(before, what.sighting(), what.seating(), what.now());
      Stays stays = judged.stays();
      touched = !stays.equals(before);
      if (touched) {
        after = isOver(stays, what) ? null : Json.write(stays);
        entry.setValue(after);
      }
      return Json.write(new Followed(judged.actions(), isRestless(stays)));
    }

    /** Nobody is there any more, and nothing is to be noted again. */
    private static boolean isOver(Stays stays, Asked what) {
      Instant lately = what.now().minus(Warden.NOTED_AGAIN);
      return what.seating().ended()
          && stays.open().isEmpty()
          && stays.over().stream().noneMatch(o -> o.left() != null && o.at().isAfter(lately));
    }

    /** Somebody is there for whom time matters. */
    private static boolean isRestless(Stays stays) {
      return stays.open().stream()
          .anyMatch(s -> s.unseatedAt() != null || s.replacedAt() != null || s.kick() != null);
    }

    @Override
    public EntryProcessor<UUID, byte[], byte[]> getBackupProcessor() {
      return touched ? new Store(after) : null;
    }
  }

  /** Puts what was judged on a backup. */
  static final class Store implements EntryProcessor<UUID, byte[], byte[]> {
    private static final long serialVersionUID = 1;

    private final byte[] after;

    Store(byte[] after) {
      this.after = after;
    }

    @Override
    public byte[] process(Map.Entry<UUID, byte[]> entry) {
      entry.setValue(after);
      return null;
    }

    @Override
    public EntryProcessor<UUID, byte[], byte[]> getBackupProcessor() {
      return null;
    }
  }

  /** How it is written. */
  private static final class Json {
    private static final ObjectMapper MAPPER = mapper();

    private Json() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    private interface Named {}

    private static ObjectMapper mapper() {
      JsonMapper.Builder builder =
          JsonMapper.builder()
              .addModule(new JavaTimeModule())
              .enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
              .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
      for (Class<?> sealed : List.of(Sighting.class, Action.class)) {
        builder.addMixIn(sealed, Named.class);
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
          builder.registerSubtypes(new NamedType(kind, kind.getSimpleName()));
        }
      }
      return builder.build();
    }

    static byte[] write(Object value) {
      try {
        return MAPPER.writeValueAsBytes(value);
      } catch (IOException ours) {
        throw new UncheckedIOException(ours);
      }
    }

    static <T> T read(byte[] bytes, Class<T> type) {
      try {
        return MAPPER.readValue(bytes, type);
      } catch (IOException otherVersion) {
        // Without what was there: it names people.
        throw new UncheckedIOException(new IOException("not a " + type.getSimpleName()));
      }
    }
  }
}
