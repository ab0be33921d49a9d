package org.evenkeel.media;

import static org.evenkeel.testing.RealDatabase.await;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.evenkeel.room.Entrant;
import org.evenkeel.room.Link;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Reply;
import org.evenkeel.room.Role;
import org.evenkeel.room.Room;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SeatId;
import org.evenkeel.room.SessionId;
import org.evenkeel.room.SessionKind;

/**
 * A node's guard of the media with its routes on a port, one session, a real grid, and a {@link
 * FakeProsody}. The session's room is a real one that is kept here.
 */
final class House {
  static final Instant START = Instant.parse("2026-11-24T18:00:00Z");

  final SessionId session = new SessionId(UUID.randomUUID());
  final List<SessionId> alarms = new CopyOnWriteArrayList<>();
  final List<Instant> noticed = new CopyOnWriteArrayList<>();
  final Map<Tally.Event, Integer> counted = new EnumMap<>(Tally.Event.class);
  final DoorList list;
  final MediaRooms names;
  final FakeProsody prosody;
  final Guard guard;
  final StaysBook book;
  private final Rehearsals rehearsals;
  volatile Instant now = START;
  volatile boolean silent;
  private final Map<SessionId, Room> rooms = new ConcurrentHashMap<>();
  private final Map<PersonId, Link> links = new HashMap<>();
  private final Map<PersonId, SeatId> seats = new HashMap<>();
  private final HttpServer server;
  private final WebClient client;
  private long connections;
  private long joins;

  House(Vertx vertx, HazelcastInstance grid, Pool pool) {
    MediaKey key = MediaKey.make(KeyPurpose.CONTROL, Instant.EPOCH);
    SigningKey signing = SigningKey.ofPem(key.kid(), key.privatePem().orElseThrow());
    prosody = new FakeProsody(vertx, key);
    list = new DoorList(vertx, grid);
    names = new MediaRooms(vertx, grid, any -> Future.succeededFuture(false));
    book = new StaysBook(vertx, grid);
    guard =
        Guard.of(
            vertx,
            grid,
            prosody.settings(),
            names,
            list,
            () -> Optional.of(signing),
            new Witness.Seats(
                id -> Future.succeededFuture(Optional.ofNullable(rooms.get(id))),
                (id, at) -> {
                  if (!rooms.get(id).led()) {
                    return Future.failedFuture("nobody who leads is there");
                  }
                  alarms.add(id);
                  noticed.add(at);
                  return Future.succeededFuture();
                },
                () -> silent),
            new Notes(vertx, pool),
            this::count,
            new HandClock(() -> now));
    Router root = Router.router(vertx);
    Router jitsi = Router.router(vertx);
    // In the order in which a node has them.
    rehearsals =
        new Rehearsals(
            vertx,
            grid,
            prosody.settings(),
            () -> Optional.of(signing),
            () -> Optional.of(signing),
            new HandClock(() -> now));
    new RehearsalRoutes(prosody.settings().secret(), rehearsals).mount(jitsi);
    guard.mount(jitsi);
    root.route("/jitsi/*").subRouter(jitsi);
    server = await(vertx.createHttpServer().requestHandler(root).listen(0, "127.0.0.1"));
    client = WebClient.create(vertx);
    rooms.put(
        session,
        Room.fresh(
            session,
            UUID.randomUUID(),
            new RoomRules(
                SessionKind.GROUP,
                "Group",
                START,
                START.plusSeconds(3_600),
                12,
                true,
                Duration.ofSeconds(30),
                Duration.ofMinutes(15)),
            START));
  }

  private synchronized void count(Tally.Event what) {
    counted.merge(what, 1, Integer::sum);
  }

  int port() {
    return server.actualPort();
  }

  void close() {
    client.close();
    await(server.close());
    prosody.close();
  }

  // The room

  PersonId hostComes() {
    return comes(Role.HOST);
  }

  PersonId comesAndIsLetIn(PersonId host) {
    PersonId person = comes(Role.PARTICIPANT);
    does(new RoomCommand.Admit(links.get(host).connection(), seats.get(person)));
    return person;
  }

