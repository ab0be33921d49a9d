package org.evenkeel.room;

import static org.evenkeel.room.RoomFixture.COHOST;
import static org.evenkeel.room.RoomFixture.HOST;
import static org.evenkeel.room.RoomFixture.room;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FloorTest {
  private final RoomFixture room =
      room().hostJoins().cohostJoins().isIn("Maya R.", "Tom B.", "Lee K.").knocks("At the door");

  @Test
  void handsKeepTheOrderInWhichTheyWentUp() {
    room.raisesHand("Tom B.").raisesHand("Lee K.").raisesHand("Maya R.");
    assertEquals(List.of("Tom B.", "Lee K.", "Maya R."), queue());

    room.lowersOwnHand("Lee K.").after(Duration.ofSeconds(1)).raisesHand("Lee K.");
    assertEquals(List.of("Tom B.", "Maya R.", "Lee K."), queue());
  }

  @Test
  void twoHandsOfOneMillisecondAreToldApartOnTheWire() {
    room.after(Duration.ofNanos(100_000)).raisesHand("Tom B.");
    room.after(Duration.ofNanos(200_000)).raisesHand("Maya R.");
    assertTrue(
        room.seat("Tom B.").hand().until(room.seat("Maya R.").hand(), ChronoUnit.MILLIS) >= 1);
    assertEquals(
        room.seat("Tom B.").hand(), room.seat("Tom B.").hand().truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void aHandThatIsUpAlreadyKeepsItsPlace() {
    room.raisesHand("Tom B.")
        .after(Duration.ofMinutes(1))
        .raisesHand("Maya R.")
        .raisesHand("Tom B.");
    assertEquals(List.of("Tom B.", "Maya R."), queue());
  }

  @Test
  void aHostLowersAHandAndTheOthersKeepTheirOrder() {
    room.raisesHand("Tom B.").raisesHand("Lee K.").raisesHand("Maya R.");
    room.asks(HOST, c -> new RoomCommand.LowerHand(c, room.seatOf("Tom B."))).agreed();
    assertEquals(List.of("Lee K.", "Maya R."), queue());
  }

  @Test
  void anUpdateChangesWhatItNamesAndCarriesItsNumber() {
    room.asks(
            "Maya R.", c -> new RoomCommand.Update(c, 41, null, Device.BLOCKED, Device.ON, null, 2))
        .agreed();
    Seat seat = room.seat("Maya R.");
    assertEquals(41, seat.rev());
    assertEquals(Device.BLOCKED, seat.audio());
    assertEquals(Device.ON, seat.video());
    assertEquals(Device.OFF, seat.screen());
    assertEquals(2, seat.quality());
    assertNull(seat.hand());
  }

  @Test
  void anObserverIsSilentEvenIfTheyWereNotBefore() {
    room.unmutes("Maya R.")
        .showsVideo("Maya R.")
        .raisesHand("Maya R.")
        .makes("Maya R.", Role.OBSERVER);
    room.agreed();
    assertEquals(Device.OFF, room.seat("Maya R.").audio());
    assertEquals(Device.OFF, room.seat("Maya R.").video());
    assertNull(room.seat("Maya R.").hand());
    room.unmutes("Maya R.").refusedWith(RoomError.NOT_ALLOWED);
  }

  @Test
  void aWordToEveryoneReachesThoseInTheRoomAndNobodyAtTheDoor() {
    room.loses("Lee K.").saysToAll("Maya R.", "hello").agreed();
    assertHeardBy(HOST, COHOST, "Maya R.", "Tom B.");
  }

  @Test
  void aWordToTheCounselorsReachesThemAlone() {
    room.saysToHosts("Maya R.", "may I say something?").agreed();
    assertHeardBy(HOST, COHOST, "Maya R.");
  }

  @Test
  void whoWaitsMayWriteToTheCounselors() {
    room.saysToHosts("At the door", "I am here").agreed();
    assertHeardBy(HOST, COHOST, "At the door");
    room.saysToAll("At the door", "hello?").refusedWith(RoomError.NOT_ALLOWED);
    room.saysTo("At the door", HOST, "hello?").refusedWith(RoomError.UNKNOWN_SEAT);
  }

  @Test
  void aCounselorMayAnswerAtTheDoor() {
    room.saysTo(HOST, "At the door", "one moment please").agreed();
    assertHeardBy(HOST, "At the door");
  }

  @Test
  void participantsHaveNoPrivateLineToEachOther() {
    room.saysTo("Maya R.", "Tom B.", "psst").refusedWith(RoomError.NOT_ALLOWED);
    room.saysTo("Maya R.", "At the door", "psst").refusedWith(RoomError.UNKNOWN_SEAT);
  }

  @Test
  void aPrivateLineReachesTheCounselorAloneAndNeverFallsBack() {
    room.saysTo("Maya R.", HOST, "can we talk?").agreed();
    assertHeardBy(HOST, "Maya R.");
    room.leaves(HOST).saysTo("Maya R.", HOST, "and?").refusedWith(RoomError.UNKNOWN_SEAT);
    assertTrue(room.last.notices().isEmpty());
  }

  @Test
  void aLineSaysWhoWroteItWhenAndToWhom() {
    room.saysToAll("Maya R.", "hello");
    Notice.ChatLine line = (Notice.ChatLine) room.last.notices().getFirst();
    assertEquals(room.seatOf("Maya R."), line.from());
    assertEquals(new RoomCommand.Addressee.Everyone(), line.addressee());
    assertEquals("hello", line.text());
    assertEquals(room.now, line.at());
  }

  @Test
  void aCallForHelpReachesThePresentHostsAndNobodyElse() {
    room.loses(COHOST).needsAMinute("Maya R.").agreed();
    assertHeardBy(HOST);
    assertTrue(room.last.events().isEmpty(), "it is no attendance");
  }

  @Test
  void resyncShowsTheRoomToWhoAsked() {
    Room before = room.room;
    room.asks("At the door", RoomCommand.Resync::new).agreed();
    assertEquals(List.of(new Notice.View(room.linkOf("At the door"))), room.last.notices());
    assertEquals(before, room.room);
  }

  @Test
  void whoWaitsSeesOnlyThemselves() {
    assertTrue(Floor.visible(room.seat("At the door"), room.seat("At the door")));
    assertTrue(!Floor.visible(room.seat("At the door"), room.seat(HOST)));
    assertTrue(!Floor.visible(room.seat("Maya R."), room.seat("At the door")));
    assertTrue(Floor.visible(room.seat(HOST), room.seat("At the door")));
    assertTrue(Floor.visible(room.seat("Maya R."), room.seat("Tom B.")));
  }

  @Test
  void thoseWhoLeadAloneAreToldOfSomebodyOnTheMedia() {
    Instant noticed = room.room.clock().minusSeconds(20);
    room.does(new RoomCommand.MediaAlarm(noticed)).agreed();
    assertHeardBy(RoomFixture.HOST, RoomFixture.COHOST);
    assertEquals(noticed, alarmedAt(), "which may be long ago");
    room.does(new RoomCommand.MediaAlarm(noticed.plusSeconds(3_600))).agreed();
    assertEquals(room.now, alarmedAt(), "and is never yet to come");
  }

  @Test
  void whereNobodyLeadsTheAlarmIsNotTakenForHeard() {
    room.loses(RoomFixture.HOST).loses(RoomFixture.COHOST);
    room.does(new RoomCommand.MediaAlarm(room.room.clock())).refusedWith(RoomError.UNAVAILABLE);
    assertHeardBy();
  }

  private Instant alarmedAt() {
    return ((Notice.MediaAlarm) room.last.notices().getFirst()).at();
  }

  private List<String> queue() {
    return room.room.seats().stream()
        .filter(s -> s.hand() != null)
        .sorted(Comparator.comparing(Seat::hand))
        .map(Seat::name)
        .toList();
  }

  /** Those to whom the last command's chat line or call for help went. */
  private List<Link> heardBy() {
    return room.last.notices().stream()
        .flatMap(
            notice ->
                switch (notice) {
                  case Notice.ChatLine line -> line.to().stream();
                  case Notice.Distressed call -> call.to().stream();
                  case Notice.MediaAlarm alarm -> alarm.to().stream();
                  case Notice.Goodbye bye -> Stream.<Link>empty();
                  case Notice.View view -> Stream.<Link>empty();
                })
        .toList();
  }

  private void assertHeardBy(String... names) {
    assertEquals(
        java.util.Arrays.stream(names)
            .map(room::linkOf)
            .collect(java.util.stream.Collectors.toSet()),
        Set.copyOf(heardBy()));
    assertEquals(names.length, heardBy().size());
  }
}
