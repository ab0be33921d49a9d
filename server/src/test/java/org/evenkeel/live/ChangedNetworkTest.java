package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A phone comes back by another network, and nobody has noticed yet that the old one is silent. */
@Timeout(60)
class ChangedNetworkTest {
  @RegisterExtension
  static final LiveServer server = new LiveServer(Duration.ofSeconds(3), Duration.ofSeconds(20));

  private static final Duration SILENT = Duration.ofMillis(1_600);

  private final PersonId person = new PersonId(UUID.randomUUID());
  private LiveServer.Group group;
  private LiveClient host;

  @BeforeEach
  void begin() throws Exception {
    group = server.group(12, false);
    host = group.joins("Ana C.", Role.HOST);
  }

  private List<AttendanceEvent> hers() {
    return server.ledgerOf(group).stream().filter(e -> person.equals(e.person())).toList();
  }

  private AttendanceEvent her(Kind kind) {
    return hers().stream().filter(e -> e.kind() == kind).findFirst().orElseThrow();
  }

  @Test
  void theTimeInBetweenDoesNotCount() throws Exception {
    try (RawClient phone = RawClient.connect(server)) {
      JsonObject welcome = phone.joins(group.ticket(person, "Maya R.", Role.PARTICIPANT));
      host.awaitsSeat("in", "Maya R.", s -> s.getString("state").equals("present"));
      Thread.sleep(SILENT);
      LiveClient back = server.connect();
      back.resumes(welcome.getString("resumeToken"));

      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> hers().stream().anyMatch(e -> e.kind() == Kind.LOST));
      AttendanceEvent lost = her(Kind.LOST);
      assertEquals(her(Kind.JOINED).link(), lost.link(), "of the connection of before");
      Duration away = Duration.between(lost.at(), her(Kind.RESUMED).at());
      assertTrue(away.compareTo(Duration.ofSeconds(1)) >= 0, away.toString());
      host.asks("update", "hand", true);
      assertFalse(
          host.everything.stream().anyMatch(m -> m.encode().contains("\"state\":\"reconnecting\"")),
          "and nobody sees any of it");
      back.vanishes();
    }
    host.vanishes();
  }

  @Test
  void whoWasThereUntilThenSaysSo() throws Exception {
    LiveClient maya = server.connect();
    maya.joins(group.ticket(person, "Maya R.", Role.PARTICIPANT));
    Thread.sleep(SILENT);
    LiveClient back = server.connect();
    back.resumes(maya.token());
    await().until(() -> hers().stream().anyMatch(e -> e.kind() == Kind.RESUMED));
    Thread.sleep(3_000);
    assertEquals(
        List.of(Kind.ARRIVED, Kind.JOINED, Kind.RESUMED),
        hers().stream().map(AttendanceEvent::kind).toList());
    back.vanishes();
    host.vanishes();
  }
}
