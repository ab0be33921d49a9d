package org.evenkeel.live;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.evenkeel.room.Link;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SeatState;
import org.evenkeel.room.SessionId;

/**
 * The way of signals from one browser to another. The room does not change by them: they go by the
 * node that owns the room, for it alone knows for certain who speaks for which seat.
 *
 * <p>From another node a signal is answered {@code ok} when it is on its way. Where it does not
 * arrive, the media engines ask again by themselves.
 */
final class Signals {
  static final String TOPIC = "signals";

  private final HazelcastInstance grid;
  private final String self;
  private final RoomOwner owner;
  private final Post post;
  private final Courier courier;

  Signals(HazelcastInstance grid, String self, RoomOwner owner, Post post, Courier courier) {
    this.grid = grid;
    this.self = self;
    this.owner = owner;
    this.post = post;
    this.courier = courier;
  }

  /**
   * Passes a signal on.
   *
   * @param connection of the one who sends
   * @return null where it is on its way, else the code of the refusal
   */
  String pass(SessionId room, long connection, SeatId to, String data) {
    var member = grid.getPartitionService().getPartition(room.value()).getOwner();
    if (member == null) {
      return "unavailable";
    }
    String node = Members.name(member);
    if (node.equals(self)) {
      return route(room.value(), connection, to, data);
    }
    courier.send(node, TOPIC, write(room, connection, to, data));
    return null;
  }

  /** Takes a signal that another node passed on to the owner of its room. */
  void take(Buffer in) {
    UUID room = new UUID(in.getLong(0), in.getLong(8));
    SeatId to = new SeatId(new UUID(in.getLong(24), in.getLong(32)));
    route(room, in.getLong(16), to, in.getString(40, in.length()));
  }

  private static Buffer write(SessionId room, long connection, SeatId to, String data) {
    return Buffer.buffer(40 + data.length())
        .appendLong(room.value().getMostSignificantBits())
        .appendLong(room.value().getLeastSignificantBits())
        .appendLong(connection)
        .appendLong(to.value().getMostSignificantBits())
        .appendLong(to.value().getLeastSignificantBits())
        .appendBytes(data.getBytes(StandardCharsets.UTF_8));
  }

  private String route(UUID id, long connection, SeatId to, String data) {
    Room room = owner.room(id);
    Optional<Seat> from = room == null ? Optional.empty() : room.seatOf(connection);
    if (from.filter(Seat::admitted).isEmpty()) {
      return "not-allowed";
    }
    Optional<Seat> there =
        room.seat(to).filter(Seat::admitted).filter(s -> s.state() == SeatState.PRESENT);
    if (there.isEmpty()) {
      return "unknown-seat";
    }
    Link link = there.get().link();
    post.accept(
        link.node(),
        List.of(
            new Parcel.Message(List.of(link.connection()), Wire.signal(from.get().id(), data))));
    return null;
  }
}
