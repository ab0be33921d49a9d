package org.evenkeel.live;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.room.Notice;
import org.evenkeel.room.Reply;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.Sitter;

/**
 * How our records travel between members: as JSON, so that a member of the next version can read
 * them. Within a member they travel as objects; this is off the hot path.
 */
final class GridJson {
  static final ObjectMapper MAPPER = mapper();

  private GridJson() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  private interface Named {}

  /** What an entry processor makes of itself for the backups is nothing that it is made of. */
  @JsonIgnoreProperties("backupProcessor")
  private interface Processor {}

  private static ObjectMapper mapper() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addMixIn(EntryProcessor.class, Processor.class)
            .enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            // An absent number would be read as 0, and a room that counts its events anew loses
            // attendance. A version that adds a field says itself what its absence means.
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
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
        of(LifeOf.class, 1009),
        of(Adopt.class, 1010),
        // 1011 was an errand of one word.
        of(LastWords.Words.class, 1012),
        of(SitterOf.class, 1013),
        of(Sitter.class, 1014),
        of(Errand.class, 1015));
  }

  private static <T> SerializerConfig of(Class<T> type, int id) {
    return new SerializerConfig().setTypeClass(type).setImplementation(new Json<>(type, id));
  }

  /** How Jackson says that a field is not there. */
  private static final Pattern MISSING = Pattern.compile("Missing creator property '(\\w+)'");

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
      try {
        T value = MAPPER.readValue(in.readByteArray(), type);
        if (value == null) {
          throw new IOException("null instead of a " + type.getSimpleName());
        }
        return value;
      } catch (JsonProcessingException otherVersion) {
        throw new IOException(describe(otherVersion));
      }
    }

    /** Where it went wrong, and nothing of what is there: it may be somebody's name. */
    private String describe(JsonProcessingException failure) {
      String what = failure.getClass().getSimpleName();
      if (failure instanceof JsonMappingException mapping) {
        what += " at " + mapping.getPathReference();
      }
      Matcher missing = MISSING.matcher(failure.getOriginalMessage());
      if (missing.find()) {
        what += ", without " + missing.group(1);
      }
      return "not a " + type.getSimpleName() + " as this version writes it: " + what;
    }
  }
}
