package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutionException;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that serves nobody for a while. */
@Timeout(30)
class ShutTest {
  @RegisterExtension static final LiveServer server = LiveServer.standard();

  @AfterEach
  void repair() {
    server.ledgerAway = false;
    server.live.reopen();
  }

  @Test
  void everybodyIsSentElsewhereAndWhatIsKnownOfThemIsKept() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    await().until(() -> server.ledgerOf(group).size() >= 2);
    server.ledgerAway = true;

    server.live.shut();

    assertEquals(CloseCode.DRAINING, host.closeCode());
    assertEquals(CloseCode.DRAINING, maya.closeCode());
    var refused = assertThrows(ExecutionException.class, server::connect);
    assertTrue(refused.getMessage().contains("503"), refused.getMessage());
    await().until(() -> server.live.outboxSize() >= 2);

    server.ledgerAway = false;
    await()
        .until(
            () -> server.ledgerOf(group).stream().filter(e -> e.kind() == Kind.LOST).count() == 2);
  }

  @Test
  void whoComesBackAfterwardsFindsTheirSeat() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    server.live.shut();
    host.closeCode();
    maya.closeCode();

    server.live.reopen();

    LiveClient again = server.connect();
    again.resumes(maya.token());
    assertEquals(maya.seat(), again.seat());
    again.vanishes();
  }
}
