package org.evenkeel.attendance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Link;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;

/** Writes the events of one life of one room, numbered as the room numbers them. */
final class Ledger {
  final SessionId session;
  final UUID life;
  final List<AttendanceEvent> events = new ArrayList<>();
  private final Instant start;
  private long seq;
  private final Map<SeatId, Link> links = new HashMap<>();
  private long connection;
  private String node = "node-1";

  Ledger(SessionId session, UUID life, Instant start) {
    this.session = session;
    this.life = life;
    this.start = start;
  }

  static Ledger starting(Instant start) {
    return new Ledger(new SessionId(UUID.randomUUID()), UUID.randomUUID(), start);
  }

  /** Another life of the same room. */
  Ledger nextLife() {
    return new Ledger(session, UUID.randomUUID(), start);
  }

  /** As if another node kept the room from here on, which knows of nobody else who does. */
  Ledger keptFrom(long takenOver, long keeper) {
    seq = (takenOver << 40) + (keeper << 20);
    return this;
  }

  Ledger on(String newNode) {
    node = newNode;
    return this;
  }

  Ledger onConnection(long next) {
    connection = next - 1;
    return this;
  }

  /** Somebody with a seat. */
  record Sitter(PersonId person, Role role, SeatId seat) {
    static Sitter participant() {
      return of(new PersonId(UUID.randomUUID()), Role.PARTICIPANT);
    }

    static Sitter of(PersonId person, Role role) {
      return new Sitter(person, role, new SeatId(UUID.randomUUID()));
    }

    Sitter onAnotherSeat() {
      return of(person, role);
    }
  }

  private Link connects(Sitter who) {
    Link link = new Link(node, ++connection);
    links.put(who.seat(), link);
    return link;
  }

  /** A node that was cut off still takes that connection for the seat's, and calls it lost. */
  Ledger isLostElsewhere(Sitter who, Link old, Duration at) {
    return add(Kind.LOST, who, at, EndedBy.LOST, old);
  }

  Ledger arrives(Sitter who, Duration at) {
    return add(Kind.ARRIVED, who, at, null, connects(who));
  }

  Ledger joins(Sitter who, Duration at) {
    return add(Kind.JOINED, who, at, null, connects(who));
  }

  Ledger resumes(Sitter who, Duration at) {
    return add(Kind.RESUMED, who, at, null, connects(who));
  }

  Ledger isLost(Sitter who, Duration at) {
    return isLost(who, at, EndedBy.LOST);
  }

  Ledger isLost(Sitter who, Duration at, EndedBy by) {
    return add(Kind.LOST, who, at, by, links.get(who.seat()));
  }

  Ledger leaves(Sitter who, Duration at) {
    return leaves(who, at, EndedBy.LEAVE);
  }

  Ledger leaves(Sitter who, Duration at, EndedBy by) {
    return add(Kind.LEFT, who, at, by, links.get(who.seat()));
  }

  Ledger removed(Sitter who, Duration at) {
    return add(Kind.REMOVED, who, at, null, links.get(who.seat()));
  }

  Ledger room(Kind kind, Duration at) {
    events.add(
        new AttendanceEvent(
            session, life, ++seq, kind, null, null, null, start.plus(at), null, null));
    return this;
  }

  /** As recovery does it: closes the event of that number. */
  Ledger recovers(AttendanceEvent opening, Duration at) {
    events.add(
        new AttendanceEvent(
            session,
            life,
            -opening.seq(),
            Kind.LEFT,
            opening.seat(),
            opening.person(),
            opening.role(),
            start.plus(at),
            EndedBy.NODE_LOST,
            opening.link()));
    return this;
  }

  AttendanceEvent last() {
    return events.getLast();
  }

  private Ledger add(Kind kind, Sitter who, Duration at, EndedBy by, Link link) {
    events.add(
        new AttendanceEvent(
            session,
            life,
            ++seq,
            kind,
            who.seat(),
            who.person(),
            who.role(),
            start.plus(at),
            by,
            link));
    return this;
  }
}
