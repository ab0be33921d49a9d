package org.evenkeel.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The document and the server say the same. */
class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  /** What is on the port and no part of the API: pages, files, the documents, health. */
  private static final Set<String> BESIDE =
      Set.of(
          "/",
          "/index.html",
          "/sessions",
          "/sessions/",
          "/assets/",
          "/openapi.yaml",
          "/asyncapi.yaml",
          "/health/live",
          "/health/started",
          "/health/ready",
          "/api/");

  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;
  static JsonNode document;

  @BeforeAll
  static void open() throws Exception {
    door = new DoorFixture(db, Origins.loopback(1));
    document = new ObjectMapper(new YAMLFactory()).readTree(door.get("/openapi.yaml").body());
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void whatIsServedIsTheWholeDocument() {
    HttpResponse<String> answer = door.get("/openapi.yaml");
    assertEquals("application/yaml", answer.headers().firstValue("Content-Type").orElse(""));
    assertEquals("3.1.0", document.path("openapi").asText());
    assertFalse(document.path("components").path("responses").isMissingNode());
    assertEquals(200, door.get("/asyncapi.yaml").statusCode());
  }

  @Test
  void eachOperationOfTheDocumentIsAnswered() {
    each(
        (name, operation) -> {
          HttpResponse<String> answer = call(name);
          boolean secured = operation.path("security").isMissingNode();
          if (secured) {
            assertEquals(401, answer.statusCode(), name + " " + answer.body());
            assertEquals("not-signed-in", DoorFixture.code(answer), name);
          } else {
            assertTrue(
                answer.statusCode() == 204 || answer.statusCode() == 400,
                name + ": " + answer.statusCode() + " " + answer.body());
          }
          assertTrue(
              operation.path("responses").has(String.valueOf(answer.statusCode())),
              name + " does not document " + answer.statusCode());
        });
  }

  @Test
  void eachRouteIsInTheDocument() {
    Set<String> documented = new TreeSet<>();
    each((name, operation) -> documented.add(name));
    Set<String> routed = new TreeSet<>();
    routes(door.router(), routed);
    assertEquals(documented, routed);
  }

  @Test
  void eachOperationDocumentsTheRefusalsThatItCannotDoWithout() {
    each(
        (name, operation) -> {
          Set<String> expected = new TreeSet<>(Set.of("503"));
          if (operation.path("security").isMissingNode()) {
            expected.add("401");
          }
          if (operation.has("requestBody")) {
            expected.addAll(Set.of("400", "413", "415"));
          }
          if (!name.startsWith("GET ")) {
            expected.add("403"); // from other people's pages
          }
          Set<String> documented = new TreeSet<>();
          operation.path("responses").fieldNames().forEachRemaining(documented::add);
          expected.removeAll(documented);
          assertEquals(Set.of(), expected, name + " does not document these");
        });
  }

  @Test
  void eachRefusalIsDocumentedAsAProblem() {
    each(
        (name, operation) ->
            operation
                .path("responses")
                .properties()
                .forEach(
                    response -> {
                      if (response.getKey().compareTo("400") >= 0) {
                        assertEquals(
                            "#/components/responses/Problem",
                            response.getValue().path("$ref").asText(),
                            name + " " + response.getKey());
                      }
                    }));
  }

  @Test
  void whatIsSentMayHoldNoFieldsBesideTheDocumentedOnes() {
    each(
        (name, operation) -> {
          if (operation.has("requestBody")) {
            JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
            assertTrue(operation.at("/requestBody/required").asBoolean(), name);
            assertTrue(schema.has("additionalProperties"), name);
            assertFalse(schema.path("additionalProperties").asBoolean(true), name);
          }
        });
  }

  private static void each(BiConsumer<String, JsonNode> what) {
    List<String> seen = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          if (METHODS.contains(operation.getKey())) {
                            String name = operation.getKey().toUpperCase() + " " + path.getKey();
                            seen.add(name);
                            what.accept(name, operation.getValue());
                          }
                        }));
    assertTrue(seen.size() >= 9, "operations: " + seen);
  }

  private static HttpResponse<String> call(String name) {
    String[] parts = name.split(" ");
    String path = parts[1].replaceAll("\\{\\w+}", UUID.randomUUID().toString());
    return door.send(parts[0], path, parts[0].equals("GET") ? null : "{}");
  }

  private static void routes(Router router, Set<String> found) {
    for (Route route : router.getRoutes()) {
      if (route.getSubRouter() != null) {
        routes(route.getSubRouter(), found);
        continue;
      }
      String path = route.getPath();
      if (path == null || path.equals("/") && route.methods() == null || BESIDE.contains(path)) {
        continue;
      }
      String template = path.replaceAll(":(\\w+)", "{$1}");
      for (HttpMethod method : route.methods() == null ? List.<HttpMethod>of() : route.methods()) {
        found.add(method.name() + " " + template);
      }
    }
  }
}
