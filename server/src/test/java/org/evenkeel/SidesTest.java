package org.evenkeel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.evenkeel.store.NodeLease.Running;
import org.junit.jupiter.api.Test;

class SidesTest {
  private static final Instant START = Instant.parse("2026-03-02T18:00:00Z");

  private static Running node(String name, int startedAfter) {
    return new Running(name, START.plusSeconds(startedAfter));
  }

  @Test
  void whereEverybodyIsSeenNobodyYields() {
    List<Running> running = List.of(node("a", 0), node("b", 1));
    assertEquals(Sides.WE_ARE_ALL, Sides.judge(running, Set.of("a", "b")));
    assertEquals(Sides.WE_ARE_ALL, Sides.judge(List.of(), Set.of("a")), "not even our own lease");
  }

  @Test
  void theSideWithMoreNodesGoesOn() {
    List<Running> running = List.of(node("a", 0), node("b", 1), node("c", 2));
    assertEquals(Sides.WE_YIELD, Sides.judge(running, Set.of("a")));
    assertEquals(Sides.WE_GO_ON, Sides.judge(running, Set.of("b", "c")));
  }

  @Test
  void ofTwoEqualSidesTheOneThatHasRunLongestGoesOn() {
    List<Running> running = List.of(node("a", 5), node("b", 0));
    assertEquals(Sides.WE_YIELD, Sides.judge(running, Set.of("a")));
    assertEquals(Sides.WE_GO_ON, Sides.judge(running, Set.of("b")));
  }

  @Test
  void aMemberThatDoesNotTickCountsForNobody() {
    List<Running> running = List.of(node("a", 0), node("b", 1));
    assertEquals(Sides.WE_YIELD, Sides.judge(running, Set.of("b", "frozen", "frozen too")));
  }

  /** However a cluster falls into two: exactly one half goes on. */
  @Property
  void ofTwoSidesExactlyOneGoesOn(
      @ForAll @Size(min = 2, max = 9) List<@IntRange(max = 3) Integer> starts,
      @ForAll @IntRange(min = 1, max = 510) int cut) {
    List<Running> running = new ArrayList<>();
    Set<String> here = new HashSet<>();
    Set<String> there = new HashSet<>();
    for (int i = 0; i < starts.size(); i++) {
      running.add(node("node-" + i, starts.get(i)));
      ((cut >> i & 1) == 1 ? here : there).add("node-" + i);
    }
    if (here.isEmpty() || there.isEmpty()) {
      return;
    }
    Set<Sides> verdicts = Set.of(Sides.judge(running, here), Sides.judge(running, there));
    assertTrue(verdicts.equals(Set.of(Sides.WE_GO_ON, Sides.WE_YIELD)), verdicts::toString);
  }
}
