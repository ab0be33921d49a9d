package org.evenkeel.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.faults.Journal.Span;
import org.evenkeel.faults.Journal.Stay;

/**
 * When a person was in a room, by all their devices.
 *
 * @param sure there without doubt
 * @param widest nobody can say that they were there outside of this. Between a goodbye of a node
 *     and the return to another nobody ever left; and who asked for their seat over a connection
 *     that lived may have had it, though the answer never came
 * @param losses how often the path was lost
 */
record Truth(List<Span> sure, List<Span> widest, int losses) {
  static Truth of(List<Journal> devices, Instant end) {
    List<Span> sure = new ArrayList<>();
    List<Span> widest = new ArrayList<>();
    int losses = 0;
    for (Journal device : devices) {
      List<Stay> stays = device.stays(end);
      for (Seen.Tried tried : device.all(Seen.Tried.class)) {
        widest.add(new Span(tried.askedAt(), tried.at()));
      }
      for (int i = 0; i < stays.size(); i++) {
        Stay stay = stays.get(i);
        sure.add(new Span(stay.sure(), stay.sureTo()));
        Instant to = stay.widestTo();
        if (stay.way() == Seen.Way.DRAINED && i + 1 < stays.size()) {
          to = stays.get(i + 1).widest();
        }
        widest.add(new Span(stay.widest(), to));
        if (stay.way() != null && stay.way() != Seen.Way.LEAVE) {
          losses++;
        }
      }
    }
    return new Truth(Spans.union(sure), Spans.union(widest), losses);
  }
}
