package org.evenkeel.media;

import static org.awaitility.Awaitility.await;
import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.evenkeel.live.GridOptions;
import org.evenkeel.live.Live;
import org.evenkeel.media.Action.Fact;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.SessionId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Two real members: what one hears of, the other judges, and it outlives either of them. */
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StaysBookTest {
  private static final Instant NOW = Instant.parse("2026-11-24T18:00:00.123456789Z");
  private static final PersonId MAYA = new PersonId(UUID.randomUUID());
  private static final Seating SEATING =
      new Seating(true, false, true, "room", List.of(new Seating.Seated(MAYA, true)), List.of());
  private static Vertx vertx;
  private static HazelcastInstance asks;
  private static HazelcastInstance owns;
  private static StaysBook book;

  @BeforeAll
  static void twoMembers() {
    vertx = Vertx.vertx();
    String cluster = "stays-" + UUID.randomUUID();
    asks = member(cluster, null);
    var address = asks.getCluster().getLocalMember().getAddress();
    owns = member(cluster, address.getHost() + ":" + address.getPort());
    await().atMost(Duration.ofSeconds(30)).until(() -> asks.getCluster().getMembers().size() == 2);
    await().atMost(Duration.ofSeconds(30)).until(() -> asks.getPartitionService().isClusterSafe());
    book = new StaysBook(vertx, asks);
  }

  private static HazelcastInstance member(String cluster, String other) {
    Config config = Live.grid(GridOptions.alone(cluster));
    var tcp = config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
    tcp.setConnectionTimeoutSeconds(1);
    if (other != null) {
      tcp.addMember(other);
    }
    return Hazelcast.newHazelcastInstance(config);
  }

  @AfterAll
  static void goHome() {
    asks.shutdown();
    owns.shutdown();
    await(vertx.close());
  }

  private static SessionId elsewhere() {
    UUID id = UUID.randomUUID();
    while (asks.getPartitionService().getPartition(id).getOwner().localMember()) {
      id = UUID.randomUUID();
    }
    return new SessionId(id);
  }

  private static Sighting admitted(String nick) {
    return new Sighting.Admitted("room", MAYA, nick, true);
  }

  @Test
  void whatIsHeardHereIsJudgedThereAsItWouldBeHere() {
    SessionId session = elsewhere();
    List<Sighting> all =
        List.of(
            new Sighting.Opened("room"),
            admitted("n1"),
            new Sighting.Joined("room", "12345678-x@meet/a", "n1", 7, MAYA, true),
            new Sighting.Joined("room", "stranger@meet/b", null, 8, null, null),
            new Sighting.KickAnswered("room", "stranger", Sighting.Answer.REFUSED),
            new Sighting.AlarmAnswered(NOW, false),
            new Sighting.Census(Map.of("room", 5), NOW),
            new Sighting.Left(
                "room", List.of(new Sighting.Gone("12345678-x@meet/a", "n1", 7, MAYA))),
            new Sighting.Closed("other", NOW),
            new Sighting.Look());
    Stays here = Stays.NONE;
    Instant now = NOW;
    for (Sighting sighting : all) {
      now = now.plusSeconds(3);
      Warden.Judgement judged = Warden.judge(here, sighting, SEATING, now);
      here = judged.stays();
      assertEquals(judged.actions(), await(book.judge(session, sighting, SEATING, now)).actions());
      assertEquals(here, await(book.of(session)));
    }
    assertFalse(here.open().isEmpty());
    assertFalse(here.over().isEmpty());
  }

  @Test
  void ofManyWhoHearAtOnceNothingIsLost() {
    SessionId session = elsewhere();
    StaysBook other = new StaysBook(vertx, owns);
    List<Future<?>> heard = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      heard.add((i % 2 == 0 ? book : other).judge(session, admitted("n" + i), SEATING, NOW));
    }
    await(Future.all(heard));
    assertEquals(60, await(book.of(session)).open().size());
  }

  @Test
  void whenTheSessionIsOverAndAllAreGoneNothingIsKept() {
    SessionId session = elsewhere();
    await(book.judge(session, admitted("n1"), SEATING, NOW));
    assertTrue(asks.getMap(StaysBook.MAP).containsKey(session.value()));
    Seating over = new Seating(true, true, false, "room", List.of(), List.of());
    Sighting closed = new Sighting.Closed("room", NOW.plusSeconds(60));
    await(book.judge(session, closed, over, NOW.plusSeconds(60)));
    assertFalse(asks.getMap(StaysBook.MAP).containsKey(session.value()));
  }

  /** The node that was to write down who left last may have died with it. */
  @Test
  void howItEndedIsKnownUntilItHasBeenNotedAgain() {
    SessionId session = elsewhere();
    await(
        book.judge(
            session, new Sighting.Joined("room", "a@meet/b", "n1", 7, MAYA, true), SEATING, NOW));
    Seating over = new Seating(true, true, false, "room", List.of(), List.of());
    Instant end = NOW.plusSeconds(60);
    Sighting left =
        new Sighting.Left("room", List.of(new Sighting.Gone("a@meet/b", "n1", 7, MAYA)));
    List<Action> first = await(book.judge(session, left, over, end)).actions();
    assertEquals(Set.of(Fact.LEFT), facts(first));
    Instant count = end.plusSeconds(10);
    Sighting census = new Sighting.Census(Map.of(), count);
    List<Action> again = await(book.judge(session, census, over, count)).actions();
    assertEquals(Set.of(Fact.JOINED, Fact.LEFT), facts(again));
    assertTrue(again.containsAll(first));
    Instant last = end.plus(Warden.NOTED_AGAIN);
    await(book.judge(session, new Sighting.Census(Map.of(), last), over, last));
    assertFalse(asks.getMap(StaysBook.MAP).containsKey(session.value()));
  }

  private static Set<Fact> facts(List<Action> actions) {
    return actions.stream()
        .filter(Action.Note.class::isInstance)
        .map(note -> ((Action.Note) note).fact())
        .collect(Collectors.toSet());
  }

  @Test
  void aPassIsTakenOffTheListOnceWhicheverNodeIsAsked() {
    DoorList here = new DoorList(vertx, asks);
    DoorList there = new DoorList(vertx, owns);
    DoorList.Entry entry =
        new DoorList.Entry("room", MAYA, true, Instant.ofEpochMilli(NOW.toEpochMilli()));
    here.expect("pass", entry);
    await().until(() -> asks.getMap(MediaRooms.MAPS + "passes").containsKey("pass"));
    List<Future<Optional<DoorList.Entry>>> taken = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      taken.add((i % 2 == 0 ? here : there).take("pass"));
    }
    await(Future.all(taken));
    List<Optional<DoorList.Entry>> good =
        taken.stream().map(Future::result).filter(Optional::isPresent).toList();
    assertEquals(List.of(Optional.of(entry)), good);
    long ttl = 1_000 * (Passes.GOOD_FOR.toSeconds() + 30);
    here.expect("other", entry);
    await().until(() -> asks.getMap(MediaRooms.MAPS + "passes").containsKey("other"));
    assertEquals(ttl, asks.getMap(MediaRooms.MAPS + "passes").getEntryView("other").getTtl());
  }

  /** The last one, for one member dies in it. */
  @Test
  @Order(Integer.MAX_VALUE)
  void whatIsKnownOutlivesAMember() {
    SessionId session = elsewhere();
    await(book.judge(session, admitted("n1"), SEATING, NOW));
    Stays before = await(book.of(session));
    owns.getLifecycleService().terminate();
    assertEquals(before, await(book.of(session)));
    await(book.judge(session, admitted("n2"), SEATING, NOW));
    assertEquals(2, await(book.of(session)).open().size());
  }
}
