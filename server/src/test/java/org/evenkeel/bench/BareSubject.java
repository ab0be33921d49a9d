package org.evenkeel.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What Evenkeel is held against: a broadcast server that does nothing else. It says the same words
 * to the same people, by string concatenation, and pings them as often: no rules, no checks, no
 * copy of the room, no attendance, no ticks, no answers to commands.
 */
final class BareSubject {
  /** As often as the live endpoint, which looks each second and pings after 2.5. */
  private static final long PING_MS = 3_000;

  private static final String TIME = "2026-11-24T18:00:00.000Z";

  private static final Buffer PING = Buffer.buffer();

  private final Map<String, List<Member>> rooms = new HashMap<>();
  private long version = 1_000;

  /**
   * Somebody in a room.
   *
   * @param seat the JSON of the seat up to its {@code rev}
   */
  private record Member(ServerWebSocket socket, String id, String seat) {}

  /** What one connection is. */
  private final class Link {
    private final ServerWebSocket socket;
    private List<Member> room;
    private Member self;

    private Link(ServerWebSocket socket) {
      this.socket = socket;
    }

    private void heard(String text) {
      if (self == null) {
        join(text);
      } else if (text.startsWith("{\"type\":\"end\"")) {
        List.copyOf(room).forEach(member -> member.socket().close());
      } else {
        int id = text.indexOf("\"id\":") + 5;
        broadcast(room, self.seat() + text.substring(id, text.indexOf(',', id)));
      }
    }

    private void join(String text) {
      String ticket = text.substring(text.lastIndexOf(':') + 2, text.length() - 2);
      room = rooms.computeIfAbsent(ticket.substring(0, 12), name -> new ArrayList<>());
      String id = UUID.randomUUID().toString();
      String role = room.isEmpty() ? "host" : "participant";
      String seat =
          "{\"id\":\""
              + id
              + "\",\"personId\":\""
              + UUID.randomUUID()
              + "\",\"name\":\"Person "
              + room.size()
              + "\",\"role\":\""
              + role
              + "\",\"state\":\"present\",\"hand\":null,\"audio\":\"off\",\"video\":\"off\","
              + "\"screen\":\"off\",\"quality\":4,\"since\":\""
              + TIME
              + "\",\"rev\":";
      self = new Member(socket, id, seat);
      broadcast(room, seat + "0");
      room.add(self);
      socket.writeTextMessage(welcome());
    }

    private String welcome() {
      StringBuilder text = new StringBuilder(4_096);
      text.append("{\"type\":\"welcome\",\"seatId\":\"").append(self.id());
      text.append("\",\"resumeToken\":\"").append("x".repeat(116));
      text.append("\",\"graceMs\":30000,\"pingMs\":5000,\"serverTime\":\"").append(TIME);
      text.append("\",\"media\":{\"engine\":\"mesh\"},\"room\":{\"id\":\"");
      text.append(new UUID(0, 0)).append("\",\"version\":").append(version);
      text.append(
          ",\"kind\":\"group\",\"phase\":\"open\",\"title\":\"Evening group\",\"startsAt\":\"");
      text.append(TIME).append("\",\"endsAt\":\"").append(TIME);
      text.append("\",\"locked\":false,\"frozen\":false,\"capacity\":10,\"spotlight\":null,");
      text.append("\"agenda\":[],\"seats\":[");
      for (Member member : room) {
        text.append(member.seat()).append("0},");
      }
      text.setLength(text.length() - 1);
      return text.append("]}}").toString();
    }

    private void gone() {
      if (room != null) {
        room.remove(self);
      }
    }
  }

  private void broadcast(List<Member> room, String seat) {
    long now = ++version;
    String text =
        "{\"type\":\"change\",\"version\":"
            + now
            + ",\"base\":"
            + (now - 1)
            + ",\"seats\":["
            + seat
            + "}],\"gone\":[]}";
    for (Member member : room) {
      member.socket().writeTextMessage(text);
    }
  }

  private void pingAll() {
    rooms.values().forEach(room -> room.forEach(member -> member.socket().writePing(PING)));
  }

  private void serve(ServerWebSocket socket) {
    Link link = new Link(socket);
    socket.textMessageHandler(link::heard);
    socket.closeHandler(ignored -> link.gone());
  }

  public static void main(String[] args) throws Exception {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    BareSubject bare = new BareSubject();
    int port =
        EvenkeelSubject.await(
                vertx
                    .createHttpServer(EvenkeelSubject.options())
                    .requestHandler(request -> request.toWebSocket().onSuccess(bare::serve))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    vertx.setPeriodic(PING_MS, ignored -> bare.pingAll());
    Control.serve(port, BareSubject::tickets);
    EvenkeelSubject.await(vertx.close());
  }

  /** As long as a real ticket; the first twelve characters name the room. */
  private static List<String> tickets(int rooms, int seats) {
    String run = UUID.randomUUID().toString().substring(0, 6);
    List<String> made = new ArrayList<>();
    for (int seat = 0; seat < seats; seat++) {
      for (int room = 0; room < rooms; room++) {
        made.add(String.format("%s%06d%s", run, room, "x".repeat(31)));
      }
    }
    return made;
  }
}
