package org.evenkeel.check;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * FAKE of a deployment's XMPP: as much as the check asks of it, and as good or bad as it is told to
 * be. A good one, where nothing is told.
 */
final class XmppFake {
  /** Why somebody with this token is not signed in; the token may be empty. */
  volatile Function<String, Optional<String>> signIn = token -> Optional.empty();

  /** Why a room is not opened, as reservations say it. */
  volatile Function<String, Optional<String>> reserve = room -> Optional.empty();

  /** Why somebody does not come into the room. */
  volatile Function<String, Optional<String>> join = token -> Optional.empty();

  volatile boolean reservations = true;
  volatile boolean firstIsOwner;
  volatile boolean records;

  /** With what error it does not record. */
  volatile String noRecording = "<forbidden/>";

  volatile String release = "10978";

  /** It takes connections and says nothing. */
  volatile boolean silent;

  private final Map<String, ServerWebSocket> in = new ConcurrentHashMap<>();

  void speak(ServerWebSocket socket) {
    String query = Optional.ofNullable(socket.query()).orElse("");
    String token = query.startsWith("token=") ? query.substring("token=".length()) : "";
    socket.frameHandler(frame -> hear(socket, token, frame));
  }

  private void hear(ServerWebSocket socket, String token, WebSocketFrame frame) {
    if (silent || !frame.isText()) {
      return;
    }
    Stanza said = Stanza.parse(frame.textData());
    switch (said.name()) {
      case "open" ->
          socket.writeTextMessage("<features xmlns='http://etherx.jabber.org/streams'/>");
      case "auth" ->
          socket.writeTextMessage(
              signIn
                  .apply(token)
                  .map(
                      why ->
                          "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-allowed/><text>"
                              + why
                              + "</text></failure>")
                  .orElse("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"));
      case "iq" -> socket.writeTextMessage(iq(said));
      case "presence" -> presence(socket, token, said);
      default -> {}
    }
  }

  private String iq(Stanza said) {
    Stanza payload = said.children().getFirst();
    return switch (payload.name()) {
      case "bind" -> result(said, "<bind><jid>a@meet.test/b</jid></bind>");
      case "query" ->
          result(
              said,
              "<query><identity category='server' type='release' name='" + release + "'/></query>");
      case "jibri" -> records ? result(said, "") : error(said, noRecording, "");
      default -> {
        String room = payload.get("room").split("@")[0];
        yield reserve
            .apply(room)
            .map(
                why ->
                    error(
                        said,
                        "<service-unavailable/><text>" + why + "</text>",
                        reservations
                            ? "<reservation-error xmlns='http://jitsi.org/protocol/focus'/>"
                            : ""))
            .orElseGet(() -> result(said, "<conference ready='true'/>"));
      }
    };
  }

  private static String result(Stanza said, String payload) {
    return "<iq type='result' id='" + said.get("id") + "'>" + payload + "</iq>";
  }

  private static String error(Stanza said, String condition, String more) {
    return "<iq type='error' id='"
        + said.get("id")
        + "'><error>"
        + condition
        + more
        + "</error></iq>";
  }

  private void presence(ServerWebSocket socket, String token, Stanza said) {
    String occupant = said.get("to");
    Optional<String> refusal = join.apply(token);
    if (refusal.isPresent()) {
      socket.writeTextMessage(
          "<presence type='error' from='"
              + occupant
              + "'><error><not-allowed/><text>"
              + refusal.get()
              + "</text></error></presence>");
    } else {
      boolean owner = firstIsOwner && in.isEmpty();
      in.put(occupant.split("/")[1], socket);
      socket.writeTextMessage(own(occupant, "", owner ? "moderator" : "participant"));
    }
  }

  private static String own(String occupant, String type, String role) {
    return "<presence from='"
        + occupant
        + "'"
        + type
        + "><x><item role='"
        + role
        + "'/><status code='110'/></x></presence>";
  }

  /** Somebody is put out. */
  void kick(String occupant) {
    in.remove(occupant.split("/")[1])
        .writeTextMessage(own(occupant, " type='unavailable'", "none"));
  }

  int count() {
    return in.size();
  }

  /** Everybody is put out. */
  void end(String room) {
    List.copyOf(in.keySet()).forEach(nick -> kick(room + "/" + nick));
  }

  /** It began anew. */
  void forget() {
    in.clear();
  }
}
