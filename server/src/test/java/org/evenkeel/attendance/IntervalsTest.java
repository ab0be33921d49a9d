package org.evenkeel.attendance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IntervalsTest {
  private static final Instant ZERO = Instant.parse("2026-03-08T06:00:00Z");
  private static final int SPAN = 200;

  private static Interval between(int from, int to) {
    return new Interval(ZERO.plusSeconds(from), ZERO.plusSeconds(to));
  }

  @Provide
  Arbitrary<List<Interval>> some() {
    return one().list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<Interval> one() {
    return Combinators.combine(
            Arbitraries.integers().between(0, SPAN), Arbitraries.integers().between(0, SPAN))
        .as((a, b) -> between(Math.min(a, b), Math.max(a, b)));
  }

  /** The oracle: which seconds are in it, told by looking at every second. */
  private static BitSet seconds(Collection<Interval> intervals) {
    BitSet set = new BitSet();
    for (Interval i : intervals) {
      for (int s = 0; s < SPAN; s++) {
        Instant second = ZERO.plusSeconds(s);
        if (!second.isBefore(i.from()) && second.isBefore(i.to())) {
          set.set(s);
        }
      }
    }
    return set;
  }

  private static Duration wallTime(List<Interval> intervals) {
    return intervals.stream().map(Interval::length).reduce(Duration.ZERO, Duration::plus);
  }

  @Property
  void theUnionHoldsExactlyTheirTime(@ForAll("some") List<Interval> some) {
    assertEquals(seconds(some), seconds(Intervals.union(some)));
    assertEquals(seconds(some).cardinality(), Intervals.total(some).toSeconds());
  }

  @Property
  void theUnionIsNeverLongerThanTheSumOrTheSpan(@ForAll("some") List<Interval> some) {
    assertTrue(Intervals.total(some).compareTo(wallTime(some)) <= 0);
    assertTrue(Intervals.total(some).compareTo(Duration.ofSeconds(SPAN)) <= 0);
  }

  @Property
  void theUnionIsNormal(@ForAll("some") List<Interval> some) {
    List<Interval> union = Intervals.union(some);
    for (int i = 0; i < union.size(); i++) {
      assertTrue(union.get(i).from().isBefore(union.get(i).to()), "an empty one");
      assertTrue(i == 0 || union.get(i - 1).to().isBefore(union.get(i).from()), "no gap");
    }
  }

  @Property
  void theUnionTwiceIsTheUnion(@ForAll("some") List<Interval> some) {
    assertEquals(Intervals.union(some), Intervals.union(Intervals.union(some)));
  }

  @Property
  void orderAndRepetitionChangeNothing(@ForAll("some") List<Interval> some, @ForAll long seed) {
    List<Interval> other = new ArrayList<>(some);
    other.addAll(some);
    Collections.shuffle(other, new Random(seed));
    assertEquals(Intervals.union(some), Intervals.union(other));
  }

  @Property
  void whatIsClippedLiesWithinTheBounds(
      @ForAll("some") List<Interval> some, @ForAll("one") Interval bounds) {
    List<Interval> clipped = Intervals.clip(some, bounds);
    assertTrue(
        clipped.stream()
            .allMatch(i -> !i.from().isBefore(bounds.from()) && !i.to().isAfter(bounds.to())));
    BitSet expected = seconds(some);
    expected.and(seconds(List.of(bounds)));
    assertEquals(expected, seconds(clipped));
  }

  @Property
  void whatIsTakenAndWhatIsLeftMakeTheWhole(
      @ForAll("some") List<Interval> some, @ForAll("some") List<Interval> taken) {
    List<Interval> left = Intervals.subtract(some, taken);
    List<Interval> both = Intervals.intersect(some, taken);
    assertEquals(List.of(), Intervals.intersect(left, both));
    List<Interval> again = new ArrayList<>(left);
    again.addAll(both);
    assertEquals(Intervals.union(some), Intervals.union(again));
    BitSet expected = seconds(some);
    expected.andNot(seconds(taken));
    assertEquals(expected, seconds(left));
  }

  @Property
  void intersectingIsMutual(
      @ForAll("some") List<Interval> some, @ForAll("some") List<Interval> others) {
    assertEquals(Intervals.intersect(some, others), Intervals.intersect(others, some));
  }

  @Example
  void touchingOnesBecomeOne() {
    assertEquals(
        List.of(between(0, 20)), Intervals.union(List.of(between(10, 20), between(0, 10))));
  }

  @Example
  void aHoleWithoutAnEndTakesTheRest() {
    assertEquals(
        List.of(between(0, 5)),
        Intervals.subtract(
            List.of(between(0, 20)), List.of(new Interval(ZERO.plusSeconds(5), Instant.MAX))));
  }

  @Example
  void anIntervalDoesNotEndBeforeItBegins() {
    assertThrows(IllegalArgumentException.class, () -> between(2, 1));
  }
}
