package org.evenkeel.attendance;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A sheet in the shape of the public contract. */
final class SheetJson {
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private SheetJson() {}

  /**
   * @param onMedia what the media server saw of those on the sheet
   */
  static JsonObject of(Sheet sheet, OnMedia onMedia) {
    JsonArray people = new JsonArray();
    Instant end = sheet.over() ? sheet.lastSeen() : null;
    sheet.people().forEach(row -> people.add(person(row).put("onMedia", media(onMedia, row, end))));
    return new JsonObject()
        .put("sessionId", sheet.session().toString())
        .put("startsAt", time(sheet.scheduled().from()))
        .put("endsAt", time(sheet.scheduled().to()))
        .put("zone", sheet.zone().getId())
        .put("over", sheet.over())
        .put("sealed", false)
        .put("people", people);
  }

  private static JsonObject person(PersonRow row) {
    JsonArray intervals = new JsonArray();
    row.intervals().forEach(stretch -> intervals.add(interval(stretch)));
    return new JsonObject()
        .put("personId", row.person().toString())
        .put("name", row.name())
        .put("role", Words.of(row.role()))
        .put("seconds", row.seconds())
        .put("firstJoinAt", time(row.firstJoinAt()))
        .put("lastLeaveAt", time(row.lastLeaveAt()))
        .put("lateSeconds", row.lateSeconds())
        .put("late", row.late())
        .put("leftEarlySeconds", row.leftEarlySeconds())
        .put("status", row.status().wire())
        .put("intervals", intervals);
  }

  private static JsonArray media(OnMedia onMedia, PersonRow row, Instant end) {
    JsonArray spans = new JsonArray();
    onMedia
        .spans(row.person(), end)
        .forEach(
            span ->
                spans.add(
                    new JsonObject().put("from", time(span.from())).put("to", time(span.to()))));
    return spans;
  }

  private static JsonObject interval(Stretch stretch) {
    return new JsonObject()
        .put("from", time(stretch.from()))
        .put("to", time(stretch.to()))
        .put("endedBy", stretch.running() ? null : stretch.endedBy().wire());
  }

  /** RFC 3339 in UTC, with milliseconds; null stays null. */
  static String time(Instant at) {
    return at == null ? null : MILLISECONDS.format(at);
  }
}
