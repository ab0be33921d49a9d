package org.evenkeel.live;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.Sitter;

/**
 * Parcels on their way between nodes, as bytes: for each its kind, the connections, for a view the
 * seats and who sits there, for a farewell the close code, and the text, which is written once
 * however many get it.
 */
final class ParcelWire {
  private static final byte CHANGE = 1;
  private static final byte VIEW = 2;
  private static final byte MESSAGE = 3;
  private static final byte FAREWELL = 4;
  private static final byte OFFER = 5;

  private ParcelWire() {}

  static Buffer write(List<Parcel> parcels) {
    Buffer out = Buffer.buffer(256);
    out.appendInt(parcels.size());
    for (Parcel parcel : parcels) {
      switch (parcel) {
        case Parcel.Change p -> text(head(out, CHANGE, p.to()), p.text());
        case Parcel.View p -> {
          head(out, VIEW, p.to());
          for (Placed placed : p.seats()) {
            sitter(id(out, placed.seat().value()), placed.who());
          }
          text(out, p.room());
        }
        case Parcel.Offer p -> {
          head(out, OFFER, p.to());
          p.who().forEach(who -> sitter(out, who));
        }
        case Parcel.Message p -> text(head(out, MESSAGE, p.to()), p.text());
        case Parcel.Farewell p -> text(head(out, FAREWELL, p.to()).appendInt(p.code()), p.text());
      }
    }
    return out;
  }

  private static Buffer head(Buffer out, byte kind, List<Long> to) {
    out.appendByte(kind).appendInt(to.size());
    to.forEach(out::appendLong);
    return out;
  }

  private static void sitter(Buffer out, Sitter who) {
    id(out, who.person().value());
    out.appendByte((byte) who.role().ordinal()).appendByte((byte) (who.admitted() ? 1 : 0));
    text(out, who.name());
  }

  private static Buffer id(Buffer out, UUID id) {
    return out.appendLong(id.getMostSignificantBits()).appendLong(id.getLeastSignificantBits());
  }

  private static void text(Buffer out, String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    out.appendInt(bytes.length).appendBytes(bytes);
  }

  /**
   * @throws RuntimeException where the bytes are not what {@link #write} makes
   */
  static List<Parcel> read(Buffer in) {
    return new Reader(in).parcels();
  }

  private static final class Reader {
    private final Buffer in;
    private int at;

    private Reader(Buffer in) {
      this.in = in;
    }

    private List<Parcel> parcels() {
      int count = integer();
      List<Parcel> parcels = new ArrayList<>(Math.min(count, 64));
      for (int i = 0; i < count; i++) {
        parcels.add(parcel());
      }
      return parcels;
    }

    private Parcel parcel() {
      byte kind = in.getByte(at++);
      int connections = integer();
      List<Long> to = new ArrayList<>(Math.min(connections, 64));
      for (int i = 0; i < connections; i++) {
        to.add(number());
      }
      return switch (kind) {
        case CHANGE -> new Parcel.Change(to, text());
        case VIEW -> {
          List<Placed> seats = new ArrayList<>(to.size());
          for (int i = 0; i < to.size(); i++) {
            seats.add(new Placed(new SeatId(id()), sitter()));
          }
          yield new Parcel.View(to, seats, text());
        }
        case OFFER -> {
          List<Sitter> who = new ArrayList<>(to.size());
          for (int i = 0; i < to.size(); i++) {
            who.add(sitter());
          }
          yield new Parcel.Offer(to, who);
        }
        case MESSAGE -> new Parcel.Message(to, text());
        case FAREWELL -> {
          int code = integer();
          yield new Parcel.Farewell(to, text(), code);
        }
        default -> throw new IllegalArgumentException("not a kind of parcel: " + kind);
      };
    }

    private Sitter sitter() {
      PersonId person = new PersonId(id());
      Role role = Role.values()[in.getByte(at++)];
      boolean admitted = in.getByte(at++) == 1;
      return new Sitter(person, text(), role, admitted);
    }

    private UUID id() {
      return new UUID(number(), number());
    }

    private int integer() {
      int value = in.getInt(at);
      at += 4;
      return value;
    }

    private long number() {
      long value = in.getLong(at);
      at += 8;
      return value;
    }

    private String text() {
      int length = integer();
      String text = in.getString(at, at + length);
      at += length;
      return text;
    }
  }
}
