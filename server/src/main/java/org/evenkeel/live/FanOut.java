package org.evenkeel.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.room.Link;
import org.evenkeel.room.Notice;
import org.evenkeel.room.Room;
import org.evenkeel.room.Seat;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SeatState;

/**
 * What the connections of one room have been told, and the words that bring them up to date.
 *
 * <p>It compares the room as it was last told with the room as it is now, so any number of changes
 * in between is one message. Knows no socket and no clock. Not thread-safe: {@link RoomOwner} calls
 * it on one context.
 */
final class FanOut {
  private Room told;
  private long toldHosts;
  private long toldMembers;
  private final Map<SeatId, Long> toldAtDoor = new HashMap<>();

  /** The words for each node, in the order in which they must be sent. */
  Map<String, List<Parcel>> bringUpToDate(Room now, List<Notice> notices) {
    Outgoing out = new Outgoing();
    Map<Audience, List<Seat>> views = new LinkedHashMap<>();
    Map<Audience, List<Seat>> changes = new LinkedHashMap<>();
    for (Seat seat : now.seats()) {
      if (seat.state() == SeatState.RECONNECTING) {
        continue;
      }
      Audience audience = Audience.of(seat);
      (needsView(seat, audience, notices) ? views : changes)
          .computeIfAbsent(audience, a -> new ArrayList<>())
          .add(seat);
    }
    if (told == null || now.version() != told.version()) {
      Words words = null;
      for (Map.Entry<Audience, List<Seat>> each : changes.entrySet()) {
        words = change(now, each.getKey(), each.getValue(), out, words);
      }
    }
    views.forEach(
        (audience, seats) -> {
          out.view(seats, Wire.room(now, audience));
          if (audience instanceof Audience.Door door) {
            toldAtDoor.put(door.own(), now.version());
          } else if (!changes.containsKey(audience)) {
            // Nobody of this audience was there before: it starts here.
            toldUpTo(audience, now.version());
          }
        });
    toldAtDoor.keySet().removeIf(id -> now.seat(id).filter(s -> !s.admitted()).isEmpty());
    for (Notice notice : notices) {
      tell(notice, out);
    }
    told = now;
    return out.byNode;
  }

  /**
   * A change in which nothing changes, for those on other nodes. Words between nodes can be lost
   * while the cluster is changing; whoever has missed one sees it by what this one builds on, and
   * would see it otherwise when the room changes again, which may be minutes later.
   */
  Map<String, List<Parcel>> remind(String self) {
    Outgoing out = new Outgoing();
    Map<Audience, List<Seat>> audiences = new LinkedHashMap<>();
    for (Seat seat : told == null ? List.<Seat>of() : told.seats()) {
      if (seat.state() != SeatState.RECONNECTING && !seat.link().node().equals(self)) {
        audiences.computeIfAbsent(Audience.of(seat), a -> new ArrayList<>()).add(seat);
      }
    }
    audiences.forEach((audience, seats) -> out.change(seats, Wire.reminder(toldUpTo(audience))));
    return out.byNode;
  }

  private boolean needsView(Seat seat, Audience audience, List<Notice> notices) {
    if (told == null) {
      return true;
    }
    Seat before = told.seat(seat.id()).orElse(null);
    return before == null
        || before.state() == SeatState.RECONNECTING
        || !before.link().equals(seat.link())
        || !Audience.of(before).equals(audience)
        || notices.contains(new Notice.View(seat.link()));
  }

  /** What the last audience was told, for the next one is often told the same. */
  private record Words(
      long base, List<Seat> changed, List<SeatId> gone, boolean inside, String text) {
    private boolean are(long base, List<Seat> changed, List<SeatId> gone, boolean inside) {
      return base == this.base
          && inside == this.inside
          && changed.equals(this.changed)
          && gone.equals(this.gone);
    }
  }

  private Words change(Room now, Audience audience, List<Seat> to, Outgoing out, Words last) {
    List<Seat> changed = new ArrayList<>();
    for (Seat seat : audience.seats(now)) {
      Seat before = told.seat(seat.id()).orElse(null);
      if (before == null || !audience.sees(before) || !before.equals(seat)) {
        changed.add(seat);
      }
    }
    List<SeatId> gone =
        audience.seats(told).stream()
            .filter(b -> now.seat(b.id()).filter(audience::sees).isEmpty())
            .map(Seat::id)
            .toList();
    if (changed.isEmpty() && gone.isEmpty() && !Wire.fieldsDiffer(told, now, audience)) {
      return last;
    }
    long base = toldUpTo(audience);
    boolean inside = audience.inside();
    Words words =
        last != null && last.are(base, changed, gone, inside)
            ? last
            : new Words(
                base, changed, gone, inside, Wire.change(told, now, base, changed, gone, audience));
    out.change(to, words.text());
    toldUpTo(audience, now.version());
    return words;
  }

  private long toldUpTo(Audience audience) {
    return switch (audience) {
      case Audience.Hosts hosts -> toldHosts;
      case Audience.Members members -> toldMembers;
      case Audience.Door door -> toldAtDoor.getOrDefault(door.own(), 0L);
    };
  }

  private void toldUpTo(Audience audience, long version) {
    switch (audience) {
      case Audience.Hosts hosts -> toldHosts = version;
      case Audience.Members members -> toldMembers = version;
      case Audience.Door door -> toldAtDoor.put(door.own(), version);
    }
  }

  private static void tell(Notice notice, Outgoing out) {
    switch (notice) {
      case Notice.View view -> {} // part of the views above
      case Notice.ChatLine line -> out.message(line.to(), Wire.chat(line));
      case Notice.Distressed d -> out.message(d.to(), Wire.distress(d.from(), d.at()));
      case Notice.MediaAlarm a -> out.message(a.to(), Wire.mediaAlarm(a.at()));
      case Notice.Goodbye bye ->
          out.farewell(bye.to(), Wire.bye(Wire.word(bye.reason()), 0), closeCode(bye.reason()));
    }
  }

  private static int closeCode(Notice.Reason reason) {
    return switch (reason) {
      case ENDED -> CloseCode.NORMAL;
      case REMOVED, CONSENT_REVOKED -> CloseCode.NOT_ALLOWED;
      case REPLACED -> CloseCode.REPLACED;
    };
  }

  /** Sorts words by the node that carries them out. */
  private static final class Outgoing {
    private final Map<String, List<Parcel>> byNode = new HashMap<>(2);

    private void add(String node, Parcel parcel) {
      byNode.computeIfAbsent(node, n -> new ArrayList<>(2)).add(parcel);
    }

    private void change(List<Seat> to, String text) {
      List<Link> links = to.stream().map(Seat::link).toList();
      nodes(links).forEach(n -> add(n, new Parcel.Change(Parcel.connections(links, n), text)));
    }

    private void view(List<Seat> to, String room) {
      List<Link> links = to.stream().map(Seat::link).toList();
      for (String node : nodes(links)) {
        List<Placed> seats =
            to.stream()
                .filter(s -> s.link().node().equals(node))
                .map(s -> new Placed(s.id(), s.sitter()))
                .toList();
        add(node, new Parcel.View(Parcel.connections(links, node), seats, room));
      }
    }

    private void message(List<Link> to, String text) {
      nodes(to).forEach(n -> add(n, new Parcel.Message(Parcel.connections(to, n), text)));
    }

    private void farewell(Link to, String text, int code) {
      add(to.node(), new Parcel.Farewell(List.of(to.connection()), text, code));
    }

    private static List<String> nodes(List<Link> links) {
      return links.stream().map(Link::node).distinct().toList();
    }
  }
}
