package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import org.evenkeel.room.SeatId;

/**
 * Valid messages come through as they were meant; broken ones are refused, in words of ours. Both
 * for the text of a frame and for its bytes.
 */
class HostileFramesPropertyTest {
  private static final String SECRET = "my-secret-word";

  private enum Damage {
    BYTES,
    CUT,
    TWICE,
    FIELD_GONE,
    FIELD_ADDED,
    FIELD_DOUBLED,
    TYPE_SWAPPED,
    HUGE_NUMBER,
    DEEP,
    OTHER_TYPE
  }

  @Provide
  Arbitrary<ClientMessage> messages() {
    return ClientFrames.messages();
  }

  @Property(tries = 3000)
  void whatAClientMeansIsWhatIsRead(@ForAll("messages") ClientMessage message) throws BadMessage {
    assertMeans(message, ClientMessageReader.read(ClientFrames.json(message).encode()));
    assertMeans(message, ClientMessageReader.read(ClientFrames.json(message).encodePrettily()));
  }

  @Property(tries = 1000)
  void theOrderOfTheFieldsSaysNothing(
      @ForAll("messages") ClientMessage message, @ForAll Random random) throws BadMessage {
    JsonObject json = ClientFrames.json(message);
    List<String> names = new ArrayList<>(json.fieldNames());
    Collections.shuffle(names, random);
    JsonObject shuffled = new JsonObject();
    names.forEach(name -> shuffled.put(name, json.getValue(name)));
    assertMeans(message, ClientMessageReader.read(shuffled.encode()));
  }

  private static void assertMeans(ClientMessage meant, ClientMessage read) {
    if (meant instanceof ClientMessage.Signal said && read instanceof ClientMessage.Signal heard) {
      // The data is passed on as it was written: the same value, whatever the spaces in it.
      assertEquals(Json.decodeValue(said.data()), Json.decodeValue(heard.data()));
      assertEquals(said.id(), heard.id());
      assertEquals(said.to(), heard.to());
      assertPassesOnNothingElse(heard);
    } else {
      assertEquals(meant, read);
    }
  }

  /** Whatever is in the data, the receiver gets a signal with a sender, data, and nothing else. */
  private static void assertPassesOnNothingElse(ClientMessage.Signal signal) {
    SeatId sender = new SeatId(new UUID(1, 2));
    JsonObject wire = new JsonObject(Wire.signal(sender, signal.data()));
    assertEquals(Set.of("type", "from", "data"), wire.fieldNames());
    assertEquals("signal", wire.getString("type"));
    assertEquals(sender.toString(), wire.getString("from"));
  }

  @Property(tries = 15_000)
  void whateverComesIsReadOrRefused(
      @ForAll("messages") ClientMessage message, @ForAll Random random) {
    judge(ClientFrames.json(message), random, new EnumMap<>(Damage.class));
  }

  /** A property over damage that never does any would prove nothing. */
  @Example
  void eachKindOfDamageIsRefusedNowAndThen() {
    Random random = new Random(11);
    RandomGenerator<ClientMessage> messages = ClientFrames.messages().generator(1_000);
    Map<Damage, Integer> refused = new EnumMap<>(Damage.class);
    for (int i = 0; i < 3_000; i++) {
      judge(ClientFrames.json(messages.next(random).value()), random, refused);
    }
    for (Damage damage : Damage.values()) {
      assertTrue(refused.getOrDefault(damage, 0) > 20, damage + ": " + refused);
    }
  }

