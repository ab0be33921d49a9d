package org.evenkeel.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.evenkeel.testing.DoorFixture;
import org.evenkeel.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityHeadersTest {
  @RegisterExtension static TestDatabase db = new TestDatabase();
  static DoorFixture door;

  @BeforeAll
  static void open() throws Exception {
    door = new DoorFixture(db, Origins.loopback(8123));
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/index.html",
        "/sessions",
        "/sessions/x/room",
        "/openapi.yaml",
        "/asyncapi.yaml",
        "/health/live",
        "/api/me",
        "/api/nothing",
        "/nothing"
      })
  void everyAnswerForbidsWhatThePageDoesNotNeed(String path) {
    HttpResponse<String> answer = door.get(path);
    Map<String, String> policy = policy(answer);
    assertEquals("'none'", policy.get("default-src"));
    assertEquals("'self'", policy.get("script-src"));
    assertEquals("'self'", policy.get("style-src"));
    assertEquals("'none'", policy.get("base-uri"));
    assertEquals("'none'", policy.get("frame-ancestors"));
    assertEquals("'self'", policy.get("form-action"));
    assertEquals("'script'", policy.get("require-trusted-types-for"));
    assertFalse(policy.toString().contains("unsafe"), policy.toString());
    assertEquals("no-referrer", header(answer, "Referrer-Policy"));
    assertEquals("nosniff", header(answer, "X-Content-Type-Options"));
    assertEquals("DENY", header(answer, "X-Frame-Options"));
    assertEquals("same-origin", header(answer, "Cross-Origin-Opener-Policy"));
    assertEquals("same-origin", header(answer, "Cross-Origin-Resource-Policy"));
    String permissions = header(answer, "Permissions-Policy");
    assertTrue(permissions.contains("camera=(self)") && permissions.contains("microphone=(self)"));
    assertTrue(permissions.contains("geolocation=()"), permissions);
    assertEquals("", header(answer, "Server"), "what runs here is nobody's business");
  }

  @Test
  void thePageConnectsToItsOwnServerAlone() {
    assertEquals(
        "'self' ws://127.0.0.1:8123 ws://localhost:8123", policy(door.get("/")).get("connect-src"));
  }

  @Test
  void withAMediaServerThePageLoadsItsLibraryAndSpeaksToItAndToNobodyElse() throws Exception {
    Origins https = Origins.of(List.of(URI.create("https://groups.example.org")));
    try (DoorFixture beside =
        new DoorFixture(
            db.parsed(),
            https,
            vertx ->
                Optional.of(
                    new MediaServer(
                        "https://meet.example.org",
                        "wss://meet.example.org",
                        Router.router(vertx))))) {
      Map<String, String> policy = policy(beside.get("/"));
      assertEquals("'self' https://meet.example.org", policy.get("script-src"));
      assertEquals(
          "'self' wss://groups.example.org wss://meet.example.org https://meet.example.org",
          policy.get("connect-src"));
      assertEquals("svelte-trusted-html evenkeel-jitsi default", policy.get("trusted-types"));
      assertEquals("'self' blob:", policy.get("worker-src"));
      assertFalse(policy.toString().contains("unsafe"), policy.toString());
      policy
          .keySet()
          .removeAll(List.of("script-src", "connect-src", "trusted-types", "worker-src"));
      Map<String, String> without = policy(door.get("/"));
      assertFalse(without.toString().contains("meet.example.org"));
      assertFalse(without.toString().contains("evenkeel-jitsi"));
      without.keySet().removeAll(List.of("script-src", "connect-src", "trusted-types"));
      assertEquals(without, policy, "nothing else is different");
    }
  }

  @Test
  void onlyAServerReachedByHttpsAsksForIt() throws Exception {
    assertEquals("", header(door.get("/"), "Strict-Transport-Security"));
    Origins https = Origins.of(List.of(URI.create("https://Groups.Example.org")));
    assertTrue(https.allows("https://groups.example.org"), "as browsers write it");
    try (DoorFixture secure = new DoorFixture(db, https)) {
      HttpResponse<String> page = secure.get("/");
      assertEquals(
          "max-age=31536000; includeSubDomains", header(page, "Strict-Transport-Security"));
      assertEquals("'self' wss://groups.example.org", policy(page).get("connect-src"));
    }
  }

  @Test
  void nobodyIsUpgradedPastTheProxyThatGuardsThePaths() {
    String answer =
        door.raw(
            "GET / HTTP/1.1",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__");
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer.lines().findFirst().orElse("nothing"));
    String known = door.raw("PRI * HTTP/2.0", "", "SM", "");
    assertFalse(known.contains("200"), known);
  }

  @Test
  void oneOriginWithoutHttpsMakesTheCookiePlain() {
    assertFalse(
        Origins.of(List.of(URI.create("https://a.example"), URI.create("http://b.example")))
            .secure());
    assertTrue(
        Origins.of(List.of(URI.create("https://a.example:443/"))).allows("https://a.example"));
    assertTrue(Origins.of(List.of(URI.create("http://a.example:80"))).allows("http://a.example"));
    assertTrue(
        Origins.of(List.of(URI.create("https://a.example:80"))).allows("https://a.example:80"));
  }

  @Test
  void thePageIsAskedForEachTimeItsFilesOnceAndAnswersOfTheApiNever() {
    HttpResponse<String> page = door.get("/");
    assertEquals(200, page.statusCode());
    assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
    assertEquals("no-cache", header(page, "Cache-Control"));
    var script = Pattern.compile("src=\"(/assets/[^\"]+\\.js)\"").matcher(page.body());
    assertTrue(script.find(), page.body());
    HttpResponse<String> file = door.get(script.group(1));
    assertEquals(200, file.statusCode());
    assertEquals("public, max-age=31536000, immutable", header(file, "Cache-Control"));
    assertTrue(header(file, "Content-Type").contains("javascript"));
    assertEquals("no-store", header(door.get("/assets/gone.js"), "Cache-Control"));
    assertEquals("no-store", header(door.get("/api/me"), "Cache-Control"));
    HttpResponse<String> odd = door.send("POST", "/x/../api/sign-out", null);
    assertEquals(204, odd.statusCode());
    assertEquals("no-store", header(odd, "Cache-Control"), "by another spelling");
  }

  @Test
  void thePageBringsNothingThatItsOwnPolicyForbids() {
    String page = door.get("/").body();
    assertFalse(page.contains("<style") || page.contains(" style="), page);
    assertFalse(Pattern.compile("<script(?![^>]* src=)").matcher(page).find(), page);
    assertFalse(Pattern.compile(" on[a-z]+=").matcher(page).find(), page);
    assertFalse(Pattern.compile("(src|href)=\"(https?:)?//").matcher(page).find(), page);
  }

  @Test
  void otherPagesGetNoLeaveToReadOurAnswers() {
    HttpResponse<String> asked =
        door.send(
            "OPTIONS",
            "/api/sign-in",
            null,
            "Origin",
            "https://evil.example",
            "Access-Control-Request-Method",
            "POST");
    assertEquals("", header(asked, "Access-Control-Allow-Origin"));
    HttpResponse<String> posted =
        door.post(
            "/api/sign-in",
            new JsonObject().put("email", "a@b.c").put("password", "x"),
            "Origin",
            "https://evil.example");
    assertEquals(403, posted.statusCode());
    assertEquals("cross-site", DoorFixture.code(posted));
    assertEquals("", header(posted, "Access-Control-Allow-Origin"));
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static Map<String, String> policy(HttpResponse<String> answer) {
    Map<String, String> policy = new TreeMap<>();
    Arrays.stream(header(answer, "Content-Security-Policy").split("; "))
        .map(directive -> directive.split(" ", 2))
        .forEach(parts -> policy.put(parts[0], parts.length == 2 ? parts[1] : ""));
    return policy;
  }
}
