package org.evenkeel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Period;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.evenkeel.attendance.Recovery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AftercareTest {
  private static final long NEVER_MS = 3_600_000;
  private final UUID life = UUID.randomUUID();
  private final Vertx vertx = Vertx.vertx();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private record Asked(Set<UUID> lives, Period back) {}

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static Future<Integer> failure() {
    return Future.failedFuture("away");
  }

  @Test
  void itLooksFarBackUntilThatHasSucceededOnceAndThenLately() {
    new Aftercare(
            vertx,
            () -> Future.succeededFuture(Set.of(life)),
            (lives, back) -> {
              asked.add(new Asked(lives, back));
              return switch (asked.size()) {
                case 1, 2, 4 -> failure();
                default -> Future.succeededFuture(3);
              };
            },
            () -> asked.size() < 6 ? 1 : NEVER_MS)
        .start();
    await().until(() -> asked.size() == 6);
    Asked atStart = new Asked(Set.of(life), Recovery.AT_START);
    Asked lately = new Asked(Set.of(life), Recovery.LATELY);
    assertEquals(List.of(atStart, atStart, atStart, lately, lately, lately), asked);
  }

  /** What lives is not closed by others; nobody knows what lives, so nothing is closed. */
  @Test
  void whereTheRoomsCannotBeAskedNothingIsClosed() {
    List<Integer> looks = new CopyOnWriteArrayList<>();
    new Aftercare(
            vertx,
            () -> {
              looks.add(1);
              return Future.failedFuture("the cluster is changing");
            },
            (lives, back) -> {
              asked.add(new Asked(lives, back));
              return Future.succeededFuture(0);
            },
            () -> looks.size() < 3 ? 1 : NEVER_MS)
        .start();
    await().until(() -> looks.size() == 3);
    assertEquals(List.of(), asked);
  }
}
