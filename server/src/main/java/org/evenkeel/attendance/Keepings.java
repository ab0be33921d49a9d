package org.evenkeel.attendance;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.Room;

/**
 * The facts of one life of a room, by those who kept it.
 *
 * <p>Where the nodes have lost each other, two may have taken the room over from the same state, or
 * one has while the keeper before it is alive; one of them goes on, and the others are cut off
 * before they find out. Which one went on is the one that wrote last, or, where the room was taken
 * over once more after that, the last that had fallen silent by then.
 *
 * @param carriedOn what those wrote one after another who went on, by number
 * @param cutOff what each of the others wrote, by number
 */
record Keepings(List<AttendanceEvent> carriedOn, List<List<AttendanceEvent>> cutOff) {

  /** A node that is cut off keeps rooms no longer than its lease goes on. */
  static final Duration CUT_OFF_LASTS = Duration.ofSeconds(10);

  /**
   * @param byNumber the room's own facts of one life, in order
   */
  static Keepings of(List<AttendanceEvent> byNumber) {
    TreeMap<Long, List<List<AttendanceEvent>>> rounds = new TreeMap<>();
    byNumber.stream()
        .collect(groupingBy(e -> Room.keeping(e.seq()), TreeMap::new, toList()))
        .forEach(
            (keeping, facts) ->
                rounds
                    .computeIfAbsent(
                        Room.takenOver(facts.getFirst().seq()), round -> new ArrayList<>(1))
                    .add(facts));
    List<AttendanceEvent> carriedOn = new ArrayList<>(byNumber.size());
    List<List<AttendanceEvent>> cutOff = new ArrayList<>(0);
    Instant until = Instant.MAX;
    for (Map.Entry<Long, List<List<AttendanceEvent>>> round : rounds.descendingMap().entrySet()) {
      List<List<AttendanceEvent>> keepers = round.getValue();
      List<AttendanceEvent> on = wentOn(keepers, until);
      if (isOutlived(on, rounds.headMap(round.getKey()))) {
        cutOff.addAll(keepers);
        continue;
      }
      until = began(on);
      carriedOn.addAll(0, on);
      keepers.stream().filter(facts -> facts != on).forEach(cutOff::add);
    }
    return new Keepings(List.copyOf(carriedOn), List.copyOf(cutOff));
  }

  /**
   * Whoever was taken for dead went on: it did not notice that others had taken the room over, who
   * were the ones that were cut off.
   */
  private static boolean isOutlived(
      List<AttendanceEvent> on, SortedMap<Long, List<List<AttendanceEvent>>> before) {
    Instant over = last(on).plus(CUT_OFF_LASTS);
    return before.values().stream()
        .flatMap(List::stream)
        .anyMatch(facts -> last(facts).isAfter(over));
  }

  /** An end speaks of a moment before it was written; all else is by the room's clock. */
  private static Instant began(List<AttendanceEvent> facts) {
    return facts.stream()
        .filter(e -> e.kind() != Kind.LOST && e.kind() != Kind.LEFT)
        .findFirst()
        .orElse(facts.getFirst())
        .at();
  }

  private static List<AttendanceEvent> wentOn(List<List<AttendanceEvent>> round, Instant until) {
    List<List<AttendanceEvent>> silent =
        round.stream().filter(facts -> !last(facts).isAfter(until)).toList();
    return (silent.isEmpty() ? round : silent)
        .stream().max(Comparator.comparing(Keepings::last)).orElseThrow();
  }

  /** When the latest of these was so. An end may speak of an earlier moment than it was written. */
  static Instant last(List<AttendanceEvent> facts) {
    return facts.stream().map(AttendanceEvent::at).max(Comparator.naturalOrder()).orElseThrow();
  }
}
