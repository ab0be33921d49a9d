package org.evenkeel.live;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SeatId;

/** Writes a room, and what has become of it since it was told last. */
final class RoomWire {
  private RoomWire() {}

  /** The room alone, as this audience may see it. */
  static String room(Room room, Audience audience) {
    return Wire.object(
        json -> {
          json.writeStringField("id", room.id().toString());
          json.writeNumberField("version", room.version());
          json.writeStringField("kind", Wire.word(room.rules().kind()));
          json.writeStringField("phase", Wire.word(room.phase()));
          json.writeStringField("title", room.rules().title());
          json.writeStringField("startsAt", Wire.time(room.rules().startsAt()));
          json.writeStringField("endsAt", Wire.time(room.rules().endsAt()));
          if (audience.inside()) {
            json.writeBooleanField("locked", room.locked());
            json.writeBooleanField("frozen", room.frozen());
            json.writeNumberField("capacity", room.rules().capacity());
            json.writeStringField("spotlight", Wire.text(room.spotlight()));
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
    return Wire.object(
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
    return Wire.object(
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
      json.writeStringField("phase", Wire.word(after.phase()));
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
      json.writeStringField("spotlight", Wire.text(after.spotlight()));
    }
  }

  private static void seats(JsonGenerator json, List<Seat> seats) throws IOException {
    json.writeArrayFieldStart("seats");
    for (Seat seat : seats) {
      json.writeStartObject();
      json.writeStringField("id", seat.id().toString());
      json.writeStringField("personId", seat.person().toString());
      json.writeStringField("name", seat.name());
      json.writeStringField("role", Wire.word(seat.role()));
      json.writeStringField("state", Wire.word(seat.state()));
      json.writeStringField("hand", seat.hand() == null ? null : Wire.time(seat.hand()));
      json.writeStringField("audio", Wire.word(seat.audio()));
      json.writeStringField("video", Wire.word(seat.video()));
      json.writeStringField("screen", Wire.word(seat.screen()));
      json.writeNumberField("quality", seat.quality());
      json.writeStringField("since", Wire.time(seat.since()));
      json.writeNumberField("rev", seat.rev());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
