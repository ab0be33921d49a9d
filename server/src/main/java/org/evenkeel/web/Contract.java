package org.evenkeel.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ValidatedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.evenkeel.store.Problem;
import org.evenkeel.store.Problem.FieldError;

/** The OpenAPI document, which every request is held against before a handler of ours sees it. */
final class Contract {
  private Contract() {}

  /**
   * Requests alone are held against it. What answers look like is left out of the copy that the
   * router gets, for it knows neither problem+json nor CSV; the document that we serve has it all.
   */
  static Future<OpenAPIContract> load(Vertx vertx) {
    JsonObject document;
    try {
      document =
          new JsonObject(
              new ObjectMapper(new YAMLFactory())
                  .readValue(resource("openapi.yaml").getBytes(), JsonNode.class)
                  .toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    document.getJsonObject("components").remove("responses");
    for (Object path : document.getJsonObject("paths").getMap().values()) {
      withoutResponses(path);
    }
    return OpenAPIContract.from(vertx, document);
  }

  private static void withoutResponses(Object path) {
    for (Object operation : asMap(path).values()) {
      if (operation instanceof Map<?, ?> || operation instanceof JsonObject) {
        asMap(operation)
            .computeIfPresent(
                "responses",
                (name, responses) ->
                    new JsonObject()
                        .put("default", new JsonObject().put("description", "As documented")));
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object json) {
    return json instanceof JsonObject object ? object.getMap() : (Map<String, Object>) json;
  }

  /** Whether nobody gets in there without having signed in. */
  static boolean isSecured(Operation operation) {
    return !operation.getSecurityRequirements().isEmpty();
  }

  static ValidatedRequest request(RoutingContext ctx) {
    return ctx.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
  }

  static JsonObject body(RoutingContext ctx) {
    return request(ctx).getBody().getJsonObject();
  }

  /**
   * A time with its offset.
   *
   * @throws Problem 400, naming the field
   */
  static Instant time(String field, String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
      if (time.isAfter(Instant.EPOCH) && time.isBefore(Instant.parse("2200-01-01T00:00:00Z"))) {
        return time;
      }
    } catch (DateTimeException notATime) {
      // The same answer as for a time that nobody lives in.
    }
    throw new Problem(
        400,
        "bad-request",
        "Some of what was sent is not of the form that we understand.",
        List.of(new FieldError(field, "A time with its offset, as in 2026-03-01T18:00:00Z.")));
  }

  /** A time as the protocol writes it: RFC 3339 UTC with milliseconds. */
  static String wire(Instant time) {
    return WIRE.format(time);
  }

  private static final java.time.format.DateTimeFormatter WIRE =
      java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
          .withZone(java.time.ZoneOffset.UTC);

  static Buffer resource(String name) {
    try (InputStream in = Contract.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the build");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
