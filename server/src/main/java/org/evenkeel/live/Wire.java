package org.evenkeel.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import com.fasterxml.jackson.core.util.BufferRecycler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.evenkeel.room.Notice;
import org.evenkeel.room.Room;
import org.evenkeel.room.RoomCommand.Addressee;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SeatId;

/** Writes what the server says. Each message is encoded once, whoever gets it. */
final class Wire {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Wire() {}

  @FunctionalInterface
  private interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  private static String object(Writing writing) {
    try (SegmentedStringWriter text = new SegmentedStringWriter(new BufferRecycler())) {
      try (JsonGenerator json = JSON.createGenerator(text)) {
        json.writeStartObject();
        writing.to(json);
        json.writeEndObject();
      }
      return text.getAndClear();
    } catch (IOException memoryDoesNotFail) {
      throw new UncheckedIOException(memoryDoesNotFail);
    }
  }

  /** RFC 3339 UTC with milliseconds. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** The word of the protocol for one of our enums. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The room alone, as this audience may see it. */
  static String room(Room room, Audience audience) {
    return object(
        json -> {
          json.writeStringField("id", room.id().toString());
          json.writeNumberField("version", room.version());
          json.writeStringField("kind", word(room.rules().kind()));
          json.writeStringField("phase", word(room.phase()));
          json.writeStringField("title", room.rules().title());
          json.writeStringField("startsAt", time(room.rules().startsAt()));
          json.writeStringField("endsAt", time(room.rules().endsAt()));
          if (audience.inside()) {
            json.writeBooleanField("locked", room.locked());
            json.writeBooleanField("frozen", room.frozen());
            json.writeNumberField("capacity", room.rules().capacity());
            json.writeStringField("spotlight", text(room.spotlight()));
            json.writeArrayFieldStart("agenda");
            json.writeEndArray();
          }
          seats(json, audience.seats(room));
        });
  }

  /**
   * @param base the version that it builds on: the last one that this audience was sent
   */
  static String change(
      Room before,
      Room after,
      long base,
      List<Seat> changed,
      List<SeatId> gone,
      Audience audience) {
    return object(
        json -> {
          json.writeStringField("type", "change");
          json.writeNumberField("version", after.version());
          json.writeNumberField("base", base);
          seats(json, changed);
          json.writeArrayFieldStart("gone");
          for (SeatId seat : gone) {
            json.writeString(seat.toString());
          }
          json.writeEndArray();
          if (fieldsDiffer(before, after, audience)) {
            json.writeObjectFieldStart("room");
            fields(json, before, after, audience);
            json.writeEndObject();
          }
        });
  }

  /** A change of nothing: whoever has an earlier version than this has missed something. */
  static String reminder(long version) {
    return object(
        json -> {
          json.writeStringField("type", "change");
          json.writeNumberField("version", version);
          json.writeNumberField("base", version);
          seats(json, List.of());
          json.writeArrayFieldStart("gone");
          json.writeEndArray();
        });
  }

  static boolean fieldsDiffer(Room before, Room after, Audience audience) {
    return before.phase() != after.phase()
        || audience.inside()
            && (before.locked() != after.locked()
                || before.frozen() != after.frozen()
                || !Objects.equals(before.spotlight(), after.spotlight()));
  }

  private static void fields(JsonGenerator json, Room before, Room after, Audience audience)
      throws IOException {
    if (before.phase() != after.phase()) {
      json.writeStringField("phase", word(after.phase()));
    }
    if (!audience.inside()) {
      return;
    }
    if (before.locked() != after.locked()) {
      json.writeBooleanField("locked", after.locked());
    }
    if (before.frozen() != after.frozen()) {
      json.writeBooleanField("frozen", after.frozen());
    }
    if (!Objects.equals(before.spotlight(), after.spotlight())) {
      json.writeStringField("spotlight", text(after.spotlight()));
    }
  }

