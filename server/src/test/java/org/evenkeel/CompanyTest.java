package org.evenkeel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CompanyTest {
  @Test
  void whoWasAlwaysAloneGoesOn() {
    assertFalse(new Company(Set.of("a")).isLeftBehind(Set.of("a")));
  }

  @Test
  void whoLosesEverybodyIsLeftBehind() {
    assertTrue(new Company(Set.of("a", "b")).isLeftBehind(Set.of("a")));
    assertTrue(new Company(Set.of("a", "b", "c")).isLeftBehind(Set.of("a")));
  }

  @Test
  void twoOfThreeGoOn() {
    assertFalse(new Company(Set.of("a", "b", "c")).isLeftBehind(Set.of("a", "b")));
  }

  @Test
  void halfIsNotMore() {
    assertTrue(new Company(Set.of("a", "b", "c", "d")).isLeftBehind(Set.of("a", "b")));
  }

  @Test
  void whoLosesTheOthersOneByOneHasLostThemAll() {
    Company company = new Company(Set.of("a", "b", "c", "d", "e"));
    assertFalse(company.isLeftBehind(Set.of("a", "b", "c", "d")));
    assertFalse(company.isLeftBehind(Set.of("a", "b", "c")));
    assertTrue(company.isLeftBehind(Set.of("a", "b")));
  }

  @Test
  void whoSaidGoodbyeIsNotMissed() {
    Company company = new Company(Set.of("a", "b", "c"));
    company.goodbye("b");
    assertFalse(company.isLeftBehind(Set.of("a", "c")));
    assertTrue(company.isLeftBehind(Set.of("a")), "c did not say so");
    company.goodbye("c");
    assertFalse(company.isLeftBehind(Set.of("a")));
  }

  @Test
  void whoSaidGoodbyeAndIsStillSeenIsNotCountedAgain() {
    Company company = new Company(Set.of("a", "b"));
    company.goodbye("b");
    company.agreed(Set.of("a", "b"));
    assertFalse(company.isLeftBehind(Set.of("a")));
  }

  @Test
  void whatTheDatabaseSaysBeginsAnew() {
    Company company = new Company(Set.of("a", "b", "c"));
    assertTrue(company.isLeftBehind(Set.of("a")));
    company.agreed(Set.of("a"));
    assertFalse(company.isLeftBehind(Set.of("a")));
    company.agreed(Set.of("a", "d"));
    assertTrue(company.isLeftBehind(Set.of("a")), "d came meanwhile");
  }

  @Test
  void whoCameWhileNobodyCouldBeAskedDoesNotMakeUpForTheLost() {
    assertTrue(new Company(Set.of("a", "b")).isLeftBehind(Set.of("a", "new", "newer")));
  }

  /** However a cluster falls into two without a database: one side at most goes on. */
  @Property
  void neverDoTwoSidesGoOn(
      @ForAll @IntRange(min = 1, max = 9) int size, @ForAll @IntRange(max = 511) int cut) {
    Set<String> all = new HashSet<>();
    Set<String> here = new HashSet<>();
    Set<String> there = new HashSet<>();
    for (int i = 0; i < size; i++) {
      all.add("node-" + i);
      ((cut >> i & 1) == 1 ? here : there).add("node-" + i);
    }
    boolean weGoOn = !new Company(all).isLeftBehind(here);
    boolean theyGoOn = !new Company(all).isLeftBehind(there);
    assertFalse(weGoOn && theyGoOn);
    assertEquals(here.size() != there.size(), weGoOn || theyGoOn, "and one does, if it can");
  }
}
