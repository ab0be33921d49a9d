package org.evenkeel.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.store.Database;
import org.evenkeel.store.Problem;
import org.evenkeel.store.Problem.FieldError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every failure as RFC 9457 {@code application/problem+json}. No text of an exception leaves
 * the server, and what goes to the log names the kind of the failure but nothing that was sent.
 */
final class Problems implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final int MOST_ERRORS = 20;
  private static final String WHOLE = "body";
  private static final Pattern MISSING = Pattern.compile("property \"(\\w+)\"");
  private static final Pattern PARAMETER = Pattern.compile("parameter (\\w+)");

  /** Keywords that only say that something below them failed. */
  private static final Set<String> STRUCTURE = Set.of("$ref", "properties", "items", "allOf");

  @Override
  public void handle(RoutingContext ctx) {
    if (ctx.response().ended()) {
      return;
    }
    if (ctx.response().headWritten()) {
      ctx.request().connection().close();
      return;
    }
    write(ctx, judge(ctx.statusCode(), ctx.failure()));
  }

  static Problem judge(int status, Throwable failure) {
    return switch (failure) {
      case Problem problem -> problem;
      case HttpException http when http.getCause() != null && http.getCause() != http ->
          judge(http.getStatusCode(), http.getCause());
      case HttpException http -> plain(http.getStatusCode());
      case ValidatorException invalid -> invalid(invalid);
      case null -> plain(status);
      default -> unexpected(status, failure);
    };
  }

  private static Problem unexpected(int status, Throwable failure) {
    if (Database.isAway(failure)) {
      return new Problem(
          503, "unavailable", "Our records are not at hand just now. Please try again soon.");
    }
    if (status >= 400 && status < 500) {
      return plain(status);
    }
    StackTraceElement[] trace = failure.getStackTrace();
    LOG.error(
        "A request failed: {} at {}",
        failure.getClass().getName(),
        trace.length == 0 ? "an unknown place" : trace[0]);
    return plain(500);
  }

  private static Problem plain(int status) {
    return switch (status) {
      case 400 -> new Problem(400, "bad-request", "The request could not be understood.");
      case 401 -> new Problem(401, "not-signed-in", "Please sign in first.");
      case 403 -> new Problem(403, "not-allowed", "This is not for you.");
      case 404 -> new Problem(404, "not-found", "There is nothing here.");
      case 405 -> new Problem(405, "method-not-allowed", "This cannot be done here.");
      case 406 -> new Problem(406, "not-acceptable", "We cannot answer in the form asked for.");
      case 413 -> new Problem(413, "too-large", "More was sent than we take.");
      case 414 -> new Problem(414, "too-large", "The address is longer than we take.");
      case 415 -> new Problem(415, "wrong-type", "Please send application/json.");
      case 429 -> new Problem(429, "rate-limited", "There were many requests. Please wait a bit.");
      case 503 -> new Problem(503, "unavailable", "Not just now. Please try again soon.");
      default ->
          status >= 400 && status < 500
              ? new Problem(status, "bad-request", "The request could not be understood.")
              : new Problem(500, "internal", "Something went wrong on our side.");
    };
  }

  private static Problem invalid(ValidatorException failure) {
    if (failure.type() == ValidatorErrorType.UNSUPPORTED_VALUE_FORMAT) {
      return plain(415);
    }
    if (failure instanceof SchemaValidationException schema) {
      return new Problem(
          400,
          "bad-request",
          "Some of what was sent is not of the form that we understand.",
          errors(schema));
    }
    return plain(400);
  }

  /**
   * One for each field that we know. The name of one that we do not know is whatever was sent, so
   * it is not told.
   */
  private static List<FieldError> errors(SchemaValidationException failure) {
    Map<String, FieldError> errors = new LinkedHashMap<>();
    Set<String> unknown = new LinkedHashSet<>();
    collect(failure.getOutputUnit(), parameter(failure), errors, unknown);
    // The library calls a field unknown, too, that it knows and that fails otherwise.
    unknown.removeIf(
        name -> errors.keySet().stream().anyMatch(field -> field.matches(within(name))));
    if (!unknown.isEmpty()) {
      errors.put(WHOLE, new FieldError(WHOLE, "It has a field that we do not know."));
    }
    return new ArrayList<>(errors.values()).subList(0, Math.min(errors.size(), MOST_ERRORS));
  }

  private static String within(String name) {
    return Pattern.quote(name) + "([.\\[].*)?";
  }

  /** The library tells the name of a query's or path's parameter in its message alone. */
  private static String parameter(SchemaValidationException failure) {
    Matcher named = PARAMETER.matcher(String.valueOf(failure.getMessage()));
    return named.find() ? named.group(1) : WHOLE;
  }

  private static void collect(
      OutputUnit unit, String whole, Map<String, FieldError> errors, Set<String> unknown) {
    if (unit == null) {
      return;
    }
    if (unit.getErrors() != null && !unit.getErrors().isEmpty()) {
      unit.getErrors().forEach(inner -> collect(inner, whole, errors, unknown));
      return;
    }
    String keyword = String.valueOf(unit.getKeywordLocation()).replaceFirst(".*/", "");
    if (unit.getError() == null || STRUCTURE.contains(keyword)) {
      return;
    }
    String place = field(unit.getInstanceLocation());
    if (keyword.equals("additionalProperties")) {
      unknown.add(place);
      return;
    }
    if (keyword.equals("required")) {
      Matcher missing = MISSING.matcher(unit.getError());
      place = missing.find() ? (place.isEmpty() ? "" : place + ".") + missing.group(1) : place;
    }
    String field = place.isEmpty() ? whole : place;
    errors.put(field, new FieldError(field, words(keyword)));
  }

  private static String field(String location) {
    return String.valueOf(location)
        .replaceFirst("^#?/?", "")
        .replaceAll("/(\\d+)", "[$1]")
        .replace('/', '.');
  }

  /** Our own words: the library's repeat what was sent, which may be a name or a password. */
  private static String words(String keyword) {
    return switch (keyword) {
      case "required" -> "A field is missing.";
      case "type" -> "It is of the wrong type.";
      case "enum", "const" -> "It is none of the values that are possible.";
      case "minLength", "minItems", "minimum" -> "It is too short or too small.";
      case "maxLength", "maxItems", "maximum" -> "It is too long or too large.";
      case "pattern", "format" -> "It is not of the form that is expected.";
      default -> "It is not as described.";
    };
  }

  private static void write(RoutingContext ctx, Problem problem) {
    JsonObject body =
        new JsonObject()
            .put("type", "urn:evenkeel:problem:" + problem.code())
            .put("title", HttpResponseStatus.valueOf(problem.status()).reasonPhrase())
            .put("status", problem.status())
            .put("detail", problem.detail());
    if (!problem.errors().isEmpty()) {
      JsonArray errors = new JsonArray();
      problem
          .errors()
          .forEach(
              e -> errors.add(new JsonObject().put("field", e.field()).put("detail", e.detail())));
      body.put("errors", errors);
    }
    if (problem.retrySeconds() > 0) {
      ctx.response().putHeader("Retry-After", String.valueOf(problem.retrySeconds()));
    }
    ctx.response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("Cache-Control", "no-store")
        .end(body.toBuffer());
  }
}
