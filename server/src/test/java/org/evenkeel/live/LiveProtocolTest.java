package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.SessionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The live protocol over a real socket, message by message. */
@Timeout(30)
class LiveProtocolTest {
  @RegisterExtension static final LiveServer server = LiveServer.standard();

  private static String code(JsonObject answer) {
    return answer.getString("code", answer.getString("type"));
  }

  @Test
  void aHostComesInAndTheRoomIsOpen() throws Exception {
    LiveClient host = server.group(12, true).joins("Ana C.", Role.HOST);
    assertEquals("open", host.room().getString("phase"));
    assertEquals("Evening group", host.room().getString("title"));
    assertEquals(30_000, host.welcome.getInteger("graceMs"));
    assertEquals(5_000, host.welcome.getInteger("pingMs"));
    JsonObject seat = LiveClient.find(host.room(), "Ana C.");
    assertEquals(host.seat(), seat.getString("id"));
    assertEquals("present", seat.getString("state"));
    assertTrue(seat.containsKey("hand"));
    assertNull(seat.getString("hand"));
  }

  @Test
  void whoWaitsSeesThemselvesAloneUntilTheyAreAdmitted() throws Exception {
    var group = server.group(12, true);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient first = group.joins("Maya R.", Role.PARTICIPANT);
    LiveClient second = group.joins("Tom B.", Role.PARTICIPANT);
    host.awaitsSeat("Tom at the door", "Tom B.", s -> s.getString("state").equals("waiting"));
    assertEquals("ok", code(host.asks("admit", "seatId", first.seat())));
    first.awaitsSeat("Maya let in", "Maya R.", s -> s.getString("state").equals("present"));
    assertEquals(2, first.room().getJsonArray("seats").size());
    assertEquals("ok", code(host.asks("lock")));
    assertEquals("ok", code(host.asks("update", "hand", true)));
    first.awaitsRoom("the lock", r -> r.getBoolean("locked"));
    for (JsonObject message : second.everything) {
      String text = message.encode();
      assertFalse(text.contains("Maya"), text);
      assertFalse(text.contains("Ana"), text);
      assertFalse(text.contains("locked"), text);
    }
    for (JsonObject message : first.everything) {
      assertFalse(message.encode().contains("Tom B."), message.encode());
    }
  }

