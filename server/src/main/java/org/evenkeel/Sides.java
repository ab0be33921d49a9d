package org.evenkeel;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.evenkeel.store.NodeLease.Running;

/**
 * Who goes on when the nodes of a cluster do not see one another any more, by the leases that still
 * run: the side with more nodes; of two equal sides the one with the node that has run longest. All
 * sides come to the same answer, for they ask the same database.
 */
enum Sides {
  /** Nobody else runs. */
  WE_ARE_ALL,
  WE_GO_ON,
  WE_YIELD;

  /**
   * @param running the nodes whose leases run
   * @param ours those that we see in our grid, ourselves included
   */
  static Sides judge(List<Running> running, Set<String> ours) {
    List<Running> here = running.stream().filter(r -> ours.contains(r.node())).toList();
    List<Running> there = running.stream().filter(r -> !ours.contains(r.node())).toList();
    if (there.isEmpty()) {
      return WE_ARE_ALL;
    }
    if (here.size() != there.size()) {
      return here.size() > there.size() ? WE_GO_ON : WE_YIELD;
    }
    return oldest(here).compareTo(oldest(there)) < 0 ? WE_GO_ON : WE_YIELD;
  }

  /** The nodes that run and that we do not see. */
  static Set<String> unseen(List<Running> running, Set<String> ours) {
    return running.stream()
        .map(Running::node)
        .filter(node -> !ours.contains(node))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Age oldest(List<Running> side) {
    return side.stream()
        .map(r -> new Age(r.startedAt(), r.node()))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Two that began at the same moment are told apart by their names. */
  private record Age(Instant startedAt, String node) implements Comparable<Age> {
    @Override
    public int compareTo(Age other) {
      int byTime = startedAt.compareTo(other.startedAt);
      return byTime != 0 ? byTime : node.compareTo(other.node);
    }
  }
}
