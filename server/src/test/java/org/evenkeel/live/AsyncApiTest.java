package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Device;
import org.evenkeel.room.Phase;
import org.evenkeel.room.Role;
import org.evenkeel.room.RoomError;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SeatState;
import org.evenkeel.room.SessionKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document and the code of the live protocol say the same. */
class AsyncApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SeatId SEAT = new SeatId(UUID.randomUUID());
  private static final Instant NOW = Instant.parse("2026-03-02T18:00:00Z");

  static JsonNode document;

  @BeforeAll
  static void read() throws Exception {
    try (var in = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
      document = new ObjectMapper(new YAMLFactory()).readTree(in);
    }
  }

  @Test
  void clientsMaySayExactlyWhatTheDocumentLists() {
    assertEquals(ClientMessageReader.types(), messages("command").keySet());
  }

  @Test
  void theServerSaysExactlyWhatTheDocumentLists() throws Exception {
    Set<String> written = new TreeSet<>();
    Pattern type =
        Pattern.compile("\"type\", \"([a-z-]+)\"|\\\\\"type\\\\\":\\\\\"([a-z-]+)\\\\\"");
    try (Stream<Path> files = Files.list(Path.of("src/main/java/org/evenkeel/live"))) {
      for (Path file : files.toList()) {
        Matcher found = type.matcher(Files.readString(file));
        while (found.find()) {
          written.add(found.group(1) == null ? found.group(2) : found.group(1));
        }
      }
    }
    assertEquals(written, messages("tell").keySet());
  }

  @Test
  void aMessageWithAllItsDocumentedFieldsIsRead() {
    messages("command")
        .forEach((type, payload) -> assertDoesNotThrow(() -> read(full(payload)), type));
  }

  @Test
  void aMessageWithItsRequiredFieldsAloneIsReadAndWithOneLessIsNot() {
    messages("command")
        .forEach(
            (type, payload) -> {
              Set<String> required = words(payload.path("required"));
              assertDoesNotThrow(() -> read(full(payload).retain(required)), type);
              for (String field : required) {
                ObjectNode less = full(payload).retain(required);
                less.remove(field);
                assertThrows(BadMessage.class, () -> read(less), type + " without " + field);
              }
            });
  }

  @Test
  void aFieldThatIsNotDocumentedForATypeIsRefusedWithIt() {
    Set<String> all = new TreeSet<>();
    messages("command").values().forEach(payload -> all.addAll(fields(payload)));
    messages("command")
        .forEach(
            (type, payload) -> {
              assertTrue(payload.has("additionalProperties"), type);
              for (String field : all) {
                if (!fields(payload).contains(field)) {
                  ObjectNode more = full(payload);
                  more.set(field, sample(field, JSON.createObjectNode()));
                  assertThrows(BadMessage.class, () -> read(more), type + " with " + field);
                }
              }
            });
  }

  @Test
  void whatTheServerSaysHasTheDocumentedFields() throws Exception {
    Map<String, JsonNode> documented = messages("tell");
    for (String message :
        List.of(
            Wire.welcome(SEAT, "token", 30_000, 5_000, NOW, "{}", "{}"),
            Wire.snapshot("{}"),
            Wire.recorded(SEAT, "joined", NOW),
            Wire.signal(SEAT, "{}"),
            Wire.distress(SEAT, NOW),
            Wire.media("{}"),
            Wire.mediaAlarm(NOW),
            Wire.ok(7),
            Wire.error(7L, "not-allowed", "No."),
            Wire.bye("ended", 0))) {
      JsonNode said = JSON.readTree(message);
      JsonNode payload = documented.get(said.path("type").asText());
      assertEquals(fields(payload), names(said), message);
    }
    Set<String> unread = names(JSON.readTree(Wire.error(null, "bad-message", "No.")));
    assertEquals(words(documented.get("error").path("required")), unread);
  }

  @Test
  void theWordsOfTheDocumentAreThoseOfTheCode() {
    assertEquals(words(Device.values()), words(document.at("/components/schemas/Device/enum")));
    assertEquals(words(Role.values()), words(document.at("/components/schemas/Role/enum")));
    JsonNode room = document.at("/components/schemas/Room/properties");
    assertEquals(words(SessionKind.values()), words(room.at("/kind/enum")));
    assertEquals(words(Phase.values()), words(room.at("/phase/enum")));
    assertEquals(
        words(SeatState.values()),
        words(document.at("/components/schemas/Seat/properties/state/enum")));
    assertEquals(
        words(AttendanceEvent.Kind.values()),
        words(messages("tell").get("recorded").at("/properties/event/enum")));
  }

  @Test
  void eachErrorOfARoomIsDocumentedAndHasWordsOfItsOwn() {
    Set<String> codes = words(document.at("/components/schemas/ErrorCode/enum"));
    for (RoomError error : RoomError.values()) {
      assertTrue(codes.contains(error.code()), error.code());
      assertTrue(!ErrorText.of(error.code()).equals(ErrorText.of("?")), error.code());
    }
  }

  @Test
  void eachCloseCodeOfOursIsDocumented() throws Exception {
    String description = document.at("/info/description").asText();
    for (var field : CloseCode.class.getDeclaredFields()) {
      short code = field.getShort(null);
      assertTrue(
          code == CloseCode.NORMAL || description.contains(String.valueOf(code)),
          field.getName() + " " + code);
    }
  }

  /** The payloads of an operation's messages by their type. */
  private static Map<String, JsonNode> messages(String operation) {
    Map<String, JsonNode> messages = new TreeMap<>();
    for (JsonNode reference : document.at("/operations/" + operation + "/messages")) {
      JsonNode message = follow(follow(reference));
      JsonNode payload = message.path("payload");
      messages.put(payload.at("/properties/type/const").asText(), payload);
    }
    return messages;
  }

  private static JsonNode follow(JsonNode reference) {
    JsonNode found = document.at(reference.path("$ref").asText().substring(1));
    assertTrue(found.isObject(), reference.toString());
    return found;
  }

  private static ObjectNode full(JsonNode payload) {
    ObjectNode message = JSON.createObjectNode();
    payload
        .path("properties")
        .properties()
        .forEach(field -> message.set(field.getKey(), sample(field.getKey(), field.getValue())));
    return message;
  }

  private static JsonNode sample(String field, JsonNode schema) {
    return switch (field) {
      case "type" -> schema.path("const");
      case "id", "version" -> JSON.getNodeFactory().numberNode(3);
      case "quality" -> JSON.getNodeFactory().numberNode(4);
      case "hand", "ban" -> JSON.getNodeFactory().booleanNode(true);
      case "seatId", "to" -> JSON.getNodeFactory().textNode(SEAT.toString());
      case "audio", "video", "screen" -> JSON.getNodeFactory().textNode("off");
      case "role" -> JSON.getNodeFactory().textNode("observer");
      case "data" -> JSON.createObjectNode().put("sdp", "v=0");
      default -> JSON.getNodeFactory().textNode("words");
    };
  }

  private static ClientMessage read(JsonNode message) throws BadMessage {
    return ClientMessageReader.read(message.toString());
  }

  private static Set<String> fields(JsonNode payload) {
    return names(payload.path("properties"));
  }

  private static Set<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return new TreeSet<>(names);
  }

  private static Set<String> words(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> words(Enum<?>... constants) {
    Function<Enum<?>, String> word = constant -> constant.name().toLowerCase(Locale.ROOT);
    return Arrays.stream(constants)
        .map(word)
        .map(name -> name.replace('_', '-'))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
