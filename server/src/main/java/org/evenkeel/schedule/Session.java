package org.evenkeel.schedule;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.SessionKind;

/**
 * One occurrence.
 *
 * @param title neutral words: it is seen by those who wait
 * @param capacity how many may come who do not lead it
 */
public record Session(
    SessionId id,
    UUID program,
    String title,
    SessionKind kind,
    Instant startsAt,
    Instant endsAt,
    int capacity,
    boolean waitingRoom) {

  /** How long a seat without sign of life is kept. */
  public static final Duration GRACE = Duration.ofSeconds(30);

  /** How long after its end a session closes by itself. */
  public static final Duration OVERRUN = Duration.ofMinutes(30);

  /** How long before its start somebody may come. */
  public static final Duration EARLY = Duration.ofMinutes(30);

  static Session fromRow(Row row) {
    return new Session(
        new SessionId(row.getUUID("id")),
        row.getUUID("program_id"),
        row.getString("title"),
        SessionKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getOffsetDateTime("starts_at").toInstant(),
        row.getOffsetDateTime("ends_at").toInstant(),
        row.getInteger("capacity"),
        row.getBoolean("waiting_room"));
  }

  /** What its room goes by. */
  public RoomRules rules() {
    return new RoomRules(kind, title, startsAt, endsAt, capacity, waitingRoom, GRACE, OVERRUN);
  }

  /** The door opens. */
  public Instant opensAt() {
    return startsAt.minus(EARLY);
  }

  /** The door closes. */
  public Instant closesAt() {
    return endsAt.plus(OVERRUN);
  }
}
