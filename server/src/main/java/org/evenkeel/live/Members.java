package org.evenkeel.live;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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

  /** Calls back on a thread of Hazelcast's, with the name of a node that is no longer seen. */
  public void onLost(Consumer<String> lost) {
    grid.getCluster()
        .addMembershipListener(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                // Partitions that move to it tell by themselves.
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                lost.accept(name(event.getMember()));
              }
            });
  }
}
