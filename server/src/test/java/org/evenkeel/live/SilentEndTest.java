package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A seat is taken away while its phone has been silent, and nobody has noticed yet. */
@Timeout(60)
class SilentEndTest {
  @RegisterExtension
  static final LiveServer server = new LiveServer(Duration.ofSeconds(3), Duration.ofSeconds(20));

  private static final Duration SILENT = Duration.ofMillis(1_600);

  private LiveServer.Group group;
  private LiveClient host;
  private RawClient phone;
  private String seat;

  @BeforeEach
  void begin() throws Exception {
    group = server.group(12, false);
    host = group.joins("Ana C.", Role.HOST);
  }

  @AfterEach
  void hangUp() throws Exception {
    if (phone != null) {
      phone.close();
    }
  }

  private void hasBeenSilent() throws Exception {
    phone = RawClient.connect(server);
    seat = phone.joins(group.ticket("Maya R.", Role.PARTICIPANT)).getString("seatId");
    host.awaitsSeat("in", "Maya R.", s -> s.getString("state").equals("present"));
    Thread.sleep(SILENT);
  }

  private List<AttendanceEvent> ends(Kind kind) {
    return server.ledgerOf(group).stream()
        .filter(e -> e.kind() == kind && e.seat() != null)
        .filter(e -> seat == null || e.seat().value().toString().equals(seat))
        .toList();
  }

  private void isCountedUntilItWasHeard(EndedBy by) {
    await().atMost(Duration.ofSeconds(10)).until(() -> ends(Kind.LOST).size() == 1);
    AttendanceEvent left = ends(Kind.LEFT).getFirst();
    AttendanceEvent lost = ends(Kind.LOST).getFirst();
    assertEquals(by, left.endedBy());
    assertEquals(left.link(), lost.link());
    assertEquals(left.person(), lost.person());
    Duration silence = Duration.between(lost.at(), left.at());
    assertTrue(silence.compareTo(Duration.ofSeconds(1)) >= 0, silence.toString());
  }

  @Test
  void theEndOfTheSession() throws Exception {
    hasBeenSilent();
    host.asks("end");
    isCountedUntilItWasHeard(EndedBy.SESSION_END);
  }

  @Test
  void aRemoval() throws Exception {
    hasBeenSilent();
    host.asks("remove", "seatId", seat);
    isCountedUntilItWasHeard(EndedBy.REMOVED);
    host.vanishes();
  }

  @Test
  void whoIsThereSaysSo() throws Exception {
    LiveClient maya = group.joins("Maya R.", Role.PARTICIPANT);
    Thread.sleep(SILENT);
    host.asks("end");
    await().until(() -> ends(Kind.LEFT).size() == 2);
    Thread.sleep(3_000);
    assertEquals(List.of(), ends(Kind.LOST));
    maya.closeCode();
  }
}
