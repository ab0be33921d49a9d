package org.evenkeel.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;

/** Who hears of what: nobody learns of somebody whom they may not see. */
final class NoticeWatch {

  void reads(Room before, RoomCommand command, Outcome outcome) {
    for (Notice notice : outcome.notices()) {
      switch (notice) {
        case Notice.ChatLine line -> chat(outcome.room(), command, line);
        case Notice.Distressed call -> {
          assertTrue(command instanceof RoomCommand.Distress);
          hosts(outcome.room(), call.to());
        }
        case Notice.MediaAlarm alarm -> {
          assertTrue(command instanceof RoomCommand.MediaAlarm);
          hosts(outcome.room(), alarm.to());
        }
        case Notice.View view -> {
          assertTrue(command instanceof RoomCommand.Resync);
          assertEquals(
              RoomWatch.speaker(command).orElseThrow(), view.to().connection(), "to who asked");
        }
        case Notice.Goodbye bye -> goodbye(before, command, outcome.room(), bye);
      }
    }
  }

  private static void chat(Room room, RoomCommand command, Notice.ChatLine line) {
    Seat from = room.seatOf(RoomWatch.speaker(command).orElseThrow()).orElseThrow();
    assertEquals(from.id(), line.from());
    assertFalse(line.to().isEmpty());
    assertEquals(line.to().size(), new HashSet<>(line.to()).size(), "nobody reads it twice");
    for (Link to : line.to()) {
      Seat reader = room.seatOf(to.connection()).orElseThrow();
      assertEquals(to, reader.link());
      if (reader.id().equals(from.id())) {
        continue;
      }
      assertTrue(
          reader.admitted() || isTo(line, reader) && from.role().leads(),
          "at the door one reads only what a counselor writes to oneself");
      assertTrue(Floor.visible(from, reader) || reader.role().leads());
      switch (line.addressee()) {
        case RoomCommand.Addressee.Everyone e -> assertTrue(from.admitted() && !room.frozen());
        case RoomCommand.Addressee.Hosts h -> assertTrue(reader.role().leads());
        case RoomCommand.Addressee.One one -> {
          assertEquals(one.seat(), reader.id());
          assertTrue(from.role().leads() || reader.role().leads(), "no line between participants");
        }
      }
    }
    if (line.addressee() instanceof RoomCommand.Addressee.One one) {
      Link wanted = room.seat(one.seat()).orElseThrow().link();
      assertTrue(line.to().contains(wanted), "ok means that it was heard");
    }
  }

  private static boolean isTo(Notice.ChatLine line, Seat reader) {
    return line.addressee().equals(new RoomCommand.Addressee.One(reader.id()));
  }

  private static void hosts(Room room, List<Link> to) {
    List<Link> hosts =
        room.seats().stream().filter(s -> s.role().leads() && s.present()).map(Seat::link).toList();
    assertFalse(hosts.isEmpty());
    assertEquals(hosts, to, "all hosts who are there, and nobody else");
  }

  private static void goodbye(Room before, RoomCommand command, Room after, Notice.Goodbye bye) {
    Seat was = before.seatOf(bye.to().connection()).orElseThrow();
    assertTrue(after.seatOf(bye.to().connection()).isEmpty(), "speaks for nobody any more");
    switch (bye.reason()) {
      case ENDED -> assertEquals(Phase.ENDED, after.phase());
      case REPLACED -> assertNotEquals(was.link(), after.seat(was.id()).orElseThrow().link());
      case REMOVED -> {
        assertTrue(command instanceof RoomCommand.Remove || command instanceof RoomCommand.Decline);
        assertTrue(after.seat(was.id()).isEmpty());
      }
      case CONSENT_REVOKED -> throw new AssertionError("no command does this yet");
    }
  }
}
