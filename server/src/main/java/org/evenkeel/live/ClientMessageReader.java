package org.evenkeel.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.evenkeel.room.Device;
import org.evenkeel.room.Role;
import org.evenkeel.room.RoomCommand.Addressee;
import org.evenkeel.room.SeatId;

/**
 * Reads one frame of a client, strictly: an unknown or doubled field, a wrong type, a deep nest or
 * anything after the object makes it bad.
 */
final class ClientMessageReader {
  static final int DEEPEST = 16;
  static final int LONGEST_CHAT = 2_000;
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_STRING = 65_536;
  private static final int LONGEST_NUMBER = 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(LONGEST_NAME)
                  .maxStringLength(LONGEST_STRING)
                  .maxNumberLength(LONGEST_NUMBER)
                  .build())
          .build();

  /** The fields of each type beside {@code type} and {@code id}. */
  private static final Map<String, Set<String>> FIELDS =
      Map.ofEntries(
          Map.entry("join", Set.of("ticket")),
          Map.entry("resume", Set.of("resumeToken", "version")),
          Map.entry("update", Set.of("hand", "audio", "video", "screen", "quality")),
          Map.entry("chat", Set.of("to", "text")),
          Map.entry("signal", Set.of("to", "data")),
          Map.entry("admit", Set.of("seatId")),
          Map.entry("decline", Set.of("seatId")),
          Map.entry("lower-hand", Set.of("seatId")),
          Map.entry("mute", Set.of("seatId")),
          Map.entry("stop-video", Set.of("seatId")),
          Map.entry("spotlight", Set.of("seatId")),
          Map.entry("remove", Set.of("seatId", "ban")),
          Map.entry("role", Set.of("seatId", "role")),
          Map.entry("distress", Set.of()),
          Map.entry("mute-all", Set.of()),
          Map.entry("lock", Set.of()),
          Map.entry("unlock", Set.of()),
          Map.entry("open", Set.of()),
          Map.entry("end", Set.of()),
          Map.entry("resync", Set.of()),
          Map.entry("media", Set.of()),
          Map.entry("leave", Set.of()));

  private ClientMessageReader() {}

  /** All that a client may say, by the words of the protocol. */
  static Set<String> types() {
    return FIELDS.keySet();
  }

  static ClientMessage read(String frame) throws BadMessage {
    Fields fields = new Fields();
    try (JsonParser json = JSON.createParser(frame)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadMessage(null, "a message is a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        fields.take(json, frame);
      }
      if (json.nextToken() != null) {
        throw new BadMessage(fields.id, "a frame is one JSON object and nothing else");
      }
    } catch (IOException notJson) {
      throw new BadMessage(fields.id, "not well-formed JSON within the limits of the protocol");
    }
    return fields.message();
  }

  /** JSON can name it, UTF-8 cannot carry it: it would not even get to the room's own member. */
  private static boolean isHalfACharacter(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** The fields as they come; their order says nothing. */
  private static final class Fields {
    private String type;
    private Long id;
    private final Set<String> seen = new HashSet<>(8);
    private String ticket;
    private String resumeToken;
    private Long version;
    private Boolean hand;
    private Device audio;
    private Device video;
    private Device screen;
    private Integer quality;
    private String to;
    private String text;
    private String data;
    private SeatId seatId;
    private Boolean ban;
    private Role role;

    void take(JsonParser json, String frame) throws IOException, BadMessage {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "type" -> type = string(json, value, field);
        case "id" -> id = number(json, value, field);
        case "ticket" -> ticket = string(json, value, field);
        case "resumeToken" -> resumeToken = string(json, value, field);
        case "version" -> version = number(json, value, field);
        case "hand" -> hand = bool(value, field);
        case "ban" -> ban = bool(value, field);
        case "audio" -> audio = word(Device.class, json, value, field);
        case "video" -> video = word(Device.class, json, value, field);
        case "screen" -> screen = word(Device.class, json, value, field);
        case "role" -> role = word(Role.class, json, value, field);
        case "quality" -> quality = quality(json, value);
        case "to" -> to = string(json, value, field);
        case "text" -> text = string(json, value, field);
        case "seatId" -> seatId = value == JsonToken.VALUE_NULL ? null : seat(json, value);
        case "data" -> {
          int from = (int) json.currentTokenLocation().getCharOffset();
          json.skipChildren();
          if (value.isScalarValue()) {
            json.getText(); // a string is read lazily; its end is known only afterwards
          }
          data = frame.substring(from, (int) json.currentLocation().getCharOffset());
        }
        default -> throw new BadMessage(id, "unknown field");
      }
      if (!field.equals("type") && !field.equals("id")) {
        seen.add(field);
      }
    }

    ClientMessage message() throws BadMessage {
      Set<String> allowed = type == null ? null : FIELDS.get(type);
      if (allowed == null) {
        throw new BadMessage(id, "unknown type");
      }
      if (!allowed.containsAll(seen)) {
        throw new BadMessage(id, "a field that this type does not have");
      }
      if (id == null && !type.equals("join") && !type.equals("resume")) {
        throw new BadMessage(null, "id is missing");
      }
      return switch (type) {
        case "join" -> new ClientMessage.Join(id, required(ticket, "ticket"));
        case "resume" ->
            new ClientMessage.Resume(
                id, required(resumeToken, "resumeToken"), version == null ? 0 : version);
        case "update" -> new ClientMessage.Update(id, hand, audio, video, screen, quality);
        case "chat" -> chat();
        case "signal" ->
            new ClientMessage.Signal(id, seat(required(to, "to")), required(data, "data"));
        case "remove" ->
            new ClientMessage.Remove(id, required(seatId, "seatId"), Boolean.TRUE.equals(ban));
        case "spotlight" -> {
          if (!seen.contains("seatId")) {
            throw new BadMessage(id, "seatId is missing");
          }
          yield new ClientMessage.Spotlight(id, seatId);
        }
        case "role" ->
            new ClientMessage.ChangeRole(id, required(seatId, "seatId"), required(role, "role"));
        case "admit", "decline", "lower-hand", "mute", "stop-video" ->
            new ClientMessage.OnSeat(
                id, ClientMessage.OnSeat.Verb.valueOf(constant(type)), required(seatId, "seatId"));
        default -> new ClientMessage.Plain(id, ClientMessage.Plain.Verb.valueOf(constant(type)));
      };
    }

    private ClientMessage chat() throws BadMessage {
      String words = required(text, "text");
      if (words.isBlank() || words.length() > LONGEST_CHAT) {
        throw new BadMessage(id, "text is 1 to " + LONGEST_CHAT + " characters");
      }
      if (words.codePoints().anyMatch(ClientMessageReader::isHalfACharacter)) {
        throw new BadMessage(id, "text is whole characters");
      }
      Addressee addressee =
          switch (required(to, "to")) {
            case "room" -> new Addressee.Everyone();
            case "hosts" -> new Addressee.Hosts();
            default -> new Addressee.One(seat(to));
          };
      return new ClientMessage.Chat(id, addressee, words);
    }

    private <T> T required(T value, String field) throws BadMessage {
      if (value == null) {
        throw new BadMessage(id, field + " is missing");
      }
      return value;
    }

    private String string(JsonParser json, JsonToken value, String field)
        throws IOException, BadMessage {
      if (value != JsonToken.VALUE_STRING) {
        throw new BadMessage(id, field + " is a string");
      }
      return json.getText();
    }

    private Long number(JsonParser json, JsonToken value, String field)
        throws IOException, BadMessage {
      if (value != JsonToken.VALUE_NUMBER_INT
          || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw new BadMessage(id, field + " is a whole number");
      }
      return json.getLongValue();
    }

    private Boolean bool(JsonToken value, String field) throws BadMessage {
      return switch (value) {
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        default -> throw new BadMessage(id, field + " is true or false");
      };
    }

    private Integer quality(JsonParser json, JsonToken value) throws IOException, BadMessage {
      long number = number(json, value, "quality");
      if (number < 0 || number > 4) {
        throw new BadMessage(id, "quality is 0 to 4");
      }
      return (int) number;
    }

    private <E extends Enum<E>> E word(
        Class<E> type, JsonParser json, JsonToken value, String field)
        throws IOException, BadMessage {
      String word = string(json, value, field);
      for (E constant : type.getEnumConstants()) {
        if (Wire.word(constant).equals(word)) {
          return constant;
        }
      }
      throw new BadMessage(id, field + " is none of the protocol's words");
    }

    private SeatId seat(JsonParser json, JsonToken value) throws IOException, BadMessage {
      return seat(string(json, value, "seatId"));
    }

    private SeatId seat(String text) throws BadMessage {
      try {
        return SeatId.of(text);
      } catch (IllegalArgumentException notASeat) {
        throw new BadMessage(id, "not the id of a seat");
      }
    }

    private static String constant(String word) {
      return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
  }
}
