package org.evenkeel.media;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.evenkeel.room.Room;
import org.evenkeel.room.SessionId;

/**
 * The engine that needs no media server: browsers talk to each other, and our socket introduces
 * them.
 *
 * <p>Where a TURN server shares a secret with us, each person gets a name and a password of their
 * own that it takes for {@link #TURN_FOR} (the convention of draft-uberti-behave-turn-rest-00, as
 * coturn's {@code use-auth-secret}). The name says when it ends and nothing about the person.
 */
public final class Mesh implements MediaBackend {
  /** Longer than a session; a connection that stands is not cut when it is over. */
  static final Duration TURN_FOR = Duration.ofHours(4);

  /**
   * With cameras, a weak laptop carries about so many others (measured: 5 at 320x180 and 15
   * frames/s); above, clients send smaller pictures and say so.
   */
  static final int COMFORTABLE_PEERS = 5;

  private final List<String> plain;
  private final List<String> relays;
  private final Optional<String> secret;
  private final Clock clock;

  /**
   * @param servers stun:, turn: and turns: URLs
   * @param secret shared with the TURN servers
   */
  public Mesh(List<URI> servers, Optional<String> secret, Clock clock) {
    this.plain = servers.stream().map(URI::toString).filter(u -> u.startsWith("stun")).toList();
    this.relays = servers.stream().map(URI::toString).filter(u -> u.startsWith("turn")).toList();
    this.secret = secret;
    this.clock = clock;
  }

  @Override
  public Future<Desk> opened(SessionId session) {
    return Future.succeededFuture(
        who -> Future.succeededFuture(new Offer(offer().encode(), false)));
  }

  @Override
  public boolean givesPasses() {
    return false;
  }

  /** Nothing to be done: whoever leaves our room is not introduced to anybody any more. */
  @Override
  public void changed(Room room) {}

  @Override
  public void released(SessionId session) {}

  private JsonObject offer() {
    return new JsonObject().put("engine", "mesh").mergeIn(needs());
  }

  /** What the browsers need to find one another. */
  JsonObject needs() {
    JsonArray ice = new JsonArray();
    if (!plain.isEmpty()) {
      ice.add(new JsonObject().put("urls", new JsonArray(plain)));
    }
    if (!relays.isEmpty()) {
      ice.add(relay());
    }
    return new JsonObject().put("iceServers", ice).put("comfortablePeers", COMFORTABLE_PEERS);
  }

  private JsonObject relay() {
    JsonObject relay = new JsonObject().put("urls", new JsonArray(relays));
    secret.ifPresent(
        shared -> {
          String until = Long.toString(clock.instant().plus(TURN_FOR).getEpochSecond());
          relay.put("username", until).put("credential", hmacSha1(shared, until));
        });
    return relay;
  }

  private static String hmacSha1(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA1", e);
    }
  }
}
