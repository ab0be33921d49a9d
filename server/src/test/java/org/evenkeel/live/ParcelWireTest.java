package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.Sitter;
import org.junit.jupiter.api.Test;

class ParcelWireTest {

  @Property
  void whatIsSentIsWhatArrives(@ForAll("parcels") List<Parcel> parcels) {
    assertEquals(parcels, ParcelWire.read(ParcelWire.write(parcels)));
  }

  @Test
  void bytesOfAnotherKindAreRefused() {
    Buffer strange = Buffer.buffer().appendInt(1).appendByte((byte) 99).appendInt(0);
    assertThrows(IllegalArgumentException.class, () -> ParcelWire.read(strange));
    assertThrows(
        RuntimeException.class, () -> ParcelWire.read(Buffer.buffer().appendInt(3)), "cut off");
  }

  @Provide
  Arbitrary<List<Parcel>> parcels() {
    Arbitrary<List<Long>> to = Arbitraries.longs().list().ofMaxSize(5);
    Arbitrary<String> text = Arbitraries.strings().ascii().ofMaxLength(80).map(t -> t + "ü☕");
    Arbitrary<Parcel> one =
        Arbitraries.oneOf(
            Combinators.combine(to, text).as(Parcel.Change::new),
            Combinators.combine(to, text)
                .as(
                    (links, room) ->
                        new Parcel.View(
                            links,
                            LongStream.range(0, links.size())
                                .mapToObj(i -> new Placed(new SeatId(new UUID(i, -i)), sitter(i)))
                                .toList(),
                            room)),
            to.map(
                links ->
                    new Parcel.Offer(
                        links,
                        LongStream.range(0, links.size())
                            .mapToObj(ParcelWireTest::sitter)
                            .toList())),
            Combinators.combine(to, text).as(Parcel.Message::new),
            Combinators.combine(to, text, Arbitraries.integers().between(1_000, 4_999))
                .as(Parcel.Farewell::new));
    return one.list().ofMaxSize(6);
  }

  private static Sitter sitter(long i) {
    return new Sitter(
        new PersonId(new UUID(-i, i)),
        "Zoë " + i,
        Role.values()[(int) i % Role.values().length],
        i % 2 == 0);
  }
}
