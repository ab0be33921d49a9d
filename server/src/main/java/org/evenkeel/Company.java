package org.evenkeel;

import java.util.HashSet;
import java.util.Set;

/**
 * Whether a node that loses others from view may go on where it cannot ask the database who runs.
 *
 * <p>Then "the database is away for everybody, and the others have died" and "I am cut off from
 * everything" look the same from here. Whoever sees more than half of those who were there goes on:
 * no other part of them can be as large. Whoever does not is left behind, and must not tell people
 * that they are present: on the other side somebody may have taken their seats over. Those who said
 * goodbye are not missed, so the last one of a cluster that is taken down goes on, and so does a
 * node that was always alone.
 *
 * <p>It counts from when the database was last asked and all sides agreed, and not from the loss
 * before: who is cut off loses the others one by one. No clock, no I/O; not thread-safe.
 */
final class Company {
  private final Set<String> former = new HashSet<>();
  private final Set<String> gone = new HashSet<>();

  /**
   * @param ours those who are here, this node included
   */
  Company(Set<String> ours) {
    former.addAll(ours);
  }

  /** By the database's word these, and nobody else, go on together. */
  void agreed(Set<String> ours) {
    former.clear();
    former.addAll(ours);
    // It may still be seen for a while, and its name never comes again.
    gone.retainAll(ours);
    former.removeAll(gone);
  }

  /** That node leaves in good order. */
  void goodbye(String node) {
    gone.add(node);
    former.remove(node);
  }

  /**
   * @param ours those who are in view, this node included
   */
  boolean isLeftBehind(Set<String> ours) {
    long here = former.stream().filter(ours::contains).count();
    return 2 * here <= former.size();
  }
}
