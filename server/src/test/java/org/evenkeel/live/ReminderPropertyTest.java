package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.evenkeel.room.Evenings;

/** Words between nodes are lost, and whoever has missed some finds out by the reminder. */
class ReminderPropertyTest {

  /** What a client knows of its room. */
  private final Map<Long, Long> versions = new HashMap<>();

  /** Those who were sent a change that never came, and have not had the whole room since. */
  private final Set<Long> missed = new HashSet<>();

  @Property(tries = 300)
  void whoeverHasMissedAChangeSeesItByTheReminderAndNobodyElseDoes(@ForAll long seed) {
    versions.clear();
    missed.clear();
    SplittableRandom chance = new SplittableRandom(seed);
    FanOut fanOut = new FanOut();
    for (Evenings.Moment moment : Evenings.tell(seed, 40)) {
      fanOut
          .bringUpToDate(moment.outcome().room(), moment.outcome().notices())
          .values()
          .forEach(parcels -> parcels.forEach(parcel -> take(parcel, chance)));
      fanOut.remind("another node").values().forEach(this::remindedBy);
    }
  }

  private void take(Parcel parcel, SplittableRandom chance) {
    switch (parcel) {
      case Parcel.View view -> {
        long version = new JsonObject(view.room()).getLong("version");
        view.to().forEach(to -> versions.put(to, version));
        missed.removeAll(view.to());
      }
      case Parcel.Change change -> {
        JsonObject words = new JsonObject(change.text());
        for (long to : change.to()) {
          boolean lost = chance.nextInt(10) == 0;
          if (lost) {
            missed.add(to);
          } else if (words.getLong("base") <= versions.get(to)) {
            versions.put(to, words.getLong("version"));
          }
        }
      }
      default -> {}
    }
  }

  private void remindedBy(List<Parcel> parcels) {
    for (Parcel parcel : parcels) {
      JsonObject words = new JsonObject(((Parcel.Change) parcel).text());
      assertEquals(words.getLong("version"), words.getLong("base"));
      assertTrue(words.getJsonArray("seats").isEmpty() && words.getJsonArray("gone").isEmpty());
      for (long to : parcel.to()) {
        boolean gap = words.getLong("base") > versions.get(to);
        assertEquals(missed.contains(to), gap, "connection " + to);
      }
    }
  }

  @Property(tries = 20)
  void thoseOnTheSameNodeAreNotReminded(@ForAll long seed) {
    FanOut fanOut = new FanOut();
    assertEquals(Map.of(), fanOut.remind("any"), "nobody has been told anything yet");
    for (Evenings.Moment moment : Evenings.tell(seed, 20)) {
      fanOut.bringUpToDate(moment.outcome().room(), moment.outcome().notices());
      Set<String> nodes = new HashSet<>();
      moment.outcome().room().seats().forEach(seat -> nodes.add(seat.link().node()));
      for (String node : nodes) {
        assertTrue(!fanOut.remind(node).containsKey(node));
      }
    }
  }
}
