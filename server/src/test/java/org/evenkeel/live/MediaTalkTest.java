package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Phase;
import org.evenkeel.room.Role;
import org.evenkeel.room.Room;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.Sitter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The media of a client over a real socket, with an engine that gives numbered passes. */
@Timeout(30)
class MediaTalkTest {
  private static final int LATE_MS = 400;

  /** A made-up engine: its passes say for whom they are, and it can be without any. */
  private static final class Numbered implements Media {
    final AtomicInteger count = new AtomicInteger();
    final Map<SessionId, String> rooms = new ConcurrentHashMap<>();
    final Set<SessionId> away = ConcurrentHashMap.newKeySet();
    final Set<SessionId> slow = ConcurrentHashMap.newKeySet();
    final List<Room> seen = new CopyOnWriteArrayList<>();

    @Override
    public Future<Desk> opened(SessionId session) {
      return Future.succeededFuture(
          who -> {
            Promise<Offer> later = Promise.promise();
            if (!slow.contains(session)) {
              later.complete(offer(session, who));
            } else {
              server.vertx.setTimer(LATE_MS, ignored -> later.complete(offer(session, who)));
            }
            return later.future();
          });
    }

    private Offer offer(SessionId session, Sitter who) {
      JsonObject offer = new JsonObject().put("engine", "numbered");
      boolean pass = who.admitted() && !away.contains(session);
      if (pass) {
        offer
            .put("pass", count.incrementAndGet())
            .put("room", rooms.getOrDefault(session, "first"))
            .put("name", who.name())
            .put("person", who.person().toString())
            .put("role", who.role().name());
      }
      return new Offer(offer.encode(), pass);
    }

    @Override
    public boolean givesPasses() {
      return true;
    }

    @Override
    public void seen(Room room) {
      seen.add(room);
      throw new IllegalStateException("whatever goes wrong here must not touch the room");
    }
  }

  private static final Numbered ENGINE = new Numbered();

  @RegisterExtension static final LiveServer server = LiveServer.with(ENGINE);
  @RegisterExtension static final LiveServer mesh = LiveServer.standard();

  private static JsonObject media(LiveClient client) {
    return client.welcome.getJsonObject("media");
  }

  private static JsonObject asked(LiveClient client) throws Exception {
    client.everything.clear();
    assertEquals("ok", client.asks("media").getString("type"));
    List<JsonObject> said =
        client.everything.stream().filter(m -> LiveClient.is(m, "media")).toList();
    assertEquals(1, said.size(), client.everything.toString());
    return said.getFirst().getJsonObject("media");
  }

  @Test
  void theWelcomeHasAPassForWhoeverIsInAndNoneForWhoeverWaits() throws Exception {
    var group = server.group(12, true);
    PersonId ana = new PersonId(UUID.randomUUID());
    LiveClient host = group.joins(ana, "Ana C.", Role.HOST);
    assertEquals(ana.toString(), media(host).getString("person"));
    assertEquals("Ana C.", media(host).getString("name"));
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    assertNull(media(maya).getValue("pass"));
    assertEquals("not-allowed", maya.asks("media").getString("code"));
    host.asks("admit", "seatId", maya.seat());
    maya.awaitsSeat("let in", "Maya R.", s -> s.getString("state").equals("present"));
    assertEquals("Maya R.", asked(maya).getString("name"));
  }