  @Test
  void changesComeInOrderAndCarryTheUpdatesNumber() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    maya.awaitsSeat("in", "Maya R.", s -> s.getString("state").equals("present"));
    for (int i = 0; i < 10; i++) {
      assertEquals("ok", code(maya.asks("update", "quality", i % 5)));
    }
    host.awaitsSeat("the last update", "Maya R.", s -> s.getInteger("rev") == 10);
    assertEquals(4, LiveClient.find(host.room(), "Maya R.").getInteger("quality"));
  }

  @Test
  void aTicketWorksOnceAndABadOneNever() throws Exception {
    var group = server.group(12, true);
    String ticket = group.ticket("Ana C.", Role.HOST);
    LiveClient first = server.connect();
    first.joins(ticket);
    assertEquals("welcome", code(first.welcome));
    LiveClient again = server.connect();
    again.joins(ticket);
    assertEquals("ticket.used", code(again.welcome));
    assertEquals(CloseCode.NOT_AUTHENTICATED, again.closeCode());
    LiveClient guess = server.connect();
    guess.joins("guess");
    assertEquals("ticket.invalid", code(guess.welcome));
    assertEquals(CloseCode.NOT_AUTHENTICATED, guess.closeCode());
  }

  @Test
  void aLostSeatIsTakenBackWithItsTokenAndNothingIsLost() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    maya.asks("update", "hand", true);
    String seat = maya.seat();
    maya.vanishes();
    host.awaitsSeat("lost", "Maya R.", s -> s.getString("state").equals("reconnecting"));
    LiveClient back = server.connect();
    back.resumes(maya.token());
    assertEquals(seat, back.seat());
    assertEquals(maya.token(), back.token());
    JsonObject again =
        host.awaitsSeat("back", "Maya R.", s -> s.getString("state").equals("present"));
    assertTrue(again.getString("hand") != null);
    await()
        .until(
            () ->
                server.ledgerOf(group).stream()
                    .map(e -> e.kind())
                    .toList()
                    .containsAll(List.of(Kind.OPENED, Kind.JOINED, Kind.LOST, Kind.RESUMED)));
    LiveClient forged = server.connect();
    forged.resumes(maya.token().substring(0, maya.token().length() - 2) + "xx");
    assertEquals("ticket.invalid", code(forged.welcome));
  }

  @Test
  void aSecondConnectionOfTheSamePersonReplacesTheFirst() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    PersonId maya = new PersonId(UUID.randomUUID());
    LiveClient phone = group.joins(maya, "Maya R.", Role.PARTICIPANT);
    LiveClient laptop = group.joins(maya, "Maya R.", Role.PARTICIPANT);
    assertEquals(phone.seat(), laptop.seat());
    assertEquals("replaced", phone.awaits("bye", m -> LiveClient.is(m, "bye")).getString("reason"));
    assertEquals(CloseCode.REPLACED, phone.closeCode());
    assertEquals("ok", code(laptop.asks("update", "hand", true)));
    host.awaitsSeat("the hand", "Maya R.", s -> s.getString("hand") != null);
    assertEquals(2, host.room().getJsonArray("seats").size());
    await()
        .until(
            () ->
                server.ledgerOf(group).stream().filter(e -> e.kind() == Kind.JOINED).count() == 2);
  }

  @Test
  void whoIsRemovedHearsItAndStaysOut() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    PersonId tom = new PersonId(UUID.randomUUID());
    LiveClient client = group.joins(tom, "Tom B.", Role.PARTICIPANT);
    assertEquals("not-allowed", code(client.asks("remove", "seatId", host.seat())));
    assertEquals("ok", code(host.asks("remove", "seatId", client.seat())));
    assertEquals("removed", client.awaits("bye", m -> LiveClient.is(m, "bye")).getString("reason"));
    assertEquals(CloseCode.NOT_ALLOWED, client.closeCode());
    LiveClient again = group.joins(tom, "Tom B.", Role.PARTICIPANT);
    assertEquals("seat.removed", code(again.welcome));
    LiveClient resumed = server.connect();
    resumed.resumes(client.token());
    assertEquals("ticket.invalid", code(resumed.welcome));
  }

  @Test
  void whomStaffReadmitComesBackIntoTheSameEvening() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    PersonId tom = new PersonId(UUID.randomUUID());
    LiveClient client = group.joins(tom, "Tom B.", Role.PARTICIPANT);
    assertEquals("ok", code(host.asks("remove", "seatId", client.seat())));
    LiveServer.await(server.live.readmit(group.id(), tom));
    LiveClient again = group.joins(tom, "Tom B.", Role.PARTICIPANT);
    assertEquals("welcome", again.welcome.getString("type"), again.welcome::encode);
    LiveServer.await(server.live.readmit(new SessionId(UUID.randomUUID()), tom));
  }

  @Test
  void recordedComesOnlyAfterTheLedgerHasTheEvent() throws Exception {
    var group = server.group(12, false);
    server.ledgerAway = true;
    LiveClient host;
    try {
      host = group.joins("Ana C.", Role.HOST);
      assertEquals("ok", code(host.asks("update", "audio", "on")));
      assertTrue(host.everything.stream().noneMatch(m -> LiveClient.is(m, "recorded")));
    } finally {
      server.ledgerAway = false;
    }
    JsonObject recorded = host.awaits("recorded", m -> LiveClient.is(m, "recorded"));
    assertEquals(host.seat(), recorded.getString("seatId"));
    assertEquals("joined", recorded.getString("event"));
    assertTrue(server.ledgerOf(group).stream().anyMatch(e -> e.kind() == Kind.JOINED));
  }

  @Test
  void aPrivateLineReachesTheHostsAndNobodyElse() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    LiveClient tom = group.joins("Tom B.", Role.PARTICIPANT);
    tom.awaitsSeat("in", "Tom B.", s -> s.getString("state").equals("present"));
    assertEquals("ok", code(maya.asks("chat", "to", "hosts", "text", "I need a word")));
    JsonObject line = host.awaits("the line", m -> LiveClient.is(m, "chat"));
    assertEquals("hosts", line.getString("to"));
    assertEquals(maya.seat(), line.getString("from"));
    assertEquals("not-allowed", code(maya.asks("chat", "to", tom.seat(), "text", "psst")));
    assertEquals("ok", code(maya.asks("distress")));
    assertEquals(
        maya.seat(), host.awaits("alert", m -> LiveClient.is(m, "alert")).getString("from"));
    assertEquals("ok", code(host.asks("chat", "to", "room", "text", "Welcome")));
    tom.awaits("the welcome", m -> LiveClient.is(m, "chat"));
    assertTrue(tom.everything.stream().noneMatch(m -> m.encode().contains("a word")));
    assertTrue(tom.everything.stream().noneMatch(m -> LiveClient.is(m, "alert")));
  }

  @Test
  void signalsGoFromSeatToSeatWithTheSendersTrueName() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    maya.awaitsSeat("in", "Maya R.", s -> s.getString("state").equals("present"));
    JsonObject data = new JsonObject().put("sdp", "v=0\r\n \"quoted\" ü").put("n", List.of(1, 2));
    assertEquals("ok", code(maya.asks("signal", "to", host.seat(), "data", data)));
    JsonObject signal = host.awaits("the signal", m -> LiveClient.is(m, "signal"));
    assertEquals(maya.seat(), signal.getString("from"));
    assertEquals(data, signal.getJsonObject("data"));
    assertEquals("ok", code(maya.asks("signal", "to", host.seat(), "data", "a \"text\"")));
    assertEquals(
        "a \"text\"", host.awaits("the text", m -> LiveClient.is(m, "signal")).getValue("data"));
    assertEquals(
        "unknown-seat", code(maya.asks("signal", "to", UUID.randomUUID().toString(), "data", 1)));
  }

  @Test
  void theEndIsTheEndForAll() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    assertEquals("ok", code(host.asks("end")));
    assertEquals("ended", maya.awaits("bye", m -> LiveClient.is(m, "bye")).getString("reason"));
    assertEquals(CloseCode.NORMAL, maya.closeCode());
    assertEquals("session.ended", code(group.joins("Tom B.", Role.PARTICIPANT).welcome));
    await().until(() -> server.ledgerOf(group).stream().anyMatch(e -> e.kind() == Kind.ENDED));
    assertEquals(2, server.ledgerOf(group).stream().filter(e -> e.kind() == Kind.LEFT).count());
  }

  @Test
  void whoLeavesIsGoneAtOnce() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    maya.asks("leave");
    host.awaitsRoom("Maya gone", r -> LiveClient.find(r, "Maya R.") == null);
    assertEquals(CloseCode.NORMAL, maya.closeCode());
  }

  @Test
  void aPageOfSomebodyElseIsTurnedAway() throws Exception {
    for (String origin :
        List.of(
            "http://evil.test",
            "http://evenkeel.test.evil.test",
            "null",
            "http://evenkeel.test:81")) {
      try {
        LiveClient.connect(server.vertx, server.port, origin);
        throw new AssertionError(origin + " was let in");
      } catch (java.util.concurrent.ExecutionException refused) {
        assertTrue(refused.getMessage().contains("403"), refused.getMessage());
      }
    }
    LiveClient noBrowser = LiveClient.connect(server.vertx, server.port, null);
    assertTrue(noBrowser.isOpen());
  }

  @Test
  void whoShowsNoTicketInTimeIsClosed() throws Exception {
    LiveClient idle = server.connect();
    assertEquals(CloseCode.NOT_AUTHENTICATED, idle.closeCode());
    LiveClient talks = server.connect();
    talks.sendRaw("{\"type\":\"update\",\"id\":1}");
    assertEquals(CloseCode.NOT_AUTHENTICATED, talks.closeCode());
  }

  @Test
  void aChangeOfRoleBringsTheViewOfTheRole() throws Exception {
    var group = server.group(12, true);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    host.asks("admit", "seatId", maya.seat());
    LiveClient tom = group.joins("Tom B.", Role.PARTICIPANT);
    assertEquals("ok", code(host.asks("role", "seatId", maya.seat(), "role", "cohost")));
    maya.awaitsRoom("Tom at the door", r -> LiveClient.find(r, "Tom B.") != null);
    assertEquals("ok", code(maya.asks("admit", "seatId", tom.seat())));
    assertNotEquals(null, tom.awaitsSeat("Ana", "Ana C.", s -> true));
  }
}
