package org.evenkeel.live;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.evenkeel.room.Device;
import org.evenkeel.room.Role;
import org.evenkeel.room.RoomCommand.Addressee;
import org.evenkeel.room.SeatId;

/** Everything that a client may say, and how a well-behaved one writes it. */
final class ClientFrames {
  private ClientFrames() {}

  static JsonObject json(ClientMessage message) {
    JsonObject json = new JsonObject();
    if (message.id() != null) {
      json.put("id", message.id());
    }
    return switch (message) {
      case ClientMessage.Join m -> json.put("type", "join").put("ticket", m.ticket());
      case ClientMessage.Resume m ->
          json.put("type", "resume")
              .put("resumeToken", m.resumeToken())
              .put("version", m.version());
      case ClientMessage.Update m -> update(json, m);
      case ClientMessage.Chat m ->
          json.put("type", "chat").put("to", to(m.to())).put("text", m.text());
      case ClientMessage.Signal m ->
          json.put("type", "signal")
              .put("to", m.to().toString())
              .put("data", Json.decodeValue(m.data()));
      case ClientMessage.OnSeat m ->
          json.put("type", Wire.word(m.verb())).put("seatId", m.seat().toString());
      case ClientMessage.Remove m ->
          json.put("type", "remove").put("seatId", m.seat().toString()).put("ban", m.ban());
      case ClientMessage.Spotlight m ->
          json.put("type", "spotlight").put("seatId", m.seat() == null ? null : m.seat() + "");
      case ClientMessage.ChangeRole m ->
          json.put("type", "role")
              .put("seatId", m.seat().toString())
              .put("role", Wire.word(m.role()));
      case ClientMessage.Plain m -> json.put("type", Wire.word(m.verb()));
    };
  }

  private static JsonObject update(JsonObject json, ClientMessage.Update m) {
    json.put("type", "update");
    if (m.hand() != null) {
      json.put("hand", m.hand());
    }
    if (m.audio() != null) {
      json.put("audio", Wire.word(m.audio()));
    }
    if (m.video() != null) {
      json.put("video", Wire.word(m.video()));
    }
    if (m.screen() != null) {
      json.put("screen", Wire.word(m.screen()));
    }
    if (m.quality() != null) {
      json.put("quality", m.quality());
    }
    return json;
  }

  private static String to(Addressee to) {
    return switch (to) {
      case Addressee.Everyone everyone -> "room";
      case Addressee.Hosts hosts -> "hosts";
      case Addressee.One one -> one.seat().toString();
    };
  }

  /** Valid messages of every type. */
  static Arbitrary<ClientMessage> messages() {
    Arbitrary<Long> id = Arbitraries.longs();
    Arbitrary<Long> mayBeNoId = id.injectNull(0.5);
    Arbitrary<SeatId> seat = Arbitraries.create(UUID::randomUUID).map(SeatId::new);
    Arbitrary<String> text = text(300);
    Arbitrary<Device> device = Arbitraries.of(Device.class).injectNull(0.4);
    Arbitrary<Boolean> bool = Arbitraries.of(true, false);
    Arbitrary<Addressee> to =
        Arbitraries.oneOf(
            Arbitraries.just(new Addressee.Everyone()),
            Arbitraries.just(new Addressee.Hosts()),
            seat.map(Addressee.One::new));
    List<Arbitrary<ClientMessage>> all = new ArrayList<>();
    all.add(Combinators.combine(mayBeNoId, text).as(ClientMessage.Join::new));
    all.add(
        Combinators.combine(mayBeNoId, text, Arbitraries.longs()).as(ClientMessage.Resume::new));
    all.add(
        Combinators.combine(
                id,
                bool.injectNull(0.4),
                device,
                device,
                device,
                Arbitraries.integers().between(0, 4).injectNull(0.4))
            .as(ClientMessage.Update::new));
    all.add(
        Combinators.combine(id, to, text.filter(t -> !t.isBlank())).as(ClientMessage.Chat::new));
    all.add(Combinators.combine(id, seat, data()).as(ClientMessage.Signal::new));
    all.add(
        Combinators.combine(id, Arbitraries.of(ClientMessage.OnSeat.Verb.class), seat)
            .as(ClientMessage.OnSeat::new));
    all.add(Combinators.combine(id, seat, bool).as(ClientMessage.Remove::new));
    all.add(Combinators.combine(id, seat.injectNull(0.3)).as(ClientMessage.Spotlight::new));
    all.add(
        Combinators.combine(id, seat, Arbitraries.of(Role.class))
            .as(ClientMessage.ChangeRole::new));
    all.add(
        Combinators.combine(id, Arbitraries.of(ClientMessage.Plain.Verb.class))
            .as(ClientMessage.Plain::new));
    return Arbitraries.oneOf(all);
  }

  /** Any text that can be written in UTF-8, with everything in it that JSON has to escape. */
  static Arbitrary<String> text(int longest) {
    return Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(longest),
            Arbitraries.strings().withChars("\"\\/{}[],:\u0000\n\t\u2028ü\uFFFD ").ofMaxLength(40),
            Arbitraries.of("😀 \uD83D\uDE00", "room", "null", "}{", "é".repeat(300)))
        .map(ClientFrames::whole);
  }

  /** The text without halves of characters, which UTF-8 cannot carry. */
  private static String whole(String text) {
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  /** What browsers signal to each other: any JSON, small and large. */
  private static Arbitrary<String> data() {
    Arbitrary<Object> scalar =
        Arbitraries.oneOf(
            text(200).map(Object.class::cast),
            Arbitraries.longs().map(Object.class::cast),
            Arbitraries.of(true, false, 1.5, -0.25e-7),
            Arbitraries.just("sdp ".repeat(9_000)));
    return Arbitraries.oneOf(
        scalar.map(Json::encode),
        Arbitraries.maps(text(20).map(t -> t.length() > 20 ? "k" : t), scalar)
            .ofMaxSize(4)
            .map(map -> new JsonObject(new java.util.HashMap<>(map)).encode()),
        scalar.list().ofMaxSize(4).map(Json::encode));
  }
}
