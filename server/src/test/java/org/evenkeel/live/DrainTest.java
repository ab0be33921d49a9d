package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutionException;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that stops in good order. */
@Timeout(30)
class DrainTest {
  @RegisterExtension static final LiveServer server = LiveServer.standard();

  @Test
  void everybodyIsSentElsewhereAndTheLedgerKnowsWhenTheyWereLastHere() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);

    LiveServer.await(server.live.drain());

    // When drain has succeeded it is all there: nothing is waited for here.
    assertEquals(2, server.ledgerOf(group).stream().filter(e -> e.kind() == Kind.LOST).count());
    assertEquals(0, server.live.outboxSize());
    for (LiveClient client : new LiveClient[] {host, maya}) {
      assertEquals(
          "draining", client.awaits("bye", m -> LiveClient.is(m, "bye")).getString("reason"));
      assertEquals(CloseCode.DRAINING, client.closeCode());
    }
    var refused = assertThrows(ExecutionException.class, server::connect);
    assertTrue(refused.getMessage().contains("503"), refused.getMessage());
  }
}