  private static void judge(JsonObject valid, Random random, Map<Damage, Integer> refused) {
    Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
    byte[] frame = damaged(valid, damage, random);
    AtomicReference<String> text = new AtomicReference<>();
    AtomicReference<Short> closed = new AtomicReference<>();
    Uplink.Receiver receiver =
        new Uplink.Receiver() {
          @Override
          public void text(String message) {
            text.set(message);
          }

          @Override
          public void refused(String why, short closeCode) {
            closed.set(closeCode);
          }
        };
    new Uplink(receiver).frame(new WebSocketFrameImpl(WebSocketFrameType.TEXT, frame, true));
    if (text.get() == null) {
      refused.merge(damage, 1, Integer::sum);
      assertTrue(
          Set.of(CloseCode.BAD_MESSAGE, CloseCode.TOO_BIG).contains(closed.get()), damage.name());
      return;
    }
    try {
      ClientMessage read = ClientMessageReader.read(text.get());
      // What was taken is a message of the protocol: written again, it is the same one.
      assertMeans(read, reread(read));
      assertNotNull(Commands.of(read, 1));
    } catch (BadMessage bad) {
      refused.merge(damage, 1, Integer::sum);
      assertFalse(bad.getMessage().contains(SECRET), bad.getMessage());
      assertTrue(bad.getMessage().length() < 80, bad.getMessage());
      JsonObject answer = new JsonObject(Wire.error(bad.id(), "bad-message", bad.getMessage()));
      assertEquals("bad-message", answer.getString("code"));
    }
  }

  private static ClientMessage reread(ClientMessage read) throws BadMessage {
    if (read instanceof ClientMessage.Signal signal) {
      // As it was written: a number may be too large for Java, and is still passed on.
      String frame =
          ClientFrames.json(new ClientMessage.Signal(signal.id(), signal.to(), "\"#\"")).encode();
      return ClientMessageReader.read(frame.replace("\"#\"", signal.data()));
    }
    return ClientMessageReader.read(ClientFrames.json(read).encode());
  }

  private static byte[] damaged(JsonObject json, Damage damage, Random random) {
    List<String> names = List.copyOf(json.fieldNames());
    String name = names.get(random.nextInt(names.size()));
    String text = json.encode();
    return switch (damage) {
      case BYTES -> flipped(text.getBytes(StandardCharsets.UTF_8), random);
      case CUT -> bytes(text.substring(0, random.nextInt(text.length())));
      case TWICE -> bytes(text + (random.nextBoolean() ? " " : "") + text);
      case FIELD_GONE -> bytes(without(json, name));
      case FIELD_ADDED ->
          bytes(json.copy().put(pick(random, SECRET, "to", "ban", "Type", ""), 1).encode());
      case FIELD_DOUBLED ->
          bytes(text.substring(0, text.length() - 1) + ",\"" + name + "\":\"" + SECRET + "\"}");
      case TYPE_SWAPPED -> bytes(json.copy().put(name, other(random)).encode());
      case HUGE_NUMBER ->
          bytes(
              json.copy()
                  .put(name, "#")
                  .encode()
                  .replace(
                      "\"#\"",
                      pick(
                          random,
                          "1e999",
                          "9".repeat(19),
                          "-" + "9".repeat(500),
                          "0x10",
                          "NaN",
                          "1.0",
                          "-0",
                          "00")));
      case DEEP -> {
        int depth = 1 + random.nextInt(5_000);
        yield bytes(
            json.copy()
                .put("data", "#")
                .encode()
                .replace("\"#\"", "[".repeat(depth) + "]".repeat(depth)));
      }
      case OTHER_TYPE ->
          bytes(
              json.copy()
                  .put(
                      "type",
                      pick(
                          random,
                          "update",
                          "chat",
                          "signal",
                          "spotlight",
                          "UPDATE",
                          "leave",
                          "toString"))
                  .encode());
    };
  }

  private static String without(JsonObject json, String name) {
    JsonObject less = json.copy();
    less.remove(name);
    return less.encode();
  }

  private static Object other(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new JsonObject().put(SECRET, 1);
      case 1 -> new JsonArray().add(SECRET);
      case 2 -> SECRET;
      case 3 -> random.nextLong();
      case 4 -> random.nextBoolean();
      default -> 1.5;
    };
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    for (int i = 0; i <= random.nextInt(4); i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static String pick(Random random, String... some) {
    return some[random.nextInt(some.length)];
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
