package org.evenkeel.attendance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Link;

/**
 * The stretches of one seat in one life of the room.
 *
 * <p>A seat is held by one connection after another, and each opens it once. They are taken in the
 * order of time, and not of their numbers: where the nodes have lost each other, two of them keep
 * the room at once, each with numbers of its own, and somebody may have gone from the one to the
 * other. What ends a connection is the earliest end that names it, whoever wrote it: a node that
 * was cut off may have judged a copy of its own, in which somebody who had moved on was still its
 * guest.
 *
 * <p>Of somebody with two devices, one on either side of such a split, the later opening counts,
 * and what the other device saw after that is left out: rather that than a seat that goes on for
 * ever.
 *
 * <p>A closer that recovery appended counts only for a stretch that the room itself never closed: a
 * room that outlived the recovery outranks its guess.
 */
final class SeatStory {
  private static final Comparator<AttendanceEvent> BY_TIME =
      Comparator.comparing(AttendanceEvent::at).thenComparingLong(AttendanceEvent::seq);

  private final List<AttendanceEvent> openings;
  private final Map<Link, List<AttendanceEvent>> ends = new HashMap<>();
  private final Map<Long, AttendanceEvent> closers;
  private final List<Stretch> stretches = new ArrayList<>(2);
  private Instant since;
  private AttendanceEvent opening;

  /**
   * @param events the room's own events of the seat
   * @param closers what recovery appended to this life, by the number of the event it closes
   */
  SeatStory(List<AttendanceEvent> events, Map<Long, AttendanceEvent> closers) {
    Set<Link> opened = new HashSet<>();
    this.openings =
        events.stream()
            .filter(e -> e.kind() == Kind.JOINED || e.kind() == Kind.RESUMED)
            .sorted(BY_TIME)
            .filter(e -> opened.add(e.link()))
            .toList();
    events.stream()
        .filter(e -> e.kind() == Kind.LOST || e.kind() == Kind.LEFT)
        .forEach(e -> ends.computeIfAbsent(e.link(), link -> new ArrayList<>(2)).add(e));
    this.closers = closers;
  }

  /**
   * @param nodes the leases
   * @param lifeOver when the life of the room is known to have ended, or null
   * @param overBy what an unclosed stretch ended by in that case
   */
  List<Stretch> stretches(
      Map<String, NodeProof> nodes, Instant now, Instant lifeOver, EndedBy overBy) {
    for (int i = 0; i < openings.size(); i++) {
      open(openings.get(i), nodes);
      end(openings.get(i), i + 1 < openings.size() ? openings.get(i + 1) : null)
          .ifPresent(end -> close(proven(end, nodes), end.endedBy()));
    }
    if (opening != null) {
      closeUnclosed(nodes, now, lifeOver, overBy);
    }
    return List.copyOf(stretches);
  }

  /**
   * Several may say when one connection ended. A node that stood still has kept a copy of the room,
   * and ends in it, when it wakes, what others have ended long before: the earliest counts. What is
   * said of the time after the seat had moved on is left out.
   *
   * @param next the connection that opened the seat after it, or null
   */
  private Optional<AttendanceEvent> end(AttendanceEvent of, AttendanceEvent next) {
    return ends.getOrDefault(of.link(), List.of()).stream()
        .filter(end -> next == null || !end.at().isAfter(next.at()))
        .min(BY_TIME);
  }

  /**
   * Whom a host has taken out, or an end of the session, had said nothing themselves. Where their
   * node had died and nobody had noticed yet, its last proof is the end.
   */
  private Instant proven(AttendanceEvent end, Map<String, NodeProof> nodes) {
    NodeProof witness = nodes.get(end.link().node());
    boolean bySomebodyElse =
        end.endedBy() == EndedBy.SESSION_END || end.endedBy() == EndedBy.REMOVED;
    if (!bySomebodyElse || witness == null || witness.alive()) {
      return end.at();
    }
    Instant heard = Intervals.later(witness.of(end.link().connection()), opening.at());
    return Intervals.earlier(end.at(), heard);
  }

  /**
   * A seat that moves to another connection while it is present goes on; the witness changes. Where
   * the earlier witness has died before, its last proof is the end of what it saw; where nobody
   * knows it, it proves nothing.
   */
  private void open(AttendanceEvent event, Map<String, NodeProof> nodes) {
    if (opening != null) {
      NodeProof witness = nodes.get(opening.link().node());
      if (witness == null || !witness.alive()) {
        Instant heard = witness == null ? opening.at() : witness.of(opening.link().connection());
        Instant proven = Intervals.later(heard, opening.at());
        if (proven.isBefore(event.at())) {
          close(proven, EndedBy.NODE_LOST);
        }
      }
    }
    if (opening == null) {
      since = event.at();
    }
    opening = event;
  }

  /** The end may lie before the beginning: nothing of that stretch was ever proven. */
  private void close(Instant at, EndedBy endedBy) {
    if (opening != null) {
      if (at.isAfter(since)) {
        stretches.add(new Stretch(since, at, endedBy));
      }
    }
    opening = null;
  }

  private void closeUnclosed(
      Map<String, NodeProof> nodes, Instant now, Instant lifeOver, EndedBy overBy) {
    AttendanceEvent closer = closers.get(opening.seq());
    if (closer != null) {
      Instant at = closer.at();
      close(lifeOver == null ? at : Intervals.earlier(at, lifeOver), closer.endedBy());
      return;
    }
    NodeProof node = nodes.get(opening.link().node());
    Instant heard = node == null ? opening.at() : node.of(opening.link().connection());
    Instant proven = Intervals.earlier(Intervals.later(heard, opening.at()), now);
    if (lifeOver != null) {
      close(Intervals.earlier(proven, lifeOver), overBy);
    } else if (node == null || !node.alive()) {
      close(proven, EndedBy.NODE_LOST);
    } else {
      stretches.add(new Stretch(since, Intervals.later(since, proven), null));
    }
  }
}
