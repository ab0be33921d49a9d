package org.evenkeel.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongFunction;
import org.evenkeel.room.AttendanceEvent.Kind;

/**
 * An evening in one room, told in the words of the people in it. Time stands still until {@link
 * #after}. People are known by name; each name keeps its latest connection.
 */
final class RoomFixture {
  static final String HOST = "Ana, counselor";
  static final String COHOST = "Ben, counselor";
  static final Instant START = Instant.parse("2026-11-24T18:00:00Z");
  static final Instant END = Instant.parse("2026-11-24T21:00:00Z");
  static final Duration GRACE = Duration.ofSeconds(30);
  static final Duration OVERRUN = Duration.ofMinutes(15);
  static final long STRANGER = 999_999;

  Room room;
  Instant now = START;
  Outcome last;
  final List<AttendanceEvent> ledger = new ArrayList<>();

  private final Map<String, Link> links = new HashMap<>();
  private final Map<String, SeatId> seats = new HashMap<>();
  private final Map<String, String> tokens = new HashMap<>();
  private String node = "node-a";
  private long counter;

  private RoomFixture(int capacity, boolean waitingRoom) {
    RoomRules rules =
        new RoomRules(
            SessionKind.GROUP, "Evening group", START, END, capacity, waitingRoom, GRACE, OVERRUN);
    room = Room.fresh(SessionId.of(id("session").toString()), id("life"), rules, START);
  }

  static RoomFixture room() {
    return new RoomFixture(12, true);
  }

  static RoomFixture roomFor(int capacity) {
    return new RoomFixture(capacity, true);
  }

  static RoomFixture roomWithoutWaiting(int capacity) {
    return new RoomFixture(capacity, false);
  }

  // What people do

  RoomFixture hostJoins() {
    return joins(HOST, Role.HOST);
  }

  RoomFixture cohostJoins() {
    return joins(COHOST, Role.COHOST);
  }

  RoomFixture knocks(String name) {
    return joins(name, Role.PARTICIPANT);
  }

  /** Somebody whom the ledger knows as let in already. */
  RoomFixture comesBack(String name) {
    return joins(name, Role.PARTICIPANT, true);
  }

  RoomFixture joins(String name, Role role) {
    return joins(name, role, false);
  }

  RoomFixture joins(String name, Role role, boolean admittedBefore) {
    Link link = new Link(node, ++counter);
    String token = "token-" + counter;
    SeatId seat = new SeatId(id("seat " + counter));
    does(
        new RoomCommand.Join(
            link, new Entrant(person(name), name, role, admittedBefore), seat, token));
    if (last.reply() instanceof Reply.Seated seated) {
      links.put(name, link);
      seats.put(name, seated.seat());
      tokens.put(name, token);
    }
    return this;
  }

  /** In the room, by way of the host's word. */
  RoomFixture isIn(String... names) {
    for (String name : names) {
      knocks(name).admits(name);
      assertEquals(Reply.DONE, last.reply(), name);
    }
    return this;
  }

  RoomFixture isIn(String name, Role role) {
    joins(name, role).admits(name);
    assertEquals(Reply.DONE, last.reply(), name);
    return this;
  }

  RoomFixture resumes(String name) {
    return resumes(name, tokens.get(name));
  }

  RoomFixture resumes(String name, String token) {
    Link link = new Link(node, ++counter);
    does(new RoomCommand.Resume(link, seatOf(name), token));
    if (last.reply() instanceof Reply.Seated) {
      links.put(name, link);
    }
    return this;
  }

  RoomFixture leaves(String name) {
    return asks(name, c -> new RoomCommand.Leave(c, now));
  }

  RoomFixture raisesHand(String name) {
    return asks(name, c -> new RoomCommand.Update(c, ++counter, true, null, null, null, null));
  }

  RoomFixture lowersOwnHand(String name) {
    return asks(name, c -> new RoomCommand.Update(c, ++counter, false, null, null, null, null));
  }

  RoomFixture unmutes(String name) {
    return asks(name, c -> new RoomCommand.Update(c, ++counter, null, Device.ON, null, null, null));
  }

  RoomFixture showsVideo(String name) {
    return asks(name, c -> new RoomCommand.Update(c, ++counter, null, null, Device.ON, null, null));
  }

