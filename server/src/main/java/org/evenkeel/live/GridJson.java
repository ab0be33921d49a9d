package org.evenkeel.live;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;
import java.util.List;
import org.evenkeel.room.Notice;
import org.evenkeel.room.Reply;
import org.evenkeel.room.RoomCommand;

/**
 * How our records travel between members: as JSON, so that a member of the next version can read
 * them. Within a member they travel as objects; this is off the hot path.
 */
final class GridJson {
  static final ObjectMapper MAPPER = mapper();

  private GridJson() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  private interface Named {}

  private static ObjectMapper mapper() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    for (Class<?> sealed :
        List.of(RoomCommand.class, RoomCommand.Addressee.class, Reply.class, Notice.class)) {
      builder.addMixIn(sealed, Named.class);
      for (Class<?> kind : sealed.getPermittedSubclasses()) {
        builder.registerSubtypes(new NamedType(kind, kind.getSimpleName()));
      }
    }
    return builder.build();
  }

  /** One serializer per record type; the ids are for ever. */
  static List<SerializerConfig> serializers() {
    return List.of(
        of(RoomEntry.class, 1001),
        of(RoomBatch.class, 1002),
        of(RoomBatch.Store.class, 1003),
        of(RoomBatch.Replies.class, 1004),
        of(Tickets.Kept.class, 1005),
        of(Tickets.Redeem.class, 1006),
        of(Tickets.Redeemed.class, 1007),
        of(PhaseOf.class, 1008),
        of(LifeOf.class, 1009));
  }

  private static <T> SerializerConfig of(Class<T> type, int id) {
    return new SerializerConfig().setTypeClass(type).setImplementation(new Json<>(type, id));
  }

  private record Json<T>(Class<T> type, int id) implements StreamSerializer<T> {
    @Override
    public int getTypeId() {
      return id;
    }

    @Override
    public void write(ObjectDataOutput out, T value) throws IOException {
      out.writeByteArray(MAPPER.writeValueAsBytes(value));
    }

    @Override
    public T read(ObjectDataInput in) throws IOException {
      return MAPPER.readValue(in.readByteArray(), type);
    }
  }
}
