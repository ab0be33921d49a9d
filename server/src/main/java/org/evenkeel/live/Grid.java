package org.evenkeel.live;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import java.time.Duration;
import java.util.List;

/** The Hazelcast configuration of a node, whether it is alone or one of several. */
final class Grid {
  /** By this name the clustered Vert.x of a member goes, and everything of ours that names it. */
  static final String NODE = "__vertx.nodeId";

  /** With what comes before its start and after its end. */
  private static final Duration LONGEST_SESSION = Duration.ofHours(36);

  private static final int MOST_TICKETS = 100_000;

  /** Two of three nodes may die at the same moment, and every room is still there. */
  private static final int BACKUPS = 2;

  private Grid() {}

  static Config of(GridOptions options) {
    Config config = new Config();
    config.setClusterName(options.cluster());
    config.getMemberAttributeConfig().setAttribute(NODE, options.node());
    config.getJetConfig().setEnabled(false);
    // Nobody reads the grid's own figures; what operators need is on the management port.
    config.getMetricsConfig().setEnabled(false);
    // Nothing here is a CRDT, and looking for changed ones each second costs as much as a room.
    config.getCRDTReplicationConfig().setReplicationPeriodMillis(Integer.MAX_VALUE);
    properties(config);
    network(config, options);
    GridJson.serializers().forEach(config.getSerializationConfig()::addSerializerConfig);
    config.addMapConfig(
        ours(Rooms.MAP)
            .setMergePolicyConfig(new MergePolicyConfig(RoomMerge.class.getName(), 100)));
    config.addMapConfig(ours(LastWords.MAP));
    // Which media room a session is in; the media's own business, but no shorter-lived than a room.
    config.addMapConfig(
        ours("evenkeel.media-*").setTimeToLiveSeconds((int) LONGEST_SESSION.toSeconds()));
    config.addMapConfig(
        ours(Tickets.MAP)
            .setEvictionConfig(
                new EvictionConfig()
                    .setEvictionPolicy(EvictionPolicy.LRU)
                    .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                    .setSize(MOST_TICKETS)));
    // What the clustered event bus keeps; as in the file that comes with vertx-hazelcast, but for
    // the second copy: two nodes that died at once have left it broken (vert.x #1737).
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(BACKUPS)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(BACKUPS));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(BACKUPS));
    return config;
  }

  private static MapConfig ours(String map) {
    return new MapConfig(map)
        .setInMemoryFormat(InMemoryFormat.OBJECT)
        .setBackupCount(BACKUPS)
        .setStatisticsEnabled(false);
  }

  private static void properties(Config config) {
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.partition.count", "31");
    // A node has few cores and its event loops do most; the defaults would keep twenty threads.
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.setProperty("hazelcast.operation.generic.thread.count", "2");
    config.setProperty("hazelcast.io.thread.count", "1");
    // Those who are told of a lost member do not wait for each other: the event bus takes seconds.
    config.setProperty("hazelcast.event.thread.count", "4");
    config.setProperty("hazelcast.operation.call.timeout.millis", "5000");
    // Where a member dies, what was under way to it as the second copy is waited for so long.
    config.setProperty("hazelcast.operation.backup.timeout.millis", "300");
    // A frozen or unreachable member is out after some 4 s (60 by default), and a healed split is
    // looked for every 5 s (120 by default).
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "4");
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    // So many times is each asked to accept a new master, the first ten within 50 ms: whoever finds
    // out of the old one's end a moment later than the others would be left out for it.
    config.setProperty("hazelcast.mastership.claim.timeout.seconds", "60");
    config.setProperty("hazelcast.graceful.shutdown.max.wait", "8");
    config.setProperty("hazelcast.max.join.seconds", "20");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.connection.monitor.max.faults", "1");
    config.setProperty("hazelcast.socket.bind.any", "false");
  }

  /**
   * One door, for members alone. Where the door is for all kinds of clients as well, which is the
   * default, a connection to a frozen member, whose kernel still accepts it, keeps the thread that
   * writes to all members busy for ever, and the living do not hear each other (hazelcast #26473).
   */
  private static void network(Config config, GridOptions options) {
    ServerSocketEndpointConfig door = new ServerSocketEndpointConfig();
    door.getInterfaces().setEnabled(true).addInterface(options.bind());
    door.setPort(options.port());
    // Alone, any port will do: nobody has to find it.
    door.setPortAutoIncrement(options.members().isEmpty() && options.service().isEmpty());
    AdvancedNetworkConfig network = config.getAdvancedNetworkConfig();
    network.setEnabled(true).setMemberEndpointConfig(door);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    if (options.service().isPresent()) {
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-dns", options.service().get())
          .setProperty("service-port", Integer.toString(options.port()));
    } else {
      // On also without members, or Hazelcast warns that nobody can join.
      join.getTcpIpConfig()
          .setEnabled(true)
          .setConnectionTimeoutSeconds(2)
          .setMembers(
              options.members().isEmpty()
                  ? List.of(options.bind() + ":" + options.port())
                  : options.members());
    }
  }
}