  RoomFixture saysToAll(String name, String text) {
    return chats(name, new RoomCommand.Addressee.Everyone(), text);
  }

  RoomFixture saysToHosts(String name, String text) {
    return chats(name, new RoomCommand.Addressee.Hosts(), text);
  }

  RoomFixture saysTo(String name, String other, String text) {
    return chats(name, new RoomCommand.Addressee.One(seatOf(other)), text);
  }

  private RoomFixture chats(String name, RoomCommand.Addressee to, String text) {
    return asks(name, c -> new RoomCommand.Chat(c, "chat-" + ++counter, to, text));
  }

  RoomFixture needsAMinute(String name) {
    return asks(name, RoomCommand.Distress::new);
  }

  // What the host does

  RoomFixture admits(String name) {
    return asks(HOST, c -> new RoomCommand.Admit(c, seatOf(name)));
  }

  RoomFixture declines(String name) {
    return asks(HOST, c -> new RoomCommand.Decline(c, seatOf(name)));
  }

  RoomFixture removes(String name) {
    return asks(HOST, c -> new RoomCommand.Remove(c, seatOf(name), false));
  }

  RoomFixture bans(String name) {
    return asks(HOST, c -> new RoomCommand.Remove(c, seatOf(name), true));
  }

  RoomFixture locks() {
    return asks(HOST, RoomCommand.Lock::new);
  }

  RoomFixture unlocks() {
    return asks(HOST, RoomCommand.Unlock::new);
  }

  RoomFixture makes(String name, Role role) {
    return asks(HOST, c -> new RoomCommand.ChangeRole(c, seatOf(name), role));
  }

  RoomFixture spotlights(String name) {
    return asks(HOST, c -> new RoomCommand.Spotlight(c, seatOf(name)));
  }

  RoomFixture ends() {
    return asks(HOST, RoomCommand.End::new);
  }

  // What happens to people

  RoomFixture loses(String name) {
    return loses(name, Duration.ZERO);
  }

  /** Noticed now, last heard a while ago. */
  RoomFixture loses(String name, Duration silence) {
    return does(new RoomCommand.Lost(connectionOf(name), now.minus(silence)));
  }

  RoomFixture nodeDies(String name, Duration sinceItsLastTick) {
    return does(new RoomCommand.NodeLost(name, now.minus(sinceItsLastTick)));
  }

  /** Who comes from now on, comes to this node. */
  RoomFixture through(String name) {
    node = name;
    return this;
  }

  RoomFixture after(Duration time) {
    now = now.plus(time);
    return this;
  }

  RoomFixture tick(Duration time) {
    return after(time).does(new RoomCommand.Tick());
  }

  RoomFixture asks(String name, LongFunction<RoomCommand> command) {
    return does(command.apply(connectionOf(name)));
  }

  RoomFixture does(RoomCommand command) {
    last = room.apply(command, now);
    room = last.room();
    ledger.addAll(last.events());
    return this;
  }

  // What one can see

  Seat seat(String name) {
    return room.seat(seatOf(name)).orElseThrow(() -> new AssertionError(name + " has no seat"));
  }

  boolean hasSeat(String name) {
    return room.seats().stream().anyMatch(s -> s.person().equals(person(name)));
  }

  SeatId seatOf(String name) {
    return seats.getOrDefault(name, new SeatId(id("nobody")));
  }

  Link linkOf(String name) {
    return links.get(name);
  }

  long connectionOf(String name) {
    return links.containsKey(name) ? links.get(name).connection() : STRANGER;
  }

  String tokenOf(String name) {
    return tokens.get(name);
  }

  /** The ledger's words on one person's latest seat, in order. */
  List<Kind> story(String name) {
    return ledger.stream()
        .filter(e -> seatOf(name).equals(e.seat()))
        .map(AttendanceEvent::kind)
        .toList();
  }

  AttendanceEvent event(String name, Kind kind) {
    return ledger.stream()
        .filter(e -> seatOf(name).equals(e.seat()) && e.kind() == kind)
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError(name + " has no " + kind));
  }

  RoomFixture refusedWith(RoomError error) {
    assertEquals(new Reply.Refused(error), last.reply());
    return this;
  }

  RoomFixture agreed() {
    assertEquals(Reply.DONE, last.reply());
    return this;
  }

  static PersonId person(String name) {
    return new PersonId(id(name));
  }

  private static UUID id(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
