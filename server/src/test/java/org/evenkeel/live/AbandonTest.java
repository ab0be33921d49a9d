package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.Role;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SeatState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that may not speak for anybody any more: others have taken its place. */
@Timeout(30)
class AbandonTest {
  private static final int GO_ELSEWHERE = 1012;

  @RegisterExtension static final LiveServer server = LiveServer.standard();

  private static List<Seat> seats(LiveServer.Group group) throws Exception {
    return LiveServer.await(server.live.room(group.id())).orElseThrow().seats();
  }

  @Test
  void everySocketIsClosedAndNoRoomHearsOfIt() throws Exception {
    var group = server.group(12, false);
    LiveClient host = group.joins("Ana C.", Role.HOST);
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    LiveClient nobodyYet = server.connect();
    // Its network is so bad that it never answers the goodbye.
    RawClient tom = RawClient.connect(server);
    tom.joins(group.ticket("Tom B.", Role.PARTICIPANT));
    LiveClient elsewhere = server.group(12, false).joins("Lena S.", Role.HOST);
    await().until(() -> server.live.sockets() == 5 && server.ledgerOf(group).size() >= 3);
    List<Seat> before = seats(group);

    LiveServer.await(server.live.abandon());

    assertEquals(0, server.live.sockets());
    for (LiveClient client : new LiveClient[] {host, maya, nobodyYet, elsewhere}) {
      assertEquals(GO_ELSEWHERE, client.closeCode());
      assertTrue(client.everything.stream().noneMatch(m -> LiveClient.is(m, "bye")));
    }
    assertEquals(GO_ELSEWHERE, tom.awaitsClose());
    tom.close();
    var refused = assertThrows(ExecutionException.class, server::connect);
    assertTrue(refused.getMessage().contains("503"), refused.getMessage());

    // A loss would have been judged before this, and then nobody who leads were there to hear it.
    LiveServer.await(server.live.alarmOfMedia(group.id(), Instant.now()));
    await()
        .during(Duration.ofMillis(500))
        .until(() -> server.live.sockets() == 0 && seats(group).equals(before));
    assertTrue(before.stream().allMatch(seat -> seat.state() == SeatState.PRESENT));
    assertEquals(3, before.size());
    assertTrue(
        server.ledger.stream().noneMatch(e -> e.kind() == Kind.LOST || e.kind() == Kind.LEFT),
        server.ledger::toString);
    assertEquals(0, server.live.outboxSize());
  }
}
