package org.evenkeel.media;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.evenkeel.room.Room;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.Sitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jitsi carries the media, and nothing else: who may come, who leads and what everybody is called
 * is in the pass that we make. Beside it an offer says what a mesh needs, should Jitsi not be
 * there.
 */
public final class Jitsi implements MediaBackend {
  private static final Logger LOG = LoggerFactory.getLogger(Jitsi.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ID_BYTES = 16;

  private final JitsiSettings settings;
  private final Mesh mesh;
  private final MediaRooms rooms;
  private final Supplier<Optional<SigningKey>> key;
  private final Clock clock;
  private volatile Watch watch = new Watch(room -> {}, session -> {});

  /**
   * Whoever holds what is seen of Jitsi against what our rooms say.
   *
   * @param changed a room, as {@link MediaBackend#changed} has it
   * @param released as {@link MediaBackend#released} has it
   */
  public record Watch(Consumer<Room> changed, Consumer<SessionId> released) {}

  /**
   * @param mesh what clients use where Jitsi is away
   * @param key that signs passes now; empty where none is known
   */
  public Jitsi(
      JitsiSettings settings,
      Mesh mesh,
      MediaRooms rooms,
      Supplier<Optional<SigningKey>> key,
      Clock clock) {
    this.settings = settings;
    this.mesh = mesh;
    this.rooms = rooms;
    this.key = key;
    this.clock = clock;
  }

  /** From now on this one is told what becomes of rooms. */
  public void watchedBy(Watch newWatch) {
    watch = newWatch;
  }

  @Override
  public Future<Desk> opened(SessionId session) {
    return rooms
        .of(session)
        .map(Optional::of)
        .otherwise(
            away -> {
              LOG.warn("a media room is not known in time ({})", away.getClass().getSimpleName());
              return Optional.empty();
            })
        .map(room -> who -> offer(who, room));
  }

  @Override
  public boolean givesPasses() {
    return true;
  }

  @Override
  public void changed(Room room) {
    watch.changed().accept(room);
  }

  @Override
  public void released(SessionId session) {
    watch.released().accept(session);
  }

  private Offer offer(Sitter who, Optional<MediaRoom> room) {
    JsonObject offer = new JsonObject().put("engine", "jitsi").put("library", settings.library());
    settings.integrity().ifPresent(hash -> offer.put("integrity", hash));
    offer
        .put("serviceUrl", settings.serviceUrl())
        .put("domain", settings.domain())
        .put("muc", settings.muc())
        .put("focus", settings.focus());
    Optional<MediaPass> pass = room.flatMap(to -> pass(who, to));
    pass.ifPresent(
        let ->
            offer
                .put("room", room.orElseThrow().name())
                .put("token", let.token())
                .put("tokenExpiresAt", TIME.format(let.expiresAt())));
    offer.put("e2ee", room.filter(MediaRoom::encrypted).isPresent()).put("mesh", mesh.needs());
    return new Offer(offer.encode(), pass.isPresent());
  }

  private Optional<MediaPass> pass(Sitter who, MediaRoom to) {
    if (!who.admitted()) {
      return Optional.empty();
    }
    Optional<SigningKey> signing = key.get();
    if (signing.isEmpty()) {
      LOG.error("there is no key to sign passes with");
      return Optional.empty();
    }
    Passes passes = new Passes(signing.get(), settings.appId(), settings.domain());
    return Optional.of(passes.mint(who, to.name(), id(), clock.instant()));
  }

  private static String id() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
