package org.evenkeel.bench;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.evenkeel.live.GridOptions;
import org.evenkeel.live.Live;
import org.evenkeel.live.LiveOptions;
import org.evenkeel.live.Media;
import org.evenkeel.live.Ticket;
import org.evenkeel.live.TicketGrant;
import org.evenkeel.room.Entrant;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.SessionKind;

/**
 * The server under test: the live endpoint as a node runs it, with a Hazelcast of its own, and a
 * ledger that answers after 2 ms and keeps nothing.
 */
final class EvenkeelSubject {
  private static final int LEDGER_MS = 2;
  private static final int PATIENCE_SECONDS = 20;

  private EvenkeelSubject() {}

  public static void main(String[] args) throws Exception {
    HazelcastInstance hazelcast =
        Hazelcast.newHazelcastInstance(Live.grid(GridOptions.alone("bench-" + UUID.randomUUID())));
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    Live live =
        Live.start(
            vertx,
            hazelcast,
            LiveOptions.standard(Set.of("http://evenkeel.test")),
            Clock.systemUTC(),
            events -> vertx.timer(LEDGER_MS, TimeUnit.MILLISECONDS).mapEmpty(),
            session ->
                Future.succeededFuture(
                    who -> Future.succeededFuture(new Media.Offer("{\"engine\":\"mesh\"}", false))),
            gone -> Future.failedFuture("nobody can tell"));
    int port =
        await(
                vertx
                    .createHttpServer(options())
                    .requestHandler(live::endpoint)
                    .listen(0, "127.0.0.1"))
            .actualPort();
    Control.serve(port, (rooms, seats) -> tickets(live, rooms, seats));
    await(vertx.close());
    hazelcast.shutdown();
  }

  static HttpServerOptions options() {
    return Live.limits(new HttpServerOptions());
  }

  private static List<String> tickets(Live live, int rooms, int seats) throws Exception {
    Instant now = Instant.now();
    List<SessionId> sessions = new ArrayList<>();
    for (int i = 0; i < rooms; i++) {
      sessions.add(new SessionId(UUID.randomUUID()));
    }
    List<Future<Ticket>> made = new ArrayList<>();
    for (int seat = 0; seat < seats; seat++) {
      for (SessionId session : sessions) {
        RoomRules rules =
            new RoomRules(
                SessionKind.GROUP,
                "Evening group",
                now.minusSeconds(60),
                now.plusSeconds(3_600),
                seats,
                false,
                Duration.ofSeconds(30),
                Duration.ofMinutes(30));
        Role role = seat == 0 ? Role.HOST : Role.PARTICIPANT;
        Entrant who = new Entrant(new PersonId(UUID.randomUUID()), "Person " + seat, role, false);
        made.add(live.issue(new TicketGrant(session, rules, who)));
      }
    }
    await(Future.all(made));
    return made.stream().map(ticket -> ticket.result().value()).toList();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
