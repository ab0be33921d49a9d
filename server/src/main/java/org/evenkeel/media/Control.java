package org.evenkeel.media;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.evenkeel.media.Sighting.Answer;

/**
 * Our orders to the media server: put somebody out, end a room, say how many are in each. Each is
 * asked for up to {@value #MOST_TRIES} times, with {@value #DEADLINE_MS} ms for each answer.
 *
 * <p>As the modules of jitsi-meet answer ({@code mod_muc_kick_participant}, {@code
 * mod_muc_end_meeting}, {@code mod_muc_census}): a kick that was refused, or was for a room that is
 * not there, is answered 200 like one that was done, for its refusal never reaches the answer. So
 * {@link Answer#TAKEN} promises nothing, and the {@link Warden} waits until they are seen to go.
 */
public final class Control {
  static final int MOST_TRIES = 3;
  static final long DEADLINE_MS = 2_000;
  private static final long PAUSE_MS = 150;
  private static final int LARGEST_CENSUS = 4 * 1024 * 1024;
  private static final Duration TOKEN_FOR = Duration.ofSeconds(60);
  private static final Duration BACKDATED = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Context context;
  private final HttpClient http;
  private final JitsiSettings settings;
  private final Supplier<Optional<SigningKey>> key;
  private final Clock clock;

  /** What came of ending a room. */
  enum Ended {
    /** It is no more. */
    DONE,
    REFUSED,
    FAILED
  }

  private record Said(int status, Buffer body) {}

  /**
   * @param key that signs our orders now, and nothing else
   */
  public Control(
      Vertx vertx, JitsiSettings settings, Supplier<Optional<SigningKey>> key, Clock clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.settings = settings;
    this.key = key;
    this.clock = clock;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) DEADLINE_MS)
                .setMaxChunkSize(64 * 1024)
                .setDecompressionSupported(false));
  }

  /** Puts somebody out of a room. Never fails. */
  Future<Answer> kick(String room, String nick) {
    String path = "/kick-participant?room=" + encoded(room);
    Buffer body = new JsonObject().put("participantId", nick).toBuffer();
    return ask(HttpMethod.PUT, path, room, body).map(Control::answer).otherwise(Answer.FAILED);
  }

  private static Answer answer(Said said) {
    return switch (said.status()) {
      case 200 -> Answer.TAKEN;
      // Where the module is not loaded, it is a page that says so.
      case 404 -> said.body().length() == 0 ? Answer.NOBODY : Answer.FAILED;
      case 401, 403 -> Answer.REFUSED;
      default -> Answer.FAILED;
    };
  }

  /** Ends a room, with whoever is in it. Never fails. */
  Future<Ended> end(String room) {
    String path = "/end-meeting?conference=" + encoded(room + "@" + settings.muc());
    return ask(HttpMethod.POST, path, room, null).map(Control::ended).otherwise(Ended.FAILED);
  }

  private static Ended ended(Said said) {
    return switch (said.status()) {
      case 200 -> Ended.DONE;
      case 404 -> said.body().length() == 0 ? Ended.DONE : Ended.FAILED;
      case 401, 403 -> Ended.REFUSED;
      default -> Ended.FAILED;
    };
  }

  /** How many are in each room, by its name; fails where it cannot be told. */
  Future<Map<String, Integer>> census() {
    return ask(HttpMethod.GET, "/room-census", null, null)
        .map(
            said -> {
              if (said.status() != 200) {
                throw new IllegalStateException("the census was answered " + said.status());
              }
              return counts(said.body(), settings.muc());
            });
  }

  static Map<String, Integer> counts(Buffer body, String muc) {
    Object rooms;
    try {
      rooms = new JsonObject(body).getValue("room_census");
    } catch (DecodeException | ClassCastException noCensus) {
      throw new IllegalStateException("the census cannot be read");
    }
    // An empty list of Lua's may be an empty object.
    if (rooms instanceof JsonObject none && none.isEmpty()) {
      return Map.of();
    }
    if (!(rooms instanceof JsonArray all)) {
      throw new IllegalStateException("the census names no rooms");
    }
    Map<String, Integer> counts = new HashMap<>();
    for (Object each : all) {
      if (each instanceof JsonObject room
          && room.getValue("room_name") instanceof String name
          && room.getValue("participants") instanceof Number count
          && name.endsWith("@" + muc)) {
        counts.put(name.substring(0, name.indexOf('@')), Math.max(0, count.intValue()));
      }
    }
    return counts;
  }

  private Future<Said> ask(HttpMethod method, String path, String room, Buffer body) {
    return attempt(method, path, room, body, 1);
  }

  private Future<Said> attempt(
      HttpMethod method, String path, String room, Buffer body, int tries) {
    return once(method, path, room, body)
        .compose(
            said ->
                said.status() >= 500
                    ? Future.failedFuture("it answered " + said.status())
                    : Future.succeededFuture(said))
        .recover(
            failure -> {
              if (tries == MOST_TRIES) {
                return Future.failedFuture(failure);
              }
              long chance = ThreadLocalRandom.current().nextLong(PAUSE_MS);
              return vertx
                  .timer(PAUSE_MS * tries + chance, TimeUnit.MILLISECONDS)
                  .compose(again -> attempt(method, path, room, body, tries + 1));
            });
  }

  private Future<Said> once(HttpMethod method, String path, String room, Buffer body) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(base() + path)
            .setFollowRedirects(false)
            .setTimeout(DEADLINE_MS)
            .putHeader("Accept", "application/json");
    if (body != null) {
      request.putHeader("Content-Type", "application/json");
    }
    if (room == null) {
      return sent(request, body);
    }
    // A signature takes milliseconds, and orders are given by event loops.
    return vertx
        .executeBlocking(() -> token(room), false)
        .compose(
            token ->
                token.isEmpty()
                    ? Future.failedFuture("there is no key to sign orders with")
                    : sent(request.putHeader("Authorization", "Bearer " + token.get()), body));
  }

  private Future<Said> sent(RequestOptions request, Buffer body) {
    // On a context of ours: from any other thread an answer may be over before it is listened to,
    // and an order that was done would be given again.
    Promise<Said> said = Promise.promise();
    context.runOnContext(ignored -> send(request, body).onComplete(said));
    return said.future().timeout(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private Future<Said> send(RequestOptions request, Buffer body) {
    return http.request(request)
        .compose(call -> body == null ? call.send() : call.send(body))
        .compose(
            response -> {
              Buffer all = Buffer.buffer();
              response.handler(
                  part -> {
                    if (all.length() + part.length() <= LARGEST_CENSUS) {
                      all.appendBuffer(part);
                    } else {
                      response.request().reset();
                    }
                  });
              return response.end().map(read -> new Said(response.statusCode(), all));
            });
  }

  /** For one order about one room; whoever overhears it has a minute, and no other room. */
  private Optional<String> token(String room) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(settings.appId())
            .audience(settings.appId())
            .subject(settings.domain())
            .claim("room", room)
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now.minus(BACKDATED)))
            .expirationTime(Date.from(now.plus(TOKEN_FOR)))
            .build();
    return key.get().map(signing -> signing.sign(claims));
  }

  private String base() {
    String base = settings.control().toString();
    return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
