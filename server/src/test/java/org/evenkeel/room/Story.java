package org.evenkeel.room;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Makes commands out of numbers, against a room as it has become: so a random story meets the
 * people who are there, and now and then connections, seats and tokens of the past.
 */
final class Story {

  /**
   * One thing that happens.
   *
   * @param what which command
   * @param who who speaks; also which person comes
   * @param whom which seat is meant
   * @param flavour everything else that a command has to choose
   * @param jumpMs how time moves before it, backwards too
   */
  record Step(int what, int who, int whom, int flavour, long jumpMs) {}

  /** How many different commands {@link Step#what} can name. */
  static final int VERBS = 29;

  private static final Role[] ROSTER = {
    Role.HOST,
    Role.HOST,
    Role.COHOST,
    Role.PARTICIPANT,
    Role.PARTICIPANT,
    Role.PARTICIPANT,
    Role.PARTICIPANT,
    Role.FAMILY,
    Role.OBSERVER,
    Role.INTERPRETER
  };

  private static final Instant START = Instant.parse("2026-11-24T18:00:00Z");

  Room room;
  Instant now = START;
  private final List<Link> links = new ArrayList<>();
  private final List<SeatId> seats = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private long counter;

  Story(int capacity, boolean waitingRoom) {
    RoomRules rules =
        new RoomRules(
            SessionKind.GROUP,
            "Evening group",
            START,
            START.plus(Duration.ofHours(3)),
            capacity,
            waitingRoom,
            Duration.ofSeconds(30),
            Duration.ofMinutes(15));
    room = Room.fresh(new SessionId(id("session")), id("life"), rules, START);
    links.add(new Link("node-0", 0));
    seats.add(new SeatId(id("no seat")));
    tokens.add("no token");
  }

  /** The command of one step, and time moved on to it. */
  RoomCommand next(Step step) {
    now = now.plusMillis(step.jumpMs());
    long c = connection(step.who());
    SeatId seat = seat(step.whom());
    int f = step.flavour();
    boolean odd = f % 2 == 1;
    return switch (step.what() % VERBS) {
      case 0, 1, 2, 3 -> join(step.who(), f);
      case 4, 5 -> resume(step.whom(), f);
      case 6, 7, 8 -> update(c, f);
      case 9, 10 -> new RoomCommand.Chat(c, "line-" + ++counter, addressee(f, seat), "hello");
      case 11 -> new RoomCommand.Distress(c);
      case 12, 13 -> new RoomCommand.Admit(c, seat);
      case 14 -> new RoomCommand.Decline(c, seat);
      case 15 -> new RoomCommand.Remove(c, seat, odd);
      case 16 -> new RoomCommand.LowerHand(c, seat);
      case 17 -> new RoomCommand.Mute(c, seat);
      case 18 -> new RoomCommand.StopVideo(c, seat);
      case 19 -> new RoomCommand.Spotlight(c, f % 4 == 0 ? null : seat);
      case 20 -> new RoomCommand.MuteAll(c);
      case 21 -> odd ? new RoomCommand.Unlock(c) : new RoomCommand.Lock(c);
      case 22 -> odd ? new RoomCommand.Open(c) : new RoomCommand.Resync(c);
      case 23 ->
          f % 16 == 0
              ? new RoomCommand.End(c)
              : odd ? new RoomCommand.MediaAlarm(now) : new RoomCommand.Tick();
      case 24 -> new RoomCommand.ChangeRole(c, seat, Role.values()[f % Role.values().length]);
      case 25 -> new RoomCommand.Leave(c, odd ? now : now.minusMillis(f * 997L - 20_000));
      case 26, 27 -> new RoomCommand.Lost(c, now.minusMillis(f * 997L - 20_000));
      default -> new RoomCommand.NodeLost("node-" + f % 3, now.minusMillis(f * 499L - 5_000));
    };
  }

  Outcome apply(RoomCommand command) {
    Outcome outcome = room.apply(command, now);
    room = outcome.room();
    return outcome;
  }

  private RoomCommand join(int who, int flavour) {
    int person = who % ROSTER.length;
    Link link = link(flavour);
    SeatId seat = new SeatId(id("seat " + ++counter));
    seats.add(seat);
    // Now and then the roster has made somebody a host since.
    Role role = flavour % 23 == 0 ? Role.HOST : ROSTER[person];
    return new RoomCommand.Join(
        link,
        new Entrant(new PersonId(id("person " + person)), "P" + person, role, flavour % 5 == 0),
        seat,
        token());
  }

  private RoomCommand resume(int whom, int flavour) {
    List<Seat> there = room.seats();
    if (there.isEmpty() || flavour % 8 == 0) {
      return new RoomCommand.Resume(
          link(flavour), seats.get(whom % seats.size()), tokens.get(flavour % tokens.size()));
    }
    Seat seat = there.get(whom % there.size());
    // Now and then a connection that the seat had already.
    Link link = flavour % 7 == 0 ? seat.link() : link(flavour);
    return new RoomCommand.Resume(link, seat.id(), seat.resumeHash());
  }

  private RoomCommand update(long connection, int f) {
    Device[] devices = {null, Device.ON, Device.OFF, Device.BLOCKED, Device.ON};
    Boolean[] hands = {null, true, false, true};
    return new RoomCommand.Update(
        connection,
        ++counter,
        hands[f % 4],
        devices[f / 4 % 5],
        devices[f / 5 % 5],
        devices[f / 7 % 5],
        f % 3 == 0 ? Integer.valueOf(f % 5) : null);
  }

  private static RoomCommand.Addressee addressee(int flavour, SeatId seat) {
    return switch (flavour % 3) {
      case 0 -> new RoomCommand.Addressee.Everyone();
      case 1 -> new RoomCommand.Addressee.Hosts();
      default -> new RoomCommand.Addressee.One(seat);
    };
  }

  /** Mostly one that speaks for a seat, sometimes one of the past or of nobody. */
  private long connection(int who) {
    List<Seat> there = room.seats();
    if (there.isEmpty() || who % 8 == 0) {
      return links.get(who % links.size()).connection();
    }
    return there.get(who % there.size()).link().connection();
  }

  private SeatId seat(int whom) {
    List<Seat> there = room.seats();
    return there.isEmpty() || whom % 8 == 0
        ? seats.get(whom % seats.size())
        : there.get(whom % there.size()).id();
  }

  private Link link(int flavour) {
    Link link = new Link("node-" + flavour % 3, ++counter);
    links.add(link);
    return link;
  }

  private String token() {
    tokens.add("token-" + ++counter);
    return tokens.getLast();
  }

  private static UUID id(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
