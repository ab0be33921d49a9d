package org.evenkeel.attendance;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.SeatId;

/**
 * One life of a room: who was there, and when it was held still.
 *
 * @param stretches by person, all their seats
 * @param frozen when no host was there
 */
record LifeStory(Map<PersonId, List<Stretch>> stretches, List<Interval> frozen) {

  /**
   * @param events of one life, each number once
   * @param followedAt when a later life of the same room began, or null. A room that was lost from
   *     memory closes nothing any more, and its node may well be alive: without this its seats
   *     would be counted on for ever
   */
  static LifeStory of(
      Collection<AttendanceEvent> events,
      Map<String, NodeProof> nodes,
      Instant now,
      Instant followedAt) {
    List<AttendanceEvent> own =
        events.stream()
            .filter(e -> e.seq() > 0)
            .sorted(Comparator.comparingLong(AttendanceEvent::seq))
            .toList();
    Map<Long, AttendanceEvent> closers =
        events.stream().filter(e -> e.seq() < 0).collect(toMap(e -> -e.seq(), e -> e));
    Instant endedAt =
        own.stream()
            .filter(e -> e.kind() == Kind.ENDED)
            .map(AttendanceEvent::at)
            .max(Comparator.naturalOrder())
            .orElse(null);
    Instant over = endedAt == null ? followedAt : endedAt;
    EndedBy overBy = endedAt == null ? EndedBy.NODE_LOST : EndedBy.SESSION_END;

    Map<SeatId, List<AttendanceEvent>> seats =
        own.stream().filter(e -> e.seat() != null).collect(groupingBy(AttendanceEvent::seat));
    Map<PersonId, List<Stretch>> stretches = new HashMap<>();
    seats
        .values()
        .forEach(
            seat ->
                stretches
                    .computeIfAbsent(seat.getFirst().person(), p -> new ArrayList<>())
                    .addAll(new SeatStory(seat, closers).stretches(nodes, now, over, overBy)));
    return new LifeStory(stretches, frozen(own));
  }

  /**
   * A freeze that nothing ended goes on as long as this life does, never only to its last event;
   * but what a keeper froze that was cut off goes on only until something happens elsewhere after
   * the last that this one knew of, and no longer than a node that is cut off goes on keeping
   * rooms.
   *
   * <p>Each who takes the room over says first how it stands, so an end that is in the ledger and
   * was not known to the next keeper, or a beginning, is put right there.
   */
  private static List<Interval> frozen(List<AttendanceEvent> byNumber) {
    Keepings keepings = Keepings.of(byNumber);
    List<Interval> frozen = new ArrayList<>();
    frozen(keepings.carriedOn(), Instant.MAX, frozen);
    for (List<AttendanceEvent> facts : keepings.cutOff()) {
      Instant last = Keepings.last(facts);
      Instant lease = last.plus(Keepings.CUT_OFF_LASTS);
      Instant over =
          keepings.carriedOn().stream()
              .map(AttendanceEvent::at)
              .filter(at -> at.isAfter(last) && at.isBefore(lease))
              .min(Comparator.naturalOrder())
              .orElse(lease);
      frozen(facts, over, frozen);
    }
    return Intervals.union(frozen);
  }

  private static void frozen(
      List<AttendanceEvent> byNumber, Instant goesOnUntil, List<Interval> frozen) {
    Instant since = null;
    for (AttendanceEvent event : byNumber) {
      if (event.kind() == Kind.FROZEN && since == null) {
        since = event.at();
      } else if ((event.kind() == Kind.THAWED || event.kind() == Kind.ENDED) && since != null) {
        frozen.add(new Interval(since, Intervals.later(since, event.at())));
        since = null;
      }
    }
    if (since != null) {
      frozen.add(new Interval(since, Intervals.later(since, goesOnUntil)));
    }
  }

  /** The person's time in this life that may be credited, before it is clipped to the schedule. */
  List<Interval> creditable(PersonId person, CreditRule rule) {
    List<Interval> there =
        stretches.getOrDefault(person, List.of()).stream().map(Stretch::interval).toList();
    return rule.freezeCounts() ? there : Intervals.subtract(there, frozen);
  }
}
