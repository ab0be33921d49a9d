package org.evenkeel.attendance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.EndedBy;

/**
 * The stretches of one seat in one life of the room.
 *
 * <p>Its events are taken by number and not by time: what a room wrote later knows better, even
 * where it speaks of an earlier moment. A closer that recovery appended counts only for a stretch
 * that the room itself never closed: a room that outlived the recovery outranks its guess.
 *
 * <p>An end that speaks of another connection than the stretch began with ends nothing. Within one
 * room there is no such event; but a node that was cut off may have judged a copy of its own, in
 * which somebody who had moved on meanwhile was still its guest.
 */
final class SeatStory {
  private final List<AttendanceEvent> byNumber;
  private final Map<Long, AttendanceEvent> closers;
  private final List<Stretch> stretches = new ArrayList<>(2);
  private Instant since;
  private AttendanceEvent opening;

  /** What the last stretch began with, or rather what its last connection did. */
  private AttendanceEvent ended;

  /**
   * @param byNumber the room's own events of the seat, in order
   * @param closers what recovery appended to this life, by the number of the event it closes
   */
  SeatStory(List<AttendanceEvent> byNumber, Map<Long, AttendanceEvent> closers) {
    this.byNumber = byNumber;
    this.closers = closers;
  }

  /**
   * @param nodes the leases
   * @param lifeOver when the life of the room is known to have ended, or null
   * @param overBy what an unclosed stretch ended by in that case
   */
  List<Stretch> stretches(
      Map<String, NodeProof> nodes, Instant now, Instant lifeOver, EndedBy overBy) {
    for (AttendanceEvent event : byNumber) {
      switch (event.kind()) {
        case JOINED, RESUMED -> open(event, nodes);
        case LOST, LEFT -> {
          if (opening == null) {
            endedBefore(event);
          } else if (Objects.equals(opening.link(), event.link())) {
            close(event.at(), event.endedBy());
          }
        }
        case ARRIVED, REMOVED, BANNED, OPENED, FROZEN, THAWED, ENDED -> {}
      }
    }
    if (opening != null) {
      closeUnclosed(nodes, now, lifeOver, overBy);
    }
    return List.copyOf(stretches);
  }

  /**
   * A seat that moves to another connection while it is present goes on; the witness changes. Where
   * the earlier witness has died before, its last proof is the end of what it saw.
   */
  private void open(AttendanceEvent event, Map<String, NodeProof> nodes) {
    if (opening != null) {
      NodeProof witness = nodes.get(opening.link().node());
      if (witness != null && !witness.alive()) {
        Instant proven = Intervals.later(witness.of(opening.link().connection()), opening.at());
        if (proven.isBefore(event.at())) {
          close(proven, EndedBy.NODE_LOST);
        }
      }
    }
    if (opening == null) {
      trim(event, nodes);
      since = event.at();
    }
    opening = event;
  }

  /**
   * Two say when one connection ended. A node that stood still has kept a copy of the room, and
   * ends in it, when it wakes, what others have ended long before: the earlier of the two counts.
   */
  private void endedBefore(AttendanceEvent event) {
    if (ended != null && Objects.equals(ended.link(), event.link())) {
      endLast(event.at(), event.endedBy());
    }
  }

  /** The same where the others never ended it, because the seat had moved on: nothing overlaps. */
  private void trim(AttendanceEvent next, Map<String, NodeProof> nodes) {
    if (ended != null && stretches.getLast().to().isAfter(next.at())) {
      NodeProof witness = nodes.get(ended.link().node());
      Instant most = next.at();
      if (witness != null && !witness.alive()) {
        most = Intervals.earlier(most, witness.of(ended.link().connection()));
      }
      endLast(most, EndedBy.NODE_LOST);
    }
  }

  private void endLast(Instant at, EndedBy endedBy) {
    Stretch last = stretches.getLast();
    if (at.isBefore(last.to())) {
      stretches.removeLast();
      if (at.isAfter(last.from())) {
        stretches.add(new Stretch(last.from(), at, endedBy));
      } else {
        ended = null;
      }
    }
  }

  /** The end may lie before the beginning: nothing of that stretch was ever proven. */
  private void close(Instant at, EndedBy endedBy) {
    if (opening != null) {
      boolean lasted = at.isAfter(since);
      if (lasted) {
        stretches.add(new Stretch(since, at, endedBy));
      }
      ended = lasted ? opening : null;
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
