package org.evenkeel.live;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.Sitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has everybody who is in a room told anew what they need for their media. */
final class Reoffer {
  private static final Logger LOG = LoggerFactory.getLogger(Reoffer.class);
  private static final int MOST_TRIES = 3;
  private static final long PAUSE_MS = 500;

  private final Vertx vertx;
  private final RoomReads rooms;
  private final Post post;

  Reoffer(Vertx vertx, RoomReads rooms, Post post) {
    this.vertx = vertx;
    this.rooms = rooms;
    this.post = post;
  }

  void to(SessionId session) {
    to(session, 1);
  }

  private void to(SessionId session, int attempt) {
    rooms
        .room(session)
        .onSuccess(room -> room.ifPresent(this::tell))
        .onFailure(
            failure -> {
              if (attempt < MOST_TRIES) {
                vertx
                    .timer(PAUSE_MS, TimeUnit.MILLISECONDS)
                    .onSuccess(again -> to(session, attempt + 1));
              } else {
                LOG.warn("nobody could be told that the media of a session have moved");
              }
            });
  }

  private void tell(Room room) {
    Map<String, List<Seat>> byNode = new HashMap<>(2);
    for (Seat seat : room.seats()) {
      if (seat.admitted() && seat.present()) {
        byNode.computeIfAbsent(seat.link().node(), node -> new ArrayList<>()).add(seat);
      }
    }
    byNode.forEach((node, seats) -> post.accept(node, List.of(offer(seats))));
  }

  private static Parcel offer(List<Seat> seats) {
    List<Long> to = seats.stream().map(seat -> seat.link().connection()).toList();
    List<Sitter> who = seats.stream().map(Seat::sitter).toList();
    return new Parcel.Offer(to, who);
  }
}
