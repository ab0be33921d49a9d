package org.evenkeel.live;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Phase;
import org.evenkeel.room.Reply;
import org.evenkeel.room.Room;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomError;
import org.evenkeel.room.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live part of one node: rooms, tickets, sockets, and the way of events to the ledger. */
public final class Live {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);
  private static final String PARCELS = "parcels";
  private static final long SWEEP_MS = 500;
  private static final long FORGET_MS = 60_000;

  /** So long is the other end's goodbye awaited; that of a phone that has vanished never comes. */
  private static final int GOODBYE_SECONDS = 3;

  private final Vertx vertx;
  private final Context context;
  private final LiveNode node;
  private final RoomOwner owner;
  private final Outbox outbox;
  private final Keeper keeper;
  private final Courier courier;
  private final LastWords lastWords;
  private volatile boolean draining;
  private volatile boolean shut;

  private Live(
      Vertx vertx,
      Context context,
      LiveNode node,
      RoomOwner owner,
      Outbox outbox,
      Keeper keeper,
      Courier courier,
      LastWords lastWords) {
    this.vertx = vertx;
    this.context = context;
    this.node = node;
    this.owner = owner;
    this.outbox = outbox;
    this.keeper = keeper;
    this.courier = courier;
    this.lastWords = lastWords;
  }

  /** The Hazelcast configuration that the live part needs. */
  public static Config grid(GridOptions options) {
    return Grid.of(options);
  }

  /**
   * What the HTTP server must hold to. Compression is off: what is said is short, and nobody can
   * say how much a compressed frame unfolds into before it has.
   *
   * <p>A frame may be larger than a message, so that a message that is too large can be refused
   * with the code of the protocol, where the connection would only break otherwise.
   */
  public static HttpServerOptions limits(HttpServerOptions options) {
    return options
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setWebSocketClosingTimeout(GOODBYE_SECONDS)
        .setMaxWebSocketFrameSize(4 * Uplink.LARGEST_MESSAGE)
        .setMaxWebSocketMessageSize(Uplink.LARGEST_MESSAGE)
        .setWebSocketSubProtocols(List.of("evenkeel.v1"));
  }

  /**
   * Starts the live part. Call it on a context of Vert.x.
   *
   * @param hazelcast of the configuration that {@link #grid} makes
   * @param ledger writes events, idempotently; fails where it could not, and is asked again
   * @param media what carries voice and picture
   * @param lastProof when a node that is gone last proved its connections alive; fails where nobody
   *     can tell yet
   */
  public static Live start(
      Vertx vertx,
      HazelcastInstance hazelcast,
      LiveOptions options,
      Clock clock,
      Function<List<AttendanceEvent>, Future<Void>> ledger,
      Media media,
      Function<String, Future<RoomCommand.NodeLost>> lastProof) {
    String name = Members.name(hazelcast.getCluster().getLocalMember());
    Context context = vertx.getOrCreateContext();
    Sockets sockets = new Sockets(vertx, options.beat());
    Rooms rooms = new Rooms(vertx, context, hazelcast, clock);
    Courier courier = new Courier(vertx, hazelcast, name);
    Post post =
        new Post(
            name,
            sockets,
            (other, parcels) -> courier.send(other, PARCELS, ParcelWire.write(parcels)));
    Outbox outbox = new Outbox(vertx, context, ledger, post, rooms::recorded);
    RoomOwner owner = new RoomOwner(vertx, context, name, post, outbox, media);
    OwnerClock.set(hazelcast, clock);
    owner.serve(hazelcast);
    Signals signals = new Signals(hazelcast, name, owner, post, courier);
    courier.start(
        Map.of(
            PARCELS,
            (Buffer in) -> sockets.deliver(ParcelWire.read(in)),
            Signals.TOPIC,
            signals::take),
        mended -> owner.tellAnew());
    Keeper keeper = new Keeper(vertx, new Members(hazelcast), rooms, owner, lastProof);
    keeper.start();
    LiveNode node =
        new LiveNode(
            vertx,
            name,
            options,
            clock,
            sockets,
            rooms,
            new RoomReads(vertx, hazelcast),
            new Tickets(vertx, hazelcast, clock),
            post,
            signals,
            media);
    LastWords words = new LastWords(vertx, hazelcast, name, clock, node::lifeProof);
    words.start();
    Live live = new Live(vertx, context, node, owner, outbox, keeper, courier, words);
    vertx.setPeriodic(SWEEP_MS, ignored -> live.sweep());
    vertx.setPeriodic(FORGET_MS, ignored -> rooms.forgetIdle());
    return live;
  }

  private void sweep() {
    for (var room : owner.dueAt(node.clock().instant())) {
      node.rooms().submit(new SessionId(room), new RoomCommand.Tick());
    }
  }

  public String nodeName() {
    return node.name();
  }

  /** Makes a ticket for one join within 30 s. */
  public Future<Ticket> issue(TicketGrant grant) {
    return node.tickets().issue(grant);
  }

  /** The phases of those sessions that have a room in memory. */
  public Future<Map<SessionId, Phase>> phases(Collection<SessionId> sessions) {
    return node.reads().phases(sessions);
  }

  /** The room of this session as it is now; empty where none is in memory. */
  public Future<Optional<Room>> room(SessionId session) {
    return node.reads().room(session);
  }

  /**
   * The media of this session have moved: everybody who is in is told anew what they need for them.
   * Any thread. Whoever does not hear of it asks by themselves, for their media have stopped.
   */
  public void offerAnew(SessionId session) {
    context.runOnContext(ignored -> new Reoffer(vertx, node.reads(), node.post()).to(session));
  }

  /**
   * Tells those who lead that somebody without a seat is on the media; fails where nobody hears.
   *
   * @param at when it was noticed
   */
  public Future<Void> alarmOfMedia(SessionId session, Instant at) {
    return node.rooms()
        .submit(session, new RoomCommand.MediaAlarm(at))
        .compose(
            reply ->
                reply instanceof Reply.Done
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture("nobody who leads is there"));
  }

  /**
   * Staff let somebody come again whom a host took out of this session.
   *
   * @return fails where the room, if there is one, could not be told
   */
  public Future<Void> readmit(SessionId session, PersonId person) {
    return node.rooms()
        .submit(session, new RoomCommand.Readmit(person))
        .compose(
            reply ->
                reply instanceof Reply.Refused(RoomError error) && error == RoomError.UNAVAILABLE
                    ? Future.failedFuture("the room could not be told")
                    : Future.succeededFuture());
  }

  /** The lives of the rooms that are in memory somewhere: they close their own seats. */
  public Future<Set<UUID>> lives() {
    return node.reads().lives();
  }

  /** What this node can witness of its connections now, for its next tick. */
  public Future<LifeProof> lifeProof() {
    return node.lifeProof();
  }

  /** What that node witnessed last, as the others keep it; empty where nothing is known. */
  public Future<Optional<LastWords.Words>> lastWords(String name) {
    return lastWords.of(name);
  }

  /** That node is gone for good: its seats are lost since what it proved last. Any thread. */
  public void nodeLost(RoomCommand.NodeLost gone) {
    context.runOnContext(ignored -> keeper.nodeLost(gone));
  }

  /**
   * Closes every socket without a goodbye, with the code that sends clients elsewhere at once: this
   * node may not speak for anybody any more.
   */
  public Future<Void> abandon() {
    draining = true;
    return node.sockets()
        .forEach(
            socket -> {
              socket.abandon();
              return Future.succeededFuture();
            })
        .timeout(1, TimeUnit.SECONDS);
  }

  /**
   * Closes every socket with the code that sends clients elsewhere, and takes no new ones until
   * {@link #reopen}: this node cannot tell whether others have taken its place. Unlike {@link
   * #abandon} it keeps what it knows: the seats are lost, and that waits for the ledger. Any
   * thread.
   */
  public void shut() {
    shut = true;
    node.sockets()
        .forEach(socket -> socket.close(CloseCode.DRAINING))
        .onFailure(late -> LOG.debug("a room learns later of who was sent elsewhere"));
  }

  /** Takes back {@link #shut}. Any thread. */
  public void reopen() {
    shut = false;
  }

  /** Sends words to another node, by whatever way there is, and does not wait. Any thread. */
  public void send(String node, String topic, Buffer body) {
    courier.send(node, topic, body);
  }

  /** Takes the words of other nodes on this topic; the handler may be called on any thread. */
  public void hear(String topic, Consumer<Buffer> handler) {
    courier.hear(topic, handler);
  }

  /** How many other nodes the event bus does not reach, so that words go over the grid. */
  public int brokenLinks() {
    return courier.brokenLinks();
  }

  /** How many sockets are open here. */
  public int sockets() {
    return node.sockets().size();
  }

  /** How many attendance events wait for the ledger here. */
  public int outboxSize() {
    return outbox.size();
  }

  /**
   * Answers {@code GET /live}. A page of somebody else's gets 403; a client without {@code Origin}
   * is no browser, and is let through, for it is the ticket that counts.
   */
  public void endpoint(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    if (origin != null && !node.options().origins().contains(origin)) {
      request.response().setStatusCode(403).end();
    } else if (draining || shut || node.sockets().size() >= node.options().mostSockets()) {
      request.response().setStatusCode(503).putHeader("Retry-After", "2").end();
    } else if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      request.response().setStatusCode(426).putHeader("Upgrade", "websocket").end();
    } else {
      request
          .toWebSocket()
          .onSuccess(this::serve)
          .onFailure(notASocket -> LOG.debug("handshake refused"));
    }
  }

  private void serve(ServerWebSocket socket) {
    if (draining || shut) {
      // It shook hands while the others were sent elsewhere, and would not hear of it.
      socket.close(CloseCode.DRAINING);
    } else {
      LiveSocket.serve(socket, node);
    }
  }

  /** Sends everybody elsewhere, and waits for the ledger to have what they leave behind. */
  public Future<Void> drain() {
    draining = true;
    return new Drain(vertx, node.sockets(), outbox).run();
  }

  /**
   * Leaves the rooms to whoever has them next. What is asked of them from now on waits until the
   * grid has left, and must not wait long; the last before that.
   */
  public Future<Void> handOver() {
    return owner.handOver();
  }
}
