package org.evenkeel.attendance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Evenings;

/**
 * A room goes from one keeper to the next, and each begins from a copy that lacks the last moments,
 * while all that was ever written is in the ledger. What the ledger says of when the room was held
 * still is what whoever kept it at the time held it for.
 */
class FreezePropertyTest {

  @Property(tries = 1_000)
  void theLedgerSaysWhenTheRoomWasHeldStill(@ForAll long seed) {
    List<AttendanceEvent> ledger = new ArrayList<>();
    List<Interval> held = new ArrayList<>();
    Instant since = null;
    boolean stale = false;
    boolean before = false;
    for (Evenings.Moment moment : Evenings.tellOfManyKeepers(seed, 60)) {
      boolean now = moment.outcome().room().frozen();
      stale |= moment.command() == null && now != before;
      before = now;
      ledger.addAll(moment.outcome().events());
      Instant at = moment.outcome().room().clock();
      if (now && since == null) {
        since = at;
      } else if (!now && since != null) {
        held.add(new Interval(since, at));
        since = null;
      }
    }
    if (since != null) {
      held.add(new Interval(since, Instant.MAX));
    }
    Statistics.label("a keeper that knew otherwise").collect(stale);
    LifeStory story = LifeStory.of(ledger, Map.of(), Instant.MAX, null);
    assertEquals(Intervals.union(held), story.frozen());
  }
}
