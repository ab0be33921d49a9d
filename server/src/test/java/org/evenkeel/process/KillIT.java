package org.evenkeel.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.evenkeel.schedule.Demo;
import org.evenkeel.testing.NodeProcess;
import org.evenkeel.testing.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power switch, in the middle of a session. */
class KillIT {
  private static final String GROUP = "Evening group";
  private static final String RUTH = "Ruth A.";
  private static final String MAYA = "Maya R.";

  private static final Duration CLOCK = Duration.ofMillis(250);

  /** A sign of life within 3.5 s, a tick each second, and the way of both. */
  private static final Duration UNPROVEN = Duration.ofMillis(5_000);

  @Test
  void whatWasProvenIsKeptAndNothingIsCountedBeyondIt(@TempDir Path data) throws Exception {
    String session;
    Instant joined;
    Instant alive;
    Instant dead;
    try (NodeProcess node = NodeProcess.demo(data, List.of())) {
      Visitor ruth = signIn(node, "counselor1");
      Visitor maya = signIn(node, "participant1");
      session = ruth.sessionNow(GROUP);
      ruth.joins(session);
      maya.joins(session);
      admitOne(ruth);
      maya.await(
          "her presence is on disk",
          m -> Visitor.is(m, "recorded") && "joined".equals(m.getString("event")));
      joined = Instant.now();
      Thread.sleep(6_000);
      alive = Instant.now();
      node.kill9();
      dead = Instant.now();
    }
    try (NodeProcess again = NodeProcess.demo(data, List.of())) {
      Visitor ruth = signIn(again, "counselor1");
      // The lease of a node that did not say goodbye is over after ten seconds.
      JsonObject mayas = settled(ruth, session, MAYA);
      JsonObject ruths = settled(ruth, session, RUTH);
      for (JsonObject interval : List.of(mayas, ruths)) {
        Instant to = Instant.parse(interval.getString("to"));
        assertEquals("node-lost", interval.getString("endedBy"));
        // It may prove its life to the very end, and the end takes a moment.
        assertFalse(to.isAfter(dead), "nothing after " + dead + ": " + interval);
        assertFalse(to.isBefore(alive.minus(UNPROVEN)), "what was proven counts: " + interval);
      }
      // By the database's clock, as the node knows it: to half the time that its first question
      // took.
      assertFalse(Instant.parse(mayas.getString("from")).isAfter(joined.plus(CLOCK)));

      Visitor mayaAgain = signIn(again, "participant1");
      ruth.joins(session);
      mayaAgain.joins(session);
      JsonObject room =
          mayaAgain.await("welcome", m -> Visitor.is(m, "welcome")).getJsonObject("room");
      assertTrue(
          room.getJsonArray("seats").size() >= 2, "who was in before the crash goes right in");
      mayaAgain.await(
          "her second stay is on disk",
          m -> Visitor.is(m, "recorded") && "joined".equals(m.getString("event")));
      assertEquals(
          2,
          ruth.attendance(session, MAYA).getJsonArray("intervals").size(),
          "the second stay is a second stay");
    }
  }

  private static Visitor signIn(NodeProcess node, String account) throws Exception {
    return Visitor.signsIn(node.address(), account + "@demo.evenkeel", Demo.PASSWORD);
  }

  /** Lets in whoever waits. */
  private static void admitOne(Visitor ruth) throws Exception {
    JsonObject change =
        ruth.await("somebody waits", m -> Visitor.is(m, "change") && waiting(m).isPresent());
    String seat = waiting(change).orElseThrow().getString("id");
    JsonObject answer = ruth.asks(new JsonObject().put("type", "admit").put("seatId", seat));
    assertTrue(Visitor.is(answer, "ok"), answer.encode());
  }

  private static Optional<JsonObject> waiting(JsonObject change) {
    return change.getJsonArray("seats").stream()
        .map(JsonObject.class::cast)
        .filter(seat -> "waiting".equals(seat.getString("state")))
        .findFirst();
  }

  /** The one interval, once it has an end that will not change. */
  private static JsonObject settled(Visitor ruth, String session, String name) throws Exception {
    for (int i = 0; i < 200; i++) {
      JsonObject person = ruth.attendance(session, name);
      if (person.getJsonArray("intervals").size() == 1) {
        JsonObject interval = person.getJsonArray("intervals").getJsonObject(0);
        if ("node-lost".equals(interval.getString("endedBy"))) {
          return interval;
        }
      }
      Thread.sleep(200);
    }
    throw new AssertionError("never settled: " + ruth.attendance(session, name));
  }
}
