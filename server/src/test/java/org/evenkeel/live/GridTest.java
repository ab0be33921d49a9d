package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How members find each other. */
@Timeout(60)
class GridTest {
  private final String cluster = "grid-" + UUID.randomUUID();
  private final List<HazelcastInstance> members = new ArrayList<>();

  @AfterEach
  void goHome() {
    members.forEach(HazelcastInstance::shutdown);
  }

  private GridOptions options(int port, List<String> others, String service) {
    String node = "node-" + UUID.randomUUID();
    return new GridOptions(cluster, node, "127.0.0.1", port, others, Optional.ofNullable(service));
  }

  private HazelcastInstance member(int port, List<String> others, String service) {
    HazelcastInstance member =
        Hazelcast.newHazelcastInstance(Grid.of(options(port, others, service)));
    members.add(member);
    return member;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return free.getLocalPort();
    }
  }

  private void areOneOf(int size) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                members.forEach(
                    member -> assertEquals(size, member.getCluster().getMembers().size())));
  }

  @Test
  void thoseWhoAreNamedFindEachOther() throws Exception {
    int one = freePort();
    int two = freePort();
    List<String> all = List.of("127.0.0.1:" + one, "127.0.0.1:" + two);
    member(one, all, null);
    member(two, all, null);
    areOneOf(2);
  }

  @Test
  void whoIsAloneLetsNobodyIn() throws Exception {
    member(freePort(), List.of(), null);
    member(freePort(), List.of(), null);
    areOneOf(1);
  }

  /** It asks the name and not the service of Kubernetes, so it starts where there is none. */
  @Test
  void whoGoesByADnsNameStartsAlsoWhereNobodyElseIsThereYet() throws Exception {
    member(freePort(), List.of(), "localhost");
    areOneOf(1);
  }

  /**
   * A headless service has the addresses of its pods and no ports: all of them have the one that is
   * set, and the library would look at its own default.
   */
  @Test
  void thoseBehindADnsNameAreLookedForAtThePortThatIsSet() {
    JoinConfig join =
        Grid.of(options(5799, List.of("ignored:1"), "evenkeel-nodes.default.svc"))
            .getAdvancedNetworkConfig()
            .getJoin();
    assertTrue(join.getKubernetesConfig().isEnabled());
    assertEquals(
        Map.of("service-dns", "evenkeel-nodes.default.svc", "service-port", "5799"),
        join.getKubernetesConfig().getProperties());
    assertFalse(join.getTcpIpConfig().isEnabled());
    assertFalse(join.getMulticastConfig().isEnabled());
    assertFalse(join.getAutoDetectionConfig().isEnabled());
  }
}
