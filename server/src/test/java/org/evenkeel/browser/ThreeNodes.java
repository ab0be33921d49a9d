package org.evenkeel.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.deploy.ShippedProxy;
import org.evenkeel.store.DatabaseProcess;
import org.evenkeel.testing.NodeProcess;

/** Three nodes on one database, behind the proxy that we ship, in the network of the browsers. */
final class ThreeNodes implements AutoCloseable {
  private static final int NODES = 3;

  private final House house;
  private final String address;
  private DatabaseProcess database;
  private ShippedProxy proxy;
  private final List<NodeProcess> nodes = new ArrayList<>();

  private ThreeNodes(House house, String address) {
    this.house = house;
    this.address = address;
  }

  static ThreeNodes open(House house, Path folder) throws Exception {
    int port = NodeProcess.freePort();
    ThreeNodes all = new ThreeNodes(house, "http://localhost:" + port);
    try {
      all.start(folder, port);
      return all;
    } catch (Exception | Error e) {
      all.close();
      throw e;
    }
  }

  private void start(Path folder, int port) throws Exception {
    List<String> prefix = before(house.prefix());
    database = DatabaseProcess.open(prefix);
    List<Integer> links = new ArrayList<>();
    List<String> doors = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      links.add(NodeProcess.freePort());
    }
    String members = links.stream().map(l -> "127.0.0.1:" + l).collect(Collectors.joining(","));
    for (int i = 0; i < NODES; i++) {
      Map<String, String> settings = new HashMap<>();
      settings.put("EVENKEEL_DATABASE_URL", database.url());
      settings.put("EVENKEEL_CLUSTER_MEMBERS", members);
      settings.put("EVENKEEL_CLUSTER_PORT", links.get(i).toString());
      settings.put("EVENKEEL_PUBLIC_URL", address);
      settings.put("EVENKEEL_HTTP_PORT", Integer.toString(NodeProcess.freePort()));
      settings.put("EVENKEEL_DEMO", "true");
      NodeProcess node = NodeProcess.launch(folder.resolve("node" + i), prefix, settings);
      nodes.add(node);
      doors.add("127.0.0.1:" + settings.get("EVENKEEL_HTTP_PORT"));
    }
    for (NodeProcess node : nodes) {
      node.address();
    }
    proxy = ShippedProxy.before(folder, port, doors, prefix);
  }

  /** Browsers that draw ten rooms each would starve the nodes, which have machines of their own. */
  private static List<String> before(List<String> prefix) {
    return prefix.isEmpty()
        ? prefix
        : Stream.concat(prefix.stream(), Stream.of("nice", "-n", "-15")).toList();
  }

  /** One of the demo's people who comes by way of the proxy. */
  Guest arrives(String account) {
    return Guest.arrives(house.browser(), address, account);
  }

  /** One of them, which a test may kill. */
  NodeProcess node(int i) {
    return nodes.get(i);
  }

  @Override
  public void close() {
    if (proxy != null) {
      proxy.close();
    }
    nodes.forEach(NodeProcess::close);
    try {
      if (database != null) {
        database.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
