package org.evenkeel.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the warden asks for is done by whoever asked it, and a node may die in between: it asks for
 * it again until it is seen to be done.
 */
class WardenAgainTest {
  private final MediaWorld world = new MediaWorld().begins().leads("Ana").sits("Maya");

  private List<String> ends() {
    return world.did(Action.End.class).stream().map(Action.End::room).sorted().toList();
  }

  @Test
  void ofSeveralRoomsThatAreOverEachIsEndedAtOnce() {
    world.dies = Action.End.class::isInstance;
    world.sees(new Sighting.Census(Map.of("old-1", 1, "old-2", 2), world.now));
    assertEquals(List.of("old-1", "old-2"), ends());
    world.after(2).sees(new Sighting.Census(Map.of("old-1", 1, "old-3", 1), world.now));
    assertEquals(List.of("old-1", "old-2", "old-3"), ends(), "not again and again");
  }
}
