package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A host who means well, and Maya, whose client does whatever the test wants. */
@Timeout(30)
abstract class Misbehaviour {
  @RegisterExtension
  static final LiveServer server = new LiveServer(Duration.ofSeconds(2), Duration.ofSeconds(30));

  static final String AN_UPDATE = "{\"type\":\"update\",\"id\":1,\"quality\":1}";

  LiveServer.Group group;
  LiveClient host;
  RawClient maya;
  String seat;

  @BeforeEach
  void aHostAndSomebodyElse() throws Exception {
    group = server.group(12, false);
    host = group.joins("Ana C.", Role.HOST);
    maya = RawClient.connect(server);
    seat = maya.joins(group.ticket("Maya R.", Role.PARTICIPANT)).getString("seatId");
    host.awaitsSeat("Maya", "Maya R.", s -> s.getString("state").equals("present"));
  }

  /** Whatever one of them did, the other can still speak and be heard. */
  @AfterEach
  void theOthersGoOn() throws Exception {
    assertTrue(host.isOpen());
    assertEquals("ok", host.asks("lock").getString("type"));
    host.awaitsRoom("the lock", r -> r.getBoolean("locked"));
    maya.close();
    host.vanishes();
  }

  final void mayaIsLost() throws Exception {
    host.awaitsSeat("Maya lost", "Maya R.", s -> s.getString("state").equals("reconnecting"));
  }

  final void mayaIsStillThere() throws Exception {
    maya.send(new JsonObject().put("type", "update").put("id", 99).put("hand", true));
    maya.awaits("the answer", m -> Long.valueOf(99).equals(m.getLong("re")));
    host.awaitsSeat("her hand", "Maya R.", s -> s.getString("hand") != null);
  }

  final JsonObject theError() throws Exception {
    return maya.awaits("an error", m -> LiveClient.is(m, "error"));
  }
}
