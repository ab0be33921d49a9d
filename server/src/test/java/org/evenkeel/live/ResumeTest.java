package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Coming back: in time, twice, too late, and as somebody else's connection. */
@Timeout(30)
class ResumeTest {
  @RegisterExtension
  static final LiveServer server = new LiveServer(Duration.ofMillis(500), Duration.ofSeconds(2));

  private final PersonId person = new PersonId(UUID.randomUUID());
  private LiveServer.Group group;
  private LiveClient host;
  private RawClient phone;
  private JsonObject welcome;

  @BeforeEach
  void mayaIsInByPhone() throws Exception {
    group = server.group(12, false);
    host = group.joins("Ana C.", Role.HOST);
    phone = RawClient.connect(server);
    welcome = phone.joins(group.ticket(person, "Maya R.", Role.PARTICIPANT));
    awaitsState("present");
  }

  @AfterEach
  void goHome() throws Exception {
    phone.close();
    host.vanishes();
  }

  private JsonObject awaitsState(String state) throws Exception {
    return host.awaitsSeat(state, "Maya R.", s -> s.getString("state").equals(state));
  }

  private LiveClient resumes(String token) throws Exception {
    LiveClient client = server.connect();
    client.resumes(token);
    return client;
  }

  private String token() {
    return welcome.getString("resumeToken");
  }

  private List<Kind> hers() {
    return server.ledgerOf(group).stream()
        .filter(e -> person.equals(e.person()))
        .map(AttendanceEvent::kind)
        .toList();
  }

  /** Speaks on the phone's connection, whatever has become of it. */
  private void thePhoneRaisesItsHandAndLeaves() throws Exception {
    phone.send(new JsonObject().put("type", "update").put("id", 40).put("hand", true));
    phone.send(
        new JsonObject().put("type", "chat").put("id", 41).put("to", "room").put("text", "me"));
    phone.send(new JsonObject().put("type", "leave").put("id", 42));
  }

  @Test
  void aDroppedConnectionLeavesTheSeatToComeBackTo() throws Exception {
    phone.close();
    JsonObject lost = awaitsState("reconnecting");
    LiveClient back = resumes(token());
    assertEquals(welcome.getString("seatId"), back.seat());
    assertEquals(lost.getString("id"), back.seat());
    JsonObject present = awaitsState("present");
    assertEquals(lost.getString("since"), present.getString("since"));
    assertEquals("ok", back.asks("update", "hand", true).getString("type"));
    await().until(() -> hers().contains(Kind.RESUMED));
    assertEquals(List.of(Kind.ARRIVED, Kind.JOINED, Kind.LOST, Kind.RESUMED), hers());
  }

  /** What the ledger has just written of the seat is told to it as well, but not before. */
  @Test
  void theFirstWordToWhoComesBackIsTheWelcome() throws Exception {
    phone.close();
    String token = token();
    for (int i = 0; i < 10; i++) {
      host.asks("update", "hand", i % 2 == 0);
      LiveClient back = resumes(token);
      token = back.token();
      assertEquals("welcome", back.everything.getFirst().getString("type"));
      await().until(() -> back.everything.stream().anyMatch(m -> LiveClient.is(m, "recorded")));
      back.vanishes();
    }
  }

  @Test
  void whoeverMovesWhileTheOldConnectionServesIsNeverSeenToLoseIt() throws Exception {
    LiveClient moved = resumes(token());
    assertEquals(welcome.getString("seatId"), moved.seat());
    assertEquals("ok", moved.asks("update", "hand", true).getString("type"));
    host.awaitsSeat("hand", "Maya R.", s -> s.getValue("hand") != null);
    assertTrue(
        host.everything.stream().noneMatch(m -> m.encode().contains("\"reconnecting\"")),
        "somebody was shown as reconnecting");
    assertTrue(!hers().contains(Kind.LOST), () -> hers().toString());
  }

  @Test
  void aTokenUsedTwiceIsTheNewestConnectionsSeat() throws Exception {
    phone.close();
    awaitsState("reconnecting");
    LiveClient first = resumes(token());
    LiveClient second = resumes(token());
    assertEquals(first.seat(), second.seat());
    assertEquals("replaced", first.awaits("bye", m -> LiveClient.is(m, "bye")).getString("reason"));
    assertEquals(CloseCode.REPLACED, first.closeCode());
    assertEquals("ok", second.asks("update", "hand", true).getString("type"));
    awaitsState("present");
    assertEquals(2, host.room().getJsonArray("seats").size());
  }

  @Test
  void twoThatResumeAtOnceAreOnePersonAndOneConnection() throws Exception {
    phone.close();
    awaitsState("reconnecting");
    LiveClient one = server.connect();
    LiveClient other = server.connect();
    String resume = new JsonObject().put("type", "resume").put("resumeToken", token()).encode();
    one.sendRaw(resume);
    other.sendRaw(resume);
    await().until(() -> !one.isOpen() || !other.isOpen());
    LiveClient out = one.isOpen() ? other : one;
    LiveClient in = one.isOpen() ? one : other;
    assertEquals(CloseCode.REPLACED, out.closeCode());
    in.awaits("welcome", m -> LiveClient.is(m, "welcome"));
    assertEquals("ok", in.asks("update", "quality", 3).getString("type"));
    host.awaitsSeat("her update", "Maya R.", s -> s.getInteger("quality") == 3);
    assertEquals(2, host.room().getJsonArray("seats").size());
  }

