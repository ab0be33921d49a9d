package org.evenkeel.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.schedule.Demo;
import org.evenkeel.testing.NodeProcess;
import org.evenkeel.testing.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real node that is told of a Jitsi deployment. There is none here: this is what the node itself
 * says and gives, to its people and to the deployment's parts.
 */
@Timeout(180)
class JitsiNodeIT {
  private static final String SECRET = "not-a-secret-but-of-thirty-two-characters";

  private static final Map<String, String> JITSI =
      Map.of(
          "EVENKEEL_DEMO", "true",
          "EVENKEEL_MEDIA", "jitsi",
          "EVENKEEL_JITSI_URL", "https://meet.example.org",
          "EVENKEEL_JITSI_DOMAIN", "meet.jitsi",
          "EVENKEEL_JITSI_MUC", "muc.meet.jitsi",
          "EVENKEEL_JITSI_CONTROL_URL", "http://127.0.0.1:9",
          "EVENKEEL_JITSI_SECRET", SECRET);

  @Test
  void itGivesPassesThatItsPublishedKeysProveAndKeepsItsKeysOverARestart(@TempDir Path data)
      throws Exception {
    String kid;
    String room;
    try (NodeProcess node = NodeProcess.launch(data, List.of(), JITSI)) {
      Visitor ruth = visitor(node, "counselor1");
      Visitor maya = visitor(node, "participant1");
      String session = ruth.sessionNow("Evening group");
      ruth.joins(session);
      maya.joins(session);
      JsonObject host = media(ruth);
      JsonObject waits = media(maya);
      assertEquals("jitsi", host.getString("engine"));
      assertEquals("jitsi", waits.getString("engine"));
      assertFalse(waits.containsKey("room") || waits.containsKey("token"), waits::encode);
      assertTrue(host.getJsonObject("mesh").containsKey("iceServers"), host::encode);
      room = host.getString("room");
      JsonObject claims = part(host.getString("token"), 1);
      assertEquals(room, claims.getString("room"));
      assertEquals("meet.jitsi", claims.getString("sub"));
      kid = part(host.getString("token"), 0).getString("kid");
      HttpResponse<String> keys = get(node, "/jitsi/jwks.json");
      JsonArray set = new JsonObject(keys.body()).getJsonArray("keys");
      assertEquals(1, set.size());
      assertEquals(kid, set.getJsonObject(0).getString("kid"));
      String policy = keys.headers().firstValue("Content-Security-Policy").orElse("none at all");
      assertTrue(policy.contains("script-src 'self' https://meet.example.org;"), policy);

      assertEquals(
          "not-allowed", maya.asks(new JsonObject().put("type", "media")).getString("code"));
      assertEquals("ok", ruth.asks(new JsonObject().put("type", "media")).getString("type"));
      String again =
          ruth.await("a pass", m -> Visitor.is(m, "media"))
              .getJsonObject("media")
              .getString("token");
      assertNotEquals(host.getString("token"), again);
      assertEquals(0, node.stop(), node.said()::toString);
      for (String line : node.said()) {
        // There is no Jitsi here whose rooms could be counted, and a slow machine gets to that.
        boolean fault = line.contains("WARN") || line.contains("ERROR");
        assertFalse(
            fault && !line.contains("nobody on the media can be counted"), node.said()::toString);
        for (String secret : new String[] {SECRET, host.getString("token"), again, room}) {
          assertFalse(line.contains(secret), "what nobody may read is in the log");
        }
      }
    }
    try (NodeProcess node = NodeProcess.launch(data, List.of(), JITSI)) {
      Visitor ruth = visitor(node, "counselor1");
      ruth.joins(ruth.sessionNow("Evening group"));
      JsonObject host = media(ruth);
      assertEquals(kid, part(host.getString("token"), 0).getString("kid"), "the same key");
      assertNotEquals(room, host.getString("room"), "nobody was left in the room before");
    }
  }

  @Test
  void whatIsMissingIsNamedInOneLine(@TempDir Path data) throws Exception {
    Map<String, String> less = new HashMap<>(JITSI);
    less.remove("EVENKEEL_JITSI_SECRET");
    try (NodeProcess node = NodeProcess.launch(data, List.of(), less)) {
      assertEquals(1, node.exitCode(60), node.said()::toString);
      assertEquals(1, node.said().size(), node.said()::toString);
      assertTrue(node.said().getFirst().contains("EVENKEEL_JITSI_SECRET is missing"));
    }
  }

  private static Visitor visitor(NodeProcess node, String account) throws Exception {
    return Visitor.signsIn(node.address(), account + "@demo.evenkeel", Demo.PASSWORD);
  }

  private static JsonObject media(Visitor visitor) throws Exception {
    return visitor.await("welcome", m -> Visitor.is(m, "welcome")).getJsonObject("media");
  }

  private static JsonObject part(String token, int which) {
    byte[] text = Base64.getUrlDecoder().decode(token.split("\\.")[which]);
    return new JsonObject(new String(text, StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> get(NodeProcess node, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(node.address() + path)).build(),
            BodyHandlers.ofString());
  }
}