  private static void seats(JsonGenerator json, List<Seat> seats) throws IOException {
    json.writeArrayFieldStart("seats");
    for (Seat seat : seats) {
      json.writeStartObject();
      json.writeStringField("id", seat.id().toString());
      json.writeStringField("personId", seat.person().toString());
      json.writeStringField("name", seat.name());
      json.writeStringField("role", word(seat.role()));
      json.writeStringField("state", word(seat.state()));
      json.writeStringField("hand", seat.hand() == null ? null : time(seat.hand()));
      json.writeStringField("audio", word(seat.audio()));
      json.writeStringField("video", word(seat.video()));
      json.writeStringField("screen", word(seat.screen()));
      json.writeNumberField("quality", seat.quality());
      json.writeStringField("since", time(seat.since()));
      json.writeNumberField("rev", seat.rev());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String text(SeatId seat) {
    return seat == null ? null : seat.toString();
  }

  /**
   * @param media what the client needs for its media, as JSON
   * @param room from {@link #room}
   */
  static String welcome(
      SeatId seat,
      String resumeToken,
      long graceMs,
      long pingMs,
      Instant now,
      String media,
      String room) {
    return object(
        json -> {
          json.writeStringField("type", "welcome");
          json.writeStringField("seatId", seat.toString());
          json.writeStringField("resumeToken", resumeToken);
          json.writeNumberField("graceMs", graceMs);
          json.writeNumberField("pingMs", pingMs);
          json.writeStringField("serverTime", time(now));
          raw(json, "media", media);
          raw(json, "room", room);
        });
  }

  static String snapshot(String room) {
    return object(
        json -> {
          json.writeStringField("type", "snapshot");
          raw(json, "room", room);
        });
  }

  static String recorded(SeatId seat, String event, Instant at) {
    return object(
        json -> {
          json.writeStringField("type", "recorded");
          json.writeStringField("seatId", seat.toString());
          json.writeStringField("event", event);
          json.writeStringField("at", time(at));
        });
  }

  /**
   * @param data JSON that has been parsed on its way in
   */
  static String signal(SeatId from, String data) {
    return object(
        json -> {
          json.writeStringField("type", "signal");
          json.writeStringField("from", from.toString());
          raw(json, "data", data);
        });
  }

  static String chat(Notice.ChatLine line) {
    String to =
        switch (line.addressee()) {
          case Addressee.Everyone everyone -> "room";
          case Addressee.Hosts hosts -> "hosts";
          case Addressee.One one -> one.seat().toString();
        };
    return object(
        json -> {
          json.writeStringField("type", "chat");
          json.writeStringField("id", line.id());
          json.writeStringField("from", line.from().toString());
          json.writeStringField("to", to);
          json.writeStringField("text", line.text());
          json.writeStringField("at", time(line.at()));
        });
  }

  static String distress(SeatId from, Instant at) {
    return alert("distress", from, at);
  }

  /** Whoever it is has no seat that could be named. */
  static String mediaAlarm(Instant at) {
    return alert("media", null, at);
  }

  private static String alert(String kind, SeatId from, Instant at) {
    return object(
        json -> {
          json.writeStringField("type", "alert");
          json.writeStringField("kind", kind);
          json.writeStringField("from", text(from));
          json.writeStringField("at", time(at));
        });
  }

  /**
   * @param media what the client needs for its media, as JSON
   */
  static String media(String media) {
    return object(
        json -> {
          json.writeStringField("type", "media");
          raw(json, "media", media);
        });
  }

  static String ok(long re) {
    return "{\"type\":\"ok\",\"re\":" + re + "}";
  }

  /**
   * @param re the command's id, or null where it had none that could be read
   */
  static String error(Long re, String code, String message) {
    return object(
        json -> {
          json.writeStringField("type", "error");
          if (re != null) {
            json.writeNumberField("re", re);
          }
          json.writeStringField("code", code);
          json.writeStringField("message", message);
        });
  }

  /**
   * @param retryMs when it makes sense to come back, 0 where it never does
   */
  static String bye(String reason, long retryMs) {
    return object(
        json -> {
          json.writeStringField("type", "bye");
          json.writeStringField("reason", reason);
          json.writeNumberField("retryMs", retryMs);
        });
  }

  private static void raw(JsonGenerator json, String field, String value) throws IOException {
    json.writeFieldName(field);
    json.writeRawValue(value);
  }
}