  @Test
  void afterTheGraceTheSeatIsGone() throws Exception {
    phone.close();
    awaitsState("reconnecting");
    host.awaitsRoom("her seat gone", r -> LiveClient.find(r, "Maya R.") == null);
    LiveClient late = resumes(token());
    assertEquals("ticket.invalid", late.welcome.getString("code"));
    assertEquals(CloseCode.NOT_AUTHENTICATED, late.closeCode());
    await().until(() -> hers().contains(Kind.LEFT));
    // Her attendance ended where she was last heard, not where we gave up on her.
    List<AttendanceEvent> events =
        server.ledgerOf(group).stream().filter(e -> person.equals(e.person())).toList();
    AttendanceEvent lost = events.get(events.size() - 2);
    assertEquals(Kind.LOST, lost.kind());
    assertEquals(lost.at(), events.getLast().at());
    LiveClient again = group.joins(person, "Maya R.", Role.PARTICIPANT);
    assertNotEquals(welcome.getString("seatId"), again.seat());
  }

  @Test
  void aReplacedConnectionIsToldAndWhatItSaysAfterwardsChangesNothing() throws Exception {
    LiveClient laptop = group.joins(person, "Maya R.", Role.PARTICIPANT);
    assertEquals(welcome.getString("seatId"), laptop.seat());
    JsonObject bye = phone.awaits("bye", m -> LiveClient.is(m, "bye"));
    assertEquals("replaced", bye.getString("reason"));
    thePhoneRaisesItsHandAndLeaves();
    assertEquals(CloseCode.REPLACED, phone.awaitsClose());
    phone.close();
    assertEquals("ok", laptop.asks("update", "quality", 2).getString("type"));
    JsonObject seat =
        host.awaitsSeat("the laptop's word", "Maya R.", s -> s.getInteger("quality") == 2);
    assertNull(seat.getString("hand"));
    assertEquals("present", seat.getString("state"));
    assertTrue(host.everything.stream().noneMatch(m -> LiveClient.is(m, "chat")));
    assertTrue(phone.everything.stream().noneMatch(m -> Long.valueOf(42).equals(m.getLong("re"))));
  }

  /** Their word came too late to be judged, and nobody else would ever say that they are gone. */
  @Test
  void whoLeavesARoomThatCannotJudgeIsNotShownPresent() throws Exception {
    server.judgesLateBy(Duration.ofSeconds(30));
    try {
      phone.send(new JsonObject().put("type", "leave").put("id", 42));
      assertEquals(1000, phone.awaitsClose());
      assertEquals(List.of(Kind.ARRIVED, Kind.JOINED), hers());
    } finally {
      server.judgesLateBy(Duration.ZERO);
    }
    awaitsState("reconnecting");
    await().until(() -> hers().contains(Kind.LOST));
  }

  /** What it said just before, and was not yet judged, comes too late as well. */
  @Test
  void aConnectionThatSpeaksWhileItIsReplacedIsAnsweredOrClosedAndNeverBoth() throws Exception {
    for (int round = 0; round < 10; round++) {
      RawClient old = RawClient.connect(server);
      old.joins(group.ticket(person, "Maya R.", Role.PARTICIPANT));
      String ticket = group.ticket(person, "Maya R.", Role.PARTICIPANT);
      LiveClient newer = server.connect();
      newer.sendRaw(new JsonObject().put("type", "join").put("ticket", ticket).encode());
      old.send(new JsonObject().put("type", "leave").put("id", 1));
      int code = old.awaitsClose();
      old.close();
      JsonObject first =
          newer.awaits("welcome", m -> LiveClient.is(m, "welcome") || LiveClient.is(m, "error"));
      assertEquals("welcome", first.getString("type"), "closed " + code + ", then " + first);
      assertEquals("ok", newer.asks("update", "quality", round % 4).getString("type"));
      newer.vanishes();
    }
  }

  @Test
  void aNewJoinMakesTheOldTokenWorthless() throws Exception {
    LiveClient laptop = group.joins(person, "Maya R.", Role.PARTICIPANT);
    LiveClient thief = resumes(token());
    assertEquals("ticket.invalid", thief.welcome.getString("code"));
    assertEquals("ok", laptop.asks("update", "quality", 1).getString("type"));
    assertTrue(laptop.isOpen());
  }

  @Test
  void whatIsNoTokenIsRefusedLikeOneThatIsNotGood() throws Exception {
    String[] parts = token().split("\\.");
    for (String bad :
        List.of(
            "",
            "..",
            "x.y.z",
            "9".repeat(60_000),
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + UUID.randomUUID() + "." + parts[2],
            UUID.randomUUID() + "." + parts[1] + "." + parts[2])) {
      LiveClient client = resumes(bad);
      assertEquals("ticket.invalid", client.welcome.getString("code"));
      assertEquals(CloseCode.NOT_AUTHENTICATED, client.closeCode());
    }
  }
}
