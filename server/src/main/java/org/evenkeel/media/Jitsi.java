package org.evenkeel.media;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
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

  private final Vertx vertx;
  private final Signatures signatures;
  private final JitsiSettings settings;
  private final Mesh mesh;
  private final MediaRooms rooms;
  private final Supplier<Optional<SigningKey>> key;
  private final Clock clock;
  private volatile DoorList list;
  private final LongAdder given = new LongAdder();
  private final LongAdder withheld = new LongAdder();
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
      Vertx vertx,
      JitsiSettings settings,
      Mesh mesh,
      MediaRooms rooms,
      Supplier<Optional<SigningKey>> key,
      Clock clock) {
    this.vertx = vertx;
    this.signatures = new Signatures(vertx);
    this.settings = settings;
    this.mesh = mesh;
    this.rooms = rooms;
    this.key = key;
    this.clock = clock;
  }

  /** From now on passes are put on this list, without which nobody is let in by one. */
  public void tells(DoorList door) {
    list = door;
  }

  /** From now on this one is told what becomes of rooms. */
  public void watchedBy(Watch newWatch) {
    watch = newWatch;
  }

  /** How many passes this node has given. */
  public long given() {
    return given.sum();
  }

  /** How many people who are in a room got none: no room, no key, or not in time. */
  public long withheld() {
    return withheld.sum();
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

  /**
   * Makes a pass that nobody gets: what is wrong with the key is found at the start, and the first
   * who comes does not wait for what Java does when it signs for the first time.
   */
  public Future<Void> rehearse() {
    Sitter nobody = new Sitter(new PersonId(new UUID(0, 0)), "Nobody", Role.OBSERVER, true);
    return key.get()
        .map(
            signing ->
                vertx
                    .executeBlocking(
                        () -> passes(signing).mint(nobody, "0".repeat(32), id(), clock.instant()))
                    .<Void>mapEmpty())
        .orElseGet(() -> Future.failedFuture("there is no key to sign passes with"));
  }

  private Future<Offer> offer(Sitter who, Optional<MediaRoom> room) {
    return room.filter(there -> who.admitted())
        .map(there -> pass(who, there))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .map(
            pass -> {
              if (who.admitted()) {
                (pass.isPresent() ? given : withheld).increment();
              }
              return offer(room, pass);
            });
  }

  private Offer offer(Optional<MediaRoom> room, Optional<MediaPass> pass) {
    JsonObject offer = new JsonObject().put("engine", "jitsi").put("library", settings.library());
    settings.integrity().ifPresent(hash -> offer.put("integrity", hash));
    offer
        .put("serviceUrl", settings.serviceUrl())
        .put("domain", settings.domain())
        .put("muc", settings.muc())
        .put("focus", settings.focus());
    pass.ifPresent(
        let ->
            offer
                .put("room", room.orElseThrow().name())
                .put("token", let.token())
                .put("tokenExpiresAt", TIME.format(let.expiresAt())));
    offer.put("e2ee", room.filter(MediaRoom::encrypted).isPresent()).put("mesh", mesh.needs());
    return new Offer(offer.encode(), pass.isPresent());
  }

  private Future<Optional<MediaPass>> pass(Sitter who, MediaRoom to) {
    Optional<SigningKey> signing = key.get();
    if (signing.isEmpty()) {
      LOG.error("there is no key to sign passes with");
      return Future.succeededFuture(Optional.empty());
    }
    Instant now = clock.instant();
    return signatures
        .make(() -> passes(signing.get()).mint(who, to.name(), id(), now))
        .onSuccess(pass -> tellTheDoor(pass, who, to, now))
        .map(Optional::of)
        .otherwise(
            late -> {
              LOG.warn("a pass could not be made in time ({})", late.getClass().getSimpleName());
              return Optional.empty();
            });
  }

  private void tellTheDoor(MediaPass pass, Sitter who, MediaRoom to, Instant now) {
    DoorList door = list;
    if (door != null) {
      door.expect(pass.id(), new DoorList.Entry(to.name(), who.person(), who.role().leads(), now));
    }
  }

  private Passes passes(SigningKey signing) {
    return new Passes(signing, settings.appId(), settings.domain());
  }

  private static String id() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
