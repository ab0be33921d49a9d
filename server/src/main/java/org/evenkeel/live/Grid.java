package org.evenkeel.live;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MultiMapConfig;
import java.util.UUID;

/**
 * The Hazelcast configuration of a node that is alone: the same maps, serializers and limits that a
 * cluster has, and no listener for anybody to join.
 */
final class Grid {
  private static final String VERTX_NODE = "__vertx.nodeId";
  private static final int MOST_TICKETS = 100_000;

  private Grid() {}

  /**
   * @param name the cluster's
   */
  static Config alone(String name) {
    Config config = new Config();
    config.setClusterName(name);
    // The clustered Vert.x of this member goes by this name.
    config.getMemberAttributeConfig().setAttribute(VERTX_NODE, UUID.randomUUID().toString());
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.partition.count", "31");
    // A node has few cores and its event loops do most; the defaults would keep twenty threads.
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.setProperty("hazelcast.operation.generic.thread.count", "2");
    config.setProperty("hazelcast.io.thread.count", "1");
    config.setProperty("hazelcast.event.thread.count", "1");
    config.setProperty("hazelcast.operation.call.timeout.millis", "5000");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "8");
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.getJetConfig().setEnabled(false);
    var network = config.getNetworkConfig();
    network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    network.setPortAutoIncrement(true);
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network.getJoin().getMulticastConfig().setEnabled(false);
    config.setProperty("hazelcast.socket.bind.any", "false");
    GridJson.serializers().forEach(config.getSerializationConfig()::addSerializerConfig);

    config.addMapConfig(
        new MapConfig(Rooms.MAP)
            .setInMemoryFormat(InMemoryFormat.OBJECT)
            .setBackupCount(1)
            .setStatisticsEnabled(false));
    config.addMapConfig(
        new MapConfig(Tickets.MAP)
            .setInMemoryFormat(InMemoryFormat.OBJECT)
            .setBackupCount(1)
            .setStatisticsEnabled(false)
            .setEvictionConfig(
                new EvictionConfig()
                    .setEvictionPolicy(EvictionPolicy.LRU)
                    .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                    .setSize(MOST_TICKETS)));
    // What the clustered event bus keeps; as in the file that comes with vertx-hazelcast.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    return config;
  }
}