  @Test
  void eachPassIsANewOneAndSaysWhatTheRoomSaysNow() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    int first = media(maya).getInteger("pass");
    assertEquals("PARTICIPANT", media(maya).getString("role"));
    host.asks("role", "seatId", maya.seat(), "role", "cohost");
    JsonObject second = asked(maya);
    assertTrue(second.getInteger("pass") > first);
    assertEquals("COHOST", second.getString("role"));
  }

  @Test
  void whoeverComesBackIsWelcomedWithAPassAnew() throws Exception {
    var group = server.group(12, false);
    group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    maya.vanishes();
    LiveClient back = server.connect();
    back.resumes(maya.token());
    assertEquals("Maya R.", media(back).getString("name"));
    assertTrue(media(back).getInteger("pass") > media(maya).getInteger("pass"));
  }

  @Test
  void nobodyGetsMoreThanSixAMinuteAndTheirOtherCommandsAreNotHurt() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    for (int i = 0; i < 6; i++) {
      assertEquals("ok", host.asks("media").getString("type"));
    }
    assertEquals("rate-limited", host.asks("media").getString("code"));
    assertEquals("ok", host.asks("lock").getString("type"));
    LiveClient other = group.joins("Bo D.", Role.COHOST);
    assertEquals("ok", other.asks("media").getString("type"), "each has a measure of their own");
  }

  @Test
  void whereNoPassCanBeMadeTheClientHearsSoAndMayAskAgain() throws Exception {
    var group = server.group(12, false);
    ENGINE.away.add(group.id());
    LiveClient host = group.joins("Ana C.", Role.HOST);
    assertNull(media(host).getValue("pass"));
    assertEquals("unavailable", host.asks("media").getString("code"));
    ENGINE.away.remove(group.id());
    assertEquals("Ana C.", asked(host).getString("name"));
  }

  @Test
  void whoeverWasTakenOutGetsNoMore() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    int before = ENGINE.count.get();
    maya.everything.clear();
    host.asks("remove", "seatId", maya.seat());
    maya.send(new JsonObject().put("type", "media"));
    assertEquals(CloseCode.NOT_ALLOWED, maya.closeCode());
    assertTrue(maya.everything.stream().noneMatch(m -> LiveClient.is(m, "media")));
    assertEquals(before, ENGINE.count.get());
  }

  @Test
  void whereTheMediaMoveEverybodyWhoIsInIsToldAndNobodyAtTheDoor() throws Exception {
    var group = server.group(12, true);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient cohost = group.joins("Bo D.", Role.COHOST);
    LiveClient waits = group.joins("Maya R.", Role.PARTICIPANT);
    LiveClient elsewhere = server.group(12, false).joins("Eve F.", Role.HOST);
    ENGINE.rooms.put(group.id(), "second");
    server.live.offerAnew(group.id());
    for (LiveClient client : List.of(host, cohost)) {
      JsonObject told =
          client.awaits("the new room", m -> LiveClient.is(m, "media")).getJsonObject("media");
      assertEquals("second", told.getString("room"));
      assertEquals(client == host ? "Ana C." : "Bo D.", told.getString("name"));
      assertFalse(told.getInteger("pass").equals(media(client).getInteger("pass")));
    }
    host.asks("lock");
    for (LiveClient client : List.of(waits, elsewhere)) {
      assertTrue(client.everything.stream().noneMatch(m -> LiveClient.is(m, "media")));
    }
  }

  @Test
  void theEngineSeesWhatBecomesOfARoomAndCannotHurtIt() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    host.asks("remove", "seatId", maya.seat());
    host.asks("end");
    await().until(() -> rooms(group).stream().anyMatch(room -> room.phase() == Phase.ENDED));
    assertTrue(rooms(group).stream().anyMatch(room -> room.seats().size() == 2));
    assertTrue(rooms(group).stream().anyMatch(room -> room.removed().size() == 1));
    await()
        .until(
            () -> server.ledgerOf(group).stream().anyMatch(e -> e.kind().wire().equals("ended")));
  }

  private static List<Room> rooms(LiveServer.Group group) {
    return ENGINE.seen.stream().filter(room -> room.id().equals(group.id())).toList();
  }

  /** The rooms go on while a pass is made: what happens meanwhile comes after the welcome. */
  @Test
  void whoeverWaitsForAPassMissesNothing() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    ENGINE.slow.add(group.id());
    LiveClient maya = server.connect();
    maya.sendRaw(
        new JsonObject()
            .put("type", "join")
            .put("ticket", group.ticket("Maya R.", Role.PARTICIPANT))
            .encode());
    host.awaitsSeat("Maya", "Maya R.", s -> s.getString("state").equals("present"));
    assertEquals("ok", host.asks("lock").getString("type"));
    assertEquals("ok", host.asks("chat", "to", "room", "text", "Welcome").getString("type"));
    assertEquals("ok", host.asks("update", "hand", true).getString("type"));
    assertTrue(maya.everything.isEmpty(), "before the welcome: " + maya.everything);
    maya.awaits("the welcome", m -> LiveClient.is(m, "welcome"));
    maya.awaitsRoom("the lock", r -> r.getBoolean("locked"));
    maya.awaitsSeat("the hand", "Ana C.", s -> s.getString("hand") != null);
    await().until(() -> maya.everything.stream().anyMatch(m -> LiveClient.is(m, "chat")));
    assertEquals("welcome", maya.everything.getFirst().getString("type"));
  }

  @Test
  void aMeshGivesNoPasses() throws Exception {
    LiveClient host = mesh.group(12, false).joins("Ana C.", Role.HOST);
    assertEquals("mesh", media(host).getString("engine"));
    assertEquals("not-allowed", host.asks("media").getString("code"));
    assertEquals("ok", host.asks("lock").getString("type"));
  }
}
