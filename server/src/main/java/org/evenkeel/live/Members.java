package org.evenkeel.live;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The nodes of this grid, by their names. */
public final class Members {
  private final HazelcastInstance grid;

  public Members(HazelcastInstance grid) {
    this.grid = grid;
  }

  /** Of all that this node sees, itself included. */
  public Set<String> names() {
    return grid.getCluster().getMembers().stream()
        .map(Members::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  static String name(Member member) {
    String name = member.getAttribute(Grid.NODE);
    return name == null ? member.getUuid().toString() : name;
  }

  Optional<Member> member(String node) {
    return grid.getCluster().getMembers().stream().filter(m -> name(m).equals(node)).findFirst();
  }
}
