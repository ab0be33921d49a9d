package org.evenkeel.media;

import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rooms that are nobody's, at a media server that answers as the real modules do. */
@Timeout(60)
class StraysTest {
  private static final MediaKey OURS = MediaKey.make(KeyPurpose.CONTROL, Instant.EPOCH);
  private static final MediaKey OTHER = MediaKey.make(KeyPurpose.CONTROL, Instant.EPOCH);
  private static Vertx vertx;

  private Instant now = Instant.parse("2026-11-24T18:00:00Z");
  private final Clock clock = new HandClock(() -> now);
  private final Set<String> known = new HashSet<>();
  private final List<Tally.Event> counted = new ArrayList<>();
  private boolean away;
  private FakeProsody prosody;
  private Strays strays;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @BeforeEach
  void serve() {
    prosody = new FakeProsody(vertx, OURS);
    strays = signedBy(OURS);
    prosody.enters("ours", "ana");
    prosody.enters("nobodys", "eve");
    known.add("ours");
  }

  @AfterEach
  void stop() {
    prosody.close();
  }

  private Strays signedBy(MediaKey key) {
    SigningKey signing = SigningKey.ofPem(key.kid(), key.privatePem().orElseThrow());
    return new Strays(
        () -> true,
        room -> away ? Future.failedFuture("away") : Future.succeededFuture(known.contains(room)),
        new Control(vertx, prosody.settings(), () -> Optional.of(signing), clock),
        counted::add,
        clock);
  }

  private void census() {
    await(strays.look(Map.of("ours", 1, "nobodys", 1, "empty", 0), Set.of()));
  }

  private void later() {
    now = now.plusSeconds(10);
    census();
  }

  @Test
  void whatIsNobodysForAWhileIsEndedAndCounted() {
    census();
    later();
    assertEquals(List.of(), prosody.orders, "a grid that is changing may not find what it has");
    later();
    assertFalse(prosody.has("nobodys", "eve"));
    assertTrue(prosody.has("ours", "ana"));
    assertEquals(List.of(Tally.Event.STRAY_ROOM), counted);
    assertEquals(List.of("POST /end-meeting"), prosody.orders);
  }

  @Test
  void whatIsFoundAgainWasNobodysForAMomentOnly() {
    census();
    later();
    known.add("nobodys");
    later();
    known.clear();
    census();
    later();
    assertTrue(prosody.has("nobodys", "eve"));
    assertEquals(List.of(), counted);
  }

  @Test
  void whereItCannotBeToldNothingIsEnded() {
    away = true;
    census();
    later();
    later();
    later();
    assertEquals(List.of(), prosody.orders);
    assertEquals(List.of(), counted);
  }

  /** Most rooms are sessions that other nodes keep, and more than are asked after at once. */
  @Test
  void amongManyOfOtherNodesItIsFoundAsWell() {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 3 * Strays.MOST; i++) {
      known.add("of another node " + i);
      counts.put("of another node " + i, 3);
    }
    counts.put("nobodys", 1);
    for (int look = 0; look < 100 && prosody.has("nobodys", "eve"); look++) {
      now = now.plusSeconds(10);
      await(strays.look(counts, Set.of()));
    }
    assertFalse(prosody.has("nobodys", "eve"));
    assertEquals(List.of(Tally.Event.STRAY_ROOM), counted);
  }

  @Test
  void aRefusalIsCountedAndItIsTriedAgain() {
    strays = signedBy(OTHER);
    census();
    later();
    later();
    later();
    assertEquals(
        List.of(
            Tally.Event.STRAY_ROOM,
            Tally.Event.END_REFUSED,
            Tally.Event.STRAY_ROOM,
            Tally.Event.END_REFUSED),
        counted);
    assertTrue(prosody.has("nobodys", "eve"));
  }
}
