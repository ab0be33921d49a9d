package org.evenkeel;

import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.ext.web.RoutingContext;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.PrometheusScrapingHandler;
import io.vertx.micrometer.VertxPrometheusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.attendance.AttendanceRoutes;
import org.evenkeel.attendance.AttendanceStore;
import org.evenkeel.attendance.CreditRule;
import org.evenkeel.attendance.Viewer;
import org.evenkeel.live.Live;
import org.evenkeel.media.Tally;
import org.evenkeel.store.Database;
import org.evenkeel.web.Authentication;
import org.evenkeel.web.Ports;

/** How the parts of a node are joined. */
final class Wiring {
  private Wiring() {}

  /** What the HTTP side needs of the parts beside it. */
  static Ports ports(Live live, Engine engine, Database database, PrometheusMeterRegistry metrics) {
    AttendanceRoutes attendance =
        new AttendanceRoutes(
            new AttendanceStore(database.pool()), CreditRule.DEFAULT, Wiring::viewer);
    return new Ports(
        live::phases,
        live::issue,
        live::readmit,
        live::endpoint,
        Map.of("attendance", attendance.json(), "attendanceCsv", attendance.csv()),
        PrometheusScrapingHandler.create(metrics),
        engine.server());
  }

  private static Optional<Viewer> viewer(RoutingContext ctx) {
    return Authentication.of(ctx).map(who -> new Viewer(who.id(), who.staffOf()));
  }

  /** What operators see of the rooms. */
  static void gauges(PrometheusMeterRegistry metrics, Live live) {
    Gauge.builder("evenkeel.live.sockets", live, Live::sockets)
        .description("Open live connections of this node")
        .register(metrics);
    Gauge.builder("evenkeel.live.outbox", live, Live::outboxSize)
        .description("Attendance events that wait for the ledger on this node")
        .register(metrics);
    Gauge.builder("evenkeel.cluster.broken.links", live, Live::brokenLinks)
        .description("Nodes that the event bus does not reach, so that words go over the grid")
        .register(metrics);
  }

  /** What operators see of the media server. */
  static Tally tally(PrometheusMeterRegistry metrics) {
    Map<Tally.Event, Counter> counters = new EnumMap<>(Tally.Event.class);
    for (Tally.Event event : Tally.Event.values()) {
      String what = event.name().toLowerCase(Locale.ROOT).replace('_', '-');
      counters.put(
          event,
          Counter.builder("evenkeel.media.guard")
              .description("What was seen and done about people on the media")
              .tag("what", what)
              .register(metrics));
    }
    return event -> counters.get(event).increment();
  }

  /** A Vert.x that is one of the grid, and gives up on dead peers in seconds. */
  static Future<Vertx> vertx(HazelcastInstance grid, String bind, PrometheusMeterRegistry metrics) {
    VertxOptions options =
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventBusOptions(
                new EventBusOptions()
                    .setHost(bind)
                    .setConnectTimeout(2_000)
                    .setReconnectAttempts(5)
                    .setReconnectInterval(500)
                    .setClusterPingInterval(3_000)
                    .setClusterPingReplyInterval(3_000))
            .setMetricsOptions(
                new MicrometerMetricsOptions()
                    .setEnabled(true)
                    .setJvmMetricsEnabled(true)
                    .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true)));
    return Vertx.builder()
        .with(options)
        .withMetrics(new MicrometerMetricsFactory(metrics))
        .withClusterManager(new HazelcastClusterManager(grid))
        .buildClustered();
  }
}