  PersonId comes(Role role) {
    PersonId person = new PersonId(UUID.randomUUID());
    comes(person, role);
    return person;
  }

  void comes(PersonId person, Role role) {
    Link link = new Link("node", ++connections);
    SeatId seat = new SeatId(UUID.randomUUID());
    Entrant who =
        new Entrant(
            person, "P" + connections, role, role == Role.PARTICIPANT && links.containsKey(person));
    Reply reply = does(new RoomCommand.Join(link, who, seat, "hash"));
    links.put(person, link);
    seats.put(person, ((Reply.Seated) reply).seat());
  }

  void leaves(PersonId person) {
    does(new RoomCommand.Leave(links.get(person).connection(), now));
  }

  void removes(PersonId host, PersonId person) {
    does(new RoomCommand.Remove(links.get(host).connection(), seats.get(person), false));
  }

  void isLost(PersonId person) {
    does(new RoomCommand.Lost(links.get(person).connection(), now));
  }

  void makes(PersonId host, PersonId person, Role role) {
    does(new RoomCommand.ChangeRole(links.get(host).connection(), seats.get(person), role));
  }

  void ends(PersonId host) {
    does(new RoomCommand.End(links.get(host).connection()));
  }

  void isForgotten() {
    rooms.remove(session);
  }

  private Reply does(RoomCommand command) {
    var outcome = rooms.get(session).apply(command, now);
    rooms.put(session, outcome.room());
    guard.changed(outcome.room());
    return outcome.reply();
  }

  // The media

  /** Nobody waits longer than a moment for it; on a busy machine a test asks again. */
  String room() {
    for (int again = 0; again < 20; again++) {
      try {
        return await(names.of(session)).name();
      } catch (IllegalStateException notInTime) {
        // asked once more
      }
    }
    return await(names.of(session)).name();
  }

  /** A pass as it is given to somebody, by its id. */
  String pass(PersonId person, boolean leads) {
    String id = UUID.randomUUID().toString();
    list.expect(id, new DoorList.Entry(room(), person, leads, now));
    return id;
  }

  /** What our module at the door asks. */
  JsonObject question(PersonId person, String pass, String nick) {
    return new JsonObject()
        .put("room", room())
        .put("person", person.toString())
        .put("tokenId", pass)
        .put("occupant", room() + "@" + FakeProsody.MUC + "/" + nick);
  }

  HttpResponse<Buffer> asks(JsonObject question) {
    return post("/joins", question);
  }

  /** With a pass, through the door, and in. */
  String goesOn(PersonId person, boolean leads) {
    String nick = "%08x".formatted(++joins);
    JsonObject answer = asks(question(person, pass(person, leads), nick)).bodyAsJsonObject();
    if (!answer.getBoolean("allow")) {
      throw new AssertionError(answer.getString("reason"));
    }
    prosody.enters(room(), nick);
    return nick;
  }

  /** The room of a new rehearsal. */
  String rehearses() {
    return await(rehearsals.open()).getString("room");
  }

  JsonObject event(String nick, PersonId person, String room) {
    return new JsonObject()
        .put("room_name", room)
        .put("room_jid", room + "@" + FakeProsody.MUC)
        .put("is_breakout", false)
        .put("active_occupants_count", 1)
        .put(
            "occupant",
            new JsonObject()
                .put("occupant_jid", nick + "-0000-4000-8000-000000000000@meet.jitsi/abc")
                .put("joined_at", 1_900_000_000L + Long.parseLong(nick, 16))
                .put("id", person.toString())
                .put("name", "P"));
  }

  HttpResponse<Buffer> post(String path, JsonObject body) {
    return await(request(HttpMethod.POST, path).sendJsonObject(body));
  }

  HttpRequest<Buffer> request(HttpMethod method, String path) {
    return stranger(method, path).putHeader("Authorization", "Bearer " + "s".repeat(32));
  }

  HttpRequest<Buffer> stranger(HttpMethod method, String path) {
    return client.request(method, server.actualPort(), "127.0.0.1", "/jitsi" + path);
  }

  Stays stays() {
    return await(book.of(session));
  }
}
