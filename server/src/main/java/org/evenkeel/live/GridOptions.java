package org.evenkeel.live;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How a node finds the others, and what it is called among them.
 *
 * @param cluster nodes of another cluster's name are not listened to
 * @param node this start of the node; no other start ever has the same name
 * @param bind the address that members use among themselves
 * @param members host:port of all; empty where the node is alone
 * @param service the DNS name that resolves to all members, as that of a headless service of
 *     Kubernetes; takes the place of {@code members}
 */
public record GridOptions(
    String cluster,
    String node,
    String bind,
    int port,
    List<String> members,
    Optional<String> service) {

  public GridOptions {
    members = List.copyOf(members);
  }

  /** A node on this machine that nobody joins. */
  public static GridOptions alone(String cluster) {
    return new GridOptions(
        cluster, "node-" + UUID.randomUUID(), "127.0.0.1", 5701, List.of(), Optional.empty());
  }
}
