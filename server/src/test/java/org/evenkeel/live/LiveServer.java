package org.evenkeel.live;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Entrant;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.SessionKind;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One node with a real Hazelcast and a ledger in memory that can be taken away. */
public final class LiveServer implements BeforeAllCallback, AfterAllCallback {
  static final String ORIGIN = "http://evenkeel.test";

  private final Duration ping;
  private final Duration grace;
  private final int sendBuffer;
  final List<AttendanceEvent> ledger = new CopyOnWriteArrayList<>();
  volatile boolean ledgerAway;
  Vertx vertx;
  Live live;
  int port;
  private HazelcastInstance hazelcast;

  /** What carries the media; a test may put another in its place before it starts. */
  Media media =
      session ->
          Future.succeededFuture(
              who -> Future.succeededFuture(new Media.Offer("{\"engine\":\"mesh\"}", false)));

  LiveServer(Duration ping, Duration grace) {
    this(ping, grace, HttpServerOptions.DEFAULT_SEND_BUFFER_SIZE);
  }

  /**
   * @param sendBuffer how much the operating system takes for a client that does not read
   */
  LiveServer(Duration ping, Duration grace, int sendBuffer) {
    this.ping = ping;
    this.grace = grace;
    this.sendBuffer = sendBuffer;
  }

  static LiveServer standard() {
    return new LiveServer(Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  /** The figures of the protocol, and media of another kind. */
  static LiveServer with(Media media) {
    LiveServer server = standard();
    server.media = media;
    return server;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    vertx = Vertx.vertx();
    hazelcast =
        Hazelcast.newHazelcastInstance(Live.grid(GridOptions.alone("test-" + UUID.randomUUID())));
    Function<List<AttendanceEvent>, Future<Void>> write =
        events -> {
          if (ledgerAway) {
            return Future.failedFuture("away");
          }
          ledger.addAll(events);
          return Future.succeededFuture();
        };
    LiveOptions options =
        new LiveOptions(Set.of(ORIGIN), ping, grace, Duration.ofSeconds(2), 1_000);
    live =
        Live.start(
            vertx,
            hazelcast,
            options,
            Clock.systemUTC(),
            write,
            media,
            gone -> Future.failedFuture("nobody can tell"));
    port =
        await(
                vertx
                    .createHttpServer(
                        Live.limits(new HttpServerOptions())
                            .setPort(0)
                            .setSendBufferSize(sendBuffer)
                            .setHost("127.0.0.1"))
                    .requestHandler(live::endpoint)
                    .listen())
            .actualPort();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    await(vertx.close());
    hazelcast.shutdown();
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** The member that judges takes whatever it is asked for asked so long ago. */
  void judgesLateBy(Duration ahead) {
    OwnerClock.set(hazelcast, Clock.offset(Clock.systemUTC(), ahead));
  }

  /** A session that runs now. */
  Group group(int capacity, boolean waitingRoom) {
    Instant now = Instant.now();
    return new Group(
        new SessionId(UUID.randomUUID()),
        new RoomRules(
            SessionKind.GROUP,
            "Evening group",
            now.minusSeconds(60),
            now.plusSeconds(3_600),
            capacity,
            waitingRoom,
            grace,
            Duration.ofMinutes(30)));
  }

  List<AttendanceEvent> ledgerOf(Group group) {
    return ledger.stream().filter(e -> e.session().equals(group.id())).toList();
  }

  /** A session, and the verbs of its people. */
  final class Group {
    private final SessionId id;
    private final RoomRules rules;

    Group(SessionId id, RoomRules rules) {
      this.id = id;
      this.rules = rules;
    }

    SessionId id() {
      return id;
    }

    String ticket(String name, Role role) throws Exception {
      return ticket(new PersonId(UUID.randomUUID()), name, role);
    }

    String ticket(PersonId person, String name, Role role) throws Exception {
      return await(live.issue(new TicketGrant(id, rules, new Entrant(person, name, role, false))))
          .value();
    }

    LiveClient joins(String name, Role role) throws Exception {
      return joins(new PersonId(UUID.randomUUID()), name, role);
    }

    LiveClient joins(PersonId person, String name, Role role) throws Exception {
      LiveClient client = connect();
      client.joins(ticket(person, name, role));
      return client;
    }
  }

  LiveClient connect() throws Exception {
    return LiveClient.connect(vertx, port, ORIGIN);
  }
}
