package org.evenkeel.attendance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.evenkeel.room.PersonId;

/**
 * What the media server saw of people in a session: a second witness beside the ledger. It may have
 * missed something, and nothing of it is ever counted.
 */
public final class OnMedia {
  private final List<Stay> stays;

  /**
   * One fact of the second witness.
   *
   * @param stay which stay it speaks of
   * @param joined that it began, else that it ended
   */
  record Sighting(UUID stay, PersonId person, boolean joined, Instant at) {}

  /**
   * A time on the media.
   *
   * @param to null while it goes on
   */
  record Span(Instant from, Instant to) {}

  private record Stay(PersonId person, Span span) {}

  private OnMedia(List<Stay> stays) {
    this.stays = stays;
  }

  static OnMedia of(List<Sighting> sightings) {
    Map<UUID, Sighting> began = new HashMap<>();
    Map<UUID, Instant> ended = new HashMap<>();
    for (Sighting each : sightings) {
      if (each.joined()) {
        began.put(each.stay(), each);
      } else {
        ended.put(each.stay(), each.at());
      }
    }
    List<Stay> stays = new ArrayList<>();
    began.forEach(
        (id, start) -> stays.add(new Stay(start.person(), span(start.at(), ended.get(id)))));
    stays.sort(Comparator.comparing(stay -> stay.span().from()));
    return new OnMedia(List.copyOf(stays));
  }

  private static Span span(Instant from, Instant to) {
    return new Span(from, to == null || !to.isBefore(from) ? to : from);
  }

  /**
   * One person's times, in order.
   *
   * @param end of a session that is over, at which whatever nobody saw end has ended; else null
   */
  List<Span> spans(PersonId person, Instant end) {
    return stays.stream()
        .filter(stay -> stay.person().equals(person))
        .map(Stay::span)
        .map(span -> span.to() == null && end != null ? span(span.from(), end) : span)
        .toList();
  }
}
