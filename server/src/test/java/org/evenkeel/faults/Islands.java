package org.evenkeel.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Each node in a network of its own, all joined by one bridge, on which we are too. So nodes can be
 * cut off from each other and still reach us, and the database through us. Needs root.
 */
final class Islands implements Land {
  private final int nodes;
  private final String name = "ek" + ProcessHandle.current().pid() % 100_000;
  private final String net = "10.213." + ProcessHandle.current().pid() % 250;

  private Islands(int nodes) {
    this.nodes = nodes;
  }

  /** Whether this machine lets us. */
  static boolean possible() {
    String probe = "ekp" + ProcessHandle.current().pid() % 100_000;
    try {
      ip("netns add " + probe);
      ip("netns del " + probe);
      return true;
    } catch (IOException notHere) {
      return false;
    }
  }

  static Islands raise(int nodes) throws IOException {
    Islands islands = new Islands(nodes);
    try {
      islands.build();
      return islands;
    } catch (IOException e) {
      islands.close();
      throw e;
    }
  }

  private void build() throws IOException {
    ip("link add " + bridge() + " type bridge");
    ip("addr add " + harness() + "/24 dev " + bridge());
    ip("link set " + bridge() + " up");
    for (int i = 0; i < nodes; i++) {
      ip("netns add " + space(i));
      ip("link add " + cable(i) + " type veth peer name eth0 netns " + space(i));
      ip("link set " + cable(i) + " master " + bridge());
      ip("link set " + cable(i) + " up");
      ip("-n " + space(i) + " link set lo up");
      ip("-n " + space(i) + " addr add " + host(i) + "/24 dev eth0");
      ip("-n " + space(i) + " link set eth0 up");
    }
  }

  /** From now on this node and the others do not reach each other, and are not told. */
  void cutOff(int node) throws IOException {
    routes(node, "add");
  }

  /** The other way round. */
  void join(int node) throws IOException {
    routes(node, "del");
  }

  private void routes(int node, String verb) throws IOException {
    for (int other = 0; other < nodes; other++) {
      if (other != node) {
        ip("-n " + space(node) + " route " + verb + " blackhole " + host(other) + "/32");
        ip("-n " + space(other) + " route " + verb + " blackhole " + host(node) + "/32");
      }
    }
  }

  private String bridge() {
    return name + "b";
  }

  private String space(int node) {
    return name + "n" + node;
  }

  private String cable(int node) {
    return name + "v" + node;
  }

  @Override
  public String host(int node) {
    return net + "." + (node + 1);
  }

  @Override
  public String harness() {
    return net + ".254";
  }

  @Override
  public List<String> prefix(int node) {
    return List.of("ip", "netns", "exec", space(node));
  }

  @Override
  public Map<String, String> settings(int node) {
    return Map.of("EVENKEEL_BIND", host(node), "EVENKEEL_CLUSTER_TRUSTED_NETWORK", "true");
  }

  @Override
  public void close() {
    for (int i = 0; i < nodes; i++) {
      quietly("netns del " + space(i));
    }
    quietly("link del " + bridge());
  }

  private static void quietly(String command) {
    try {
      ip(command);
    } catch (IOException neverWasThere) {
      // The rest is taken down all the same.
    }
  }

  private static void ip(String command) throws IOException {
    List<String> words = new java.util.ArrayList<>(List.of(command.split(" ")));
    words.addFirst("ip");
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("ip " + command + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
