package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.internal.serialization.impl.HeapData;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Entrant;
import org.evenkeel.room.Evenings;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Reply;
import org.evenkeel.room.Role;
import org.evenkeel.room.Room;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.Sitter;

/** What members send each other arrives as it was; what another version wrote is never guessed. */
class GridJsonTest {
  /** Before the JSON: partition hash, id of the serializer, length. */
  private static final int HEAD = 12;

  private static final SerializationService HAZELCAST =
      new DefaultSerializationServiceBuilder()
          .setConfig(Grid.of(GridOptions.alone("serializers")).getSerializationConfig())
          .build();

  private static <T> T overTheWire(T value) {
    // Bytes, as another member gets them: nothing of the object itself comes along.
    return HAZELCAST.toObject(new HeapData(HAZELCAST.toData(value).toByteArray()));
  }

  @Property(tries = 150)
  void anEveningArrivesAsItWas(@ForAll long seed) {
    List<AttendanceEvent> outbox = new ArrayList<>();
    List<RoomCommand> commands = new ArrayList<>();
    List<Reply> replies = new ArrayList<>();
    RoomEntry entry = null;
    for (Evenings.Moment moment : Evenings.tell(seed, 80)) {
      outbox.addAll(moment.outcome().events());
      commands.add(moment.command());
      replies.add(moment.outcome().reply());
      entry = new RoomEntry(moment.outcome().room(), outbox, "node-a");
      if (commands.size() % 16 == 0) {
        assertEquals(entry, overTheWire(entry));
      }
    }
    Room room = entry.room();
    assertEquals(new RoomBatch.Store(entry), overTheWire(new RoomBatch.Store(entry)));
    assertEquals(new RoomBatch.Replies(replies), overTheWire(new RoomBatch.Replies(replies)));
    RoomBatch.Work work =
        new RoomBatch.Work(
            commands,
            new RoomBatch.Opening(room.rules(), room.life()),
            Map.of(room.life(), Set.of(1L, Long.MAX_VALUE)),
            Instant.ofEpochSecond(1_800_000_000, 123_456_789));
    assertEquals(work, overTheWire(new RoomBatch(work)).work());
    RoomBatch.Work trim = new RoomBatch.Work(List.of(), null, Map.of(), room.clock());
    assertEquals(trim, overTheWire(new RoomBatch(trim)).work());
  }

  @Example
  void ticketsArriveAsTheyWere() {
    Room room = entry().room();
    Entrant who = new Entrant(new PersonId(UUID.randomUUID()), "Zoë \"Z\" 😀", Role.FAMILY, true);
    TicketGrant grant = new TicketGrant(room.id(), room.rules(), who);
    for (Object value :
        List.of(
            new Tickets.Kept(grant, Instant.now(), true),
            new Tickets.Redeem(Instant.now()),
            new Tickets.Redeemed(grant, null),
            new Tickets.Redeemed(null, "ticket.used"),
            new SitterOf(Long.MIN_VALUE),
            new Sitter(who.person(), who.name(), who.role(), true),
            new PhaseOf())) {
      assertEquals(value, overTheWire(value));
    }
  }

  @Example
  void aFieldOfANewerVersionIsAClearError() throws Exception {
    for (String at : List.of("", "/room", "/room/rules", "/room/seats/0", "/outbox/0")) {
      JsonNode json = json(entry());
      ((ObjectNode) json.at(at)).put("novelty", "Maya");
      assertClearError(json, "novelty");
    }
  }

  /** An absent number would else be 0: a room that counts its events anew loses attendance. */
  @Example
  void aFieldThatAnOlderVersionDidNotWriteIsAClearError() throws Exception {
    for (String at : List.of("", "/room", "/room/rules", "/room/seats/0", "/outbox/0")) {
      List<String> fields = new ArrayList<>();
      json(entry()).at(at).fieldNames().forEachRemaining(fields::add);
      assertFalse(fields.isEmpty(), at);
      for (String field : fields) {
        JsonNode json = json(entry());
        ((ObjectNode) json.at(at)).remove(field);
        assertClearError(json, field);
      }
    }
  }

  @Example
  void aNumberThatIsNullAndAWordThatWeDoNotKnowAreClearErrors() throws Exception {
    JsonNode noVersion = json(entry());
    ((ObjectNode) noVersion.at("/room")).putNull("version");
    assertClearError(noVersion, "version");
    JsonNode newRole = json(entry());
    ((ObjectNode) newRole.at("/room/seats/0")).put("role", "CHAPLAIN");
    assertClearError(newRole, "role");
  }

  @Example
  void whatIsNoJsonIsAClearError() {
    for (String bytes : List.of("", "{", "not JSON", "[]", "null", "{} {}")) {
      assertClearError(bytes.getBytes(StandardCharsets.UTF_8), "RoomEntry");
    }
  }

  private static RoomEntry entry() {
    List<AttendanceEvent> outbox = new ArrayList<>();
    RoomEntry entry = null;
    for (Evenings.Moment moment : Evenings.tell(3, 60)) {
      outbox.addAll(moment.outcome().events());
      if (!moment.outcome().room().seats().isEmpty() && !outbox.isEmpty()) {
        entry = new RoomEntry(moment.outcome().room(), outbox, "node-a");
      }
    }
    return entry;
  }

  private static JsonNode json(RoomEntry entry) throws Exception {
    byte[] bytes = HAZELCAST.toData(entry).toByteArray();
    return GridJson.MAPPER.readTree(Arrays.copyOfRange(bytes, HEAD, bytes.length));
  }

  private static void assertClearError(JsonNode json, String about) throws Exception {
    assertClearError(GridJson.MAPPER.writeValueAsBytes(json), about);
  }

  /** It names the type and the place, and says nothing of what was there. */
  private static void assertClearError(byte[] json, String about) {
    byte[] head = HAZELCAST.toData(entry()).toByteArray();
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + json.length);
    bytes.put(head, 0, HEAD - 4).putInt(json.length).put(json);
    Data data = new HeapData(bytes.array());
    HazelcastSerializationException error =
        assertThrows(
            HazelcastSerializationException.class,
            () -> HAZELCAST.toObject(data),
            () -> "taken without " + about);
    StringBuilder all = new StringBuilder();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      all.append(cause.getMessage()).append('\n');
    }
    assertTrue(all.toString().contains("RoomEntry"), all.toString());
    assertTrue(all.toString().contains(about), about + ": " + all);
    assertFalse(all.toString().contains("Maya"), all.toString());
    assertFalse(all.toString().contains("CHAPLAIN"), all.toString());
  }
}
