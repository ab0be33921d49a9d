package org.evenkeel.room;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No command with any values makes a room throw, in any phase; nulls only where they are said. */
class AnyCommandPropertyTest {
  private static final RoomFixture OPEN = busy();
  private static final List<Room> ROOMS =
      List.of(
          RoomFixture.room().knocks("Maya R.").room,
          OPEN.room,
          busy().loses(RoomFixture.HOST).room,
          busy().ends().room);

  @Property(tries = 4000)
  void everyCommandIsAnswered(
      @ForAll("commands") List<RoomCommand> commands, @ForAll("times") Instant now) {
    for (Room start : ROOMS) {
      Room room = start;
      for (RoomCommand command : commands) {
        Outcome outcome = room.apply(command, now);
        assertNotNull(outcome.reply());
        room = outcome.room();
      }
    }
  }

  private static RoomFixture busy() {
    return RoomFixture.room()
        .hostJoins()
        .isIn("Maya R.", "Tom B.")
        .knocks("Lee K.")
        .loses("Tom B.");
  }

  @Provide
  Arbitrary<Instant> times() {
    return Arbitraries.longs()
        .between(-62_135_596_800_000L, 253_402_300_799_999L)
        .map(Instant::ofEpochMilli);
  }

  @Provide
  Arbitrary<List<RoomCommand>> commands() {
    return Arbitraries.oneOf(kinds()).list().ofMinSize(1).ofMaxSize(4);
  }

  private static List<Arbitrary<RoomCommand>> kinds() {
    Arbitrary<Long> c = Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(0, 12));
    Arbitrary<SeatId> s =
        Arbitraries.oneOf(
            Arbitraries.of(OPEN.room.seats()).map(Seat::id),
            Arbitraries.create(UUID::randomUUID).map(SeatId::new));
    Arbitrary<Device> d = Arbitraries.of(Device.class).injectNull(0.4);
    Arbitrary<String> t = Arbitraries.strings().ofMaxLength(40);
    Arbitrary<Boolean> b = Arbitraries.of(true, false);
    Arbitrary<Role> role = Arbitraries.of(Role.class);
    Arbitrary<Instant> proof =
        Arbitraries.of(Instant.MIN, Instant.MAX, Instant.EPOCH, RoomFixture.START);
    Arbitrary<Link> link = Combinators.combine(t, c).as(Link::new);
    Arbitrary<PersonId> person =
        Arbitraries.oneOf(
            Arbitraries.of("Maya R.", "Tom B.", "Lee K.", "New").map(RoomFixture::person),
            Arbitraries.create(UUID::randomUUID).map(PersonId::new));
    Arbitrary<Entrant> entrant = Combinators.combine(person, t, role, b).as(Entrant::new);
    Arbitrary<RoomCommand.Addressee> to =
        Arbitraries.oneOf(
            Arbitraries.just(new RoomCommand.Addressee.Everyone()),
            Arbitraries.just(new RoomCommand.Addressee.Hosts()),
            s.map(RoomCommand.Addressee.One::new));

    List<Arbitrary<RoomCommand>> all = new ArrayList<>();
    all.add(Combinators.combine(link, entrant, s, t).as(RoomCommand.Join::new));
    all.add(Combinators.combine(link, s, t).as(RoomCommand.Resume::new));
    all.add(
        Combinators.combine(
                c,
                Arbitraries.longs(),
                b.injectNull(0.4),
                d,
                d,
                d,
                Arbitraries.integers().injectNull(0.4))
            .as(RoomCommand.Update::new));
    all.add(Combinators.combine(c, t, to, t).as(RoomCommand.Chat::new));
    all.add(c.map(RoomCommand.Distress::new));
    all.add(Combinators.combine(c, s).as(RoomCommand.Admit::new));
    all.add(Combinators.combine(c, s).as(RoomCommand.Decline::new));
    all.add(Combinators.combine(c, s, b).as(RoomCommand.Remove::new));
    all.add(Combinators.combine(c, s).as(RoomCommand.LowerHand::new));
    all.add(Combinators.combine(c, s).as(RoomCommand.Mute::new));
    all.add(Combinators.combine(c, s).as(RoomCommand.StopVideo::new));
    all.add(Combinators.combine(c, s.injectNull(0.3)).as(RoomCommand.Spotlight::new));
    all.add(c.map(RoomCommand.MuteAll::new));
    all.add(c.map(RoomCommand.Lock::new));
    all.add(c.map(RoomCommand.Unlock::new));
    all.add(c.map(RoomCommand.Open::new));
    all.add(c.map(RoomCommand.End::new));
    all.add(Combinators.combine(c, s, role).as(RoomCommand.ChangeRole::new));
    all.add(c.map(RoomCommand.Resync::new));
    all.add(Combinators.combine(c, proof).as(RoomCommand.Leave::new));
    all.add(Combinators.combine(c, proof).as(RoomCommand.Lost::new));
    all.add(Combinators.combine(s, person, role, link, proof).as(RoomCommand.Unheard::new));
    all.add(Combinators.combine(t, proof).as(RoomCommand.NodeLost::new));
    all.add(person.map(RoomCommand.Readmit::new));
    all.add(proof.map(RoomCommand.MediaAlarm::new));
    all.add(Arbitraries.just(new RoomCommand.Tick()));
    return all;
  }
}
