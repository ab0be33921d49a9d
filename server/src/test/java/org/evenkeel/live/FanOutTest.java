package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.evenkeel.room.Evenings;
import org.evenkeel.room.Notice;
import org.evenkeel.room.Role;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SeatState;
import org.junit.jupiter.api.Test;

/** A change goes once to each node that the room's seats name, and to no other. */
class FanOutTest {
  private final FanOut fanOut = new FanOut();

  private Map<String, List<Parcel>> news(Gathering group) {
    return fanOut.bringUpToDate(group.room, group.notices());
  }

  /** A host and two others by node a, three by node b, two by node c. */
  private static Gathering byThreeNodes() {
    Gathering group = new Gathering(false);
    group.joins("Ana C.", Role.HOST, "a");
    group.joins("Maya R.", Role.PARTICIPANT, "a");
    group.joins("Tom B.", Role.PARTICIPANT, "a");
    group.joins("Lena S.", Role.PARTICIPANT, "b");
    group.joins("Omar K.", Role.PARTICIPANT, "b");
    group.joins("Ines D.", Role.PARTICIPANT, "b");
    group.joins("Paul W.", Role.PARTICIPANT, "c");
    group.joins("Zoe M.", Role.PARTICIPANT, "c");
    return group;
  }

  private static List<Long> theOneChange(List<Parcel> parcels) {
    assertEquals(1, parcels.size(), parcels::toString);
    return assertInstanceOf(Parcel.Change.class, parcels.getFirst()).to();
  }

  @Test
  void aChangeGoesOnceToEachNodeHoweverManySitThere() {
    Gathering group = byThreeNodes();
    news(group);

    group.raisesHand("Omar K.");
    Map<String, List<Parcel>> words = news(group);

    assertEquals(Set.of("a", "b", "c"), words.keySet());
    assertEquals(group.connections("Lena S.", "Omar K.", "Ines D."), theOneChange(words.get("b")));
    assertEquals(group.connections("Paul W.", "Zoe M."), theOneChange(words.get("c")));
    // Those who lead may see more than the others: the words of each are a parcel.
    List<List<Long>> byA = words.get("a").stream().map(Parcel::to).toList();
    assertEquals(2, byA.size());
    assertEquals(
        Set.of(group.connections("Ana C."), group.connections("Maya R.", "Tom B.")),
        Set.copyOf(byA));
  }

  @Test
  void manyChangesInBetweenAreOne() {
    Gathering group = byThreeNodes();
    news(group);

    group.raisesHand("Omar K.");
    group.raisesHand("Maya R.");
    group.raisesHand("Zoe M.");

    assertEquals(2, theOneChange(news(group).get("c")).size());
    assertEquals(Map.of(), news(group), "nothing has changed since");
  }

  @Test
  void aNodeWhosePeopleCameBackByAnotherHearsNothingMore() {
    Gathering group = byThreeNodes();
    news(group);
    group.movesTo("Paul W.", "b");
    group.movesTo("Zoe M.", "b");
    news(group);

    group.raisesHand("Omar K.");
    Map<String, List<Parcel>> words = news(group);

    assertEquals(Set.of("a", "b"), words.keySet());
    assertEquals(5, theOneChange(words.get("b")).size());
  }

  @Test
  void aNodeWhosePeopleAreAllLostHearsNothingUntilOneIsBack() {
    Gathering group = byThreeNodes();
    news(group);
    group.loses("Paul W.");
    group.loses("Zoe M.");

    assertEquals(Set.of("a", "b"), news(group).keySet());

    group.movesTo("Zoe M.", "c");
    Map<String, List<Parcel>> words = news(group);
    assertEquals(Set.of("a", "b", "c"), words.keySet());
    assertEquals(1, words.get("c").size());
    assertInstanceOf(Parcel.View.class, words.get("c").getFirst(), "the whole, for it has nothing");
  }

  @Test
  void aNodeWhosePeopleMayNotSeeWhatChangedHearsNothing() {
    Gathering group = new Gathering(true);
    group.joins("Ana C.", Role.HOST, "a");
    group.joins("Maya R.", Role.PARTICIPANT, "b");
    group.joins("Tom B.", Role.PARTICIPANT, "c");
    news(group);

    group.raisesHand("Ana C.");

    assertEquals(Set.of("a"), news(group).keySet(), "the others wait at the door");
  }

  /** Whatever happens in an evening on three nodes. */
  @Property(tries = 300)
  void nobodyIsToldTwiceAndNobodyElseIsTold(@ForAll long seed) {
    FanOut fanOut = new FanOut();
    for (Evenings.Moment moment : Evenings.tell(seed, 60)) {
      Room room = moment.outcome().room();
      List<Notice> notices = moment.outcome().notices();
      fanOut
          .bringUpToDate(room, notices)
          .forEach((node, parcels) -> onceEach(node, parcels, room, notices));
    }
  }

  private static void onceEach(String node, List<Parcel> parcels, Room room, List<Notice> notices) {
    Set<Long> there = new HashSet<>();
    Set<Audience> audiences = new HashSet<>();
    for (Seat seat : room.seats()) {
      if (seat.link().node().equals(node) && seat.state() != SeatState.RECONNECTING) {
        there.add(seat.link().connection());
        audiences.add(Audience.of(seat));
      }
    }
    List<Parcel> state =
        parcels.stream()
            .filter(p -> p instanceof Parcel.Change || p instanceof Parcel.View)
            .toList();
    List<Long> told = state.stream().flatMap(p -> p.to().stream()).toList();
    assertEquals(told.size(), Set.copyOf(told).size(), "nobody twice");
    assertTrue(there.containsAll(told), "to those whose seats name this node");
    long changes = state.stream().filter(Parcel.Change.class::isInstance).count();
    assertTrue(changes <= audiences.size(), "one for those who see the same, not one for each");
    assertTrue(
        !there.isEmpty() || notices.stream().anyMatch(n -> isMeantFor(n, node)),
        "no seat and no word names " + node);
  }

  /** A word to a connection whose seat has gone, or is another's now. */
  private static boolean isMeantFor(Notice notice, String node) {
    return switch (notice) {
      case Notice.Goodbye bye -> bye.to().node().equals(node);
      default -> false;
    };
  }
}
