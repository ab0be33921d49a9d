package org.evenkeel.attendance;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
            .sorted(java.util.Comparator.comparingLong(AttendanceEvent::seq))
            .toList();
    Map<Long, AttendanceEvent> closers =
        events.stream().filter(e -> e.seq() < 0).collect(toMap(e -> -e.seq(), e -> e));
    Instant endedAt =
        own.stream()
            .filter(e -> e.kind() == Kind.ENDED)
            .map(AttendanceEvent::at)
            .findFirst()
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
   * A freeze that nothing ended goes on as long as this life does, never only to its last event.
   */
  private static List<Interval> frozen(List<AttendanceEvent> byNumber) {
    List<Interval> frozen = new ArrayList<>();
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
      frozen.add(new Interval(since, Instant.MAX));
    }
    return Intervals.union(frozen);
  }

  /** The person's time in this life that may be credited, before it is clipped to the schedule. */
  List<Interval> creditable(PersonId person, CreditRule rule) {
    List<Interval> there =
        stretches.getOrDefault(person, List.of()).stream().map(Stretch::interval).toList();
    return rule.freezeCounts() ? there : Intervals.subtract(there, frozen);
  }
}
