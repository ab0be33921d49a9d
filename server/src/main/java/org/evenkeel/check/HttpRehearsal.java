package org.evenkeel.check;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node of ours that runs, asked with the secret that it shares with Jitsi's parts. */
final class HttpRehearsal implements Rehearsal {
  private static final int PATIENCE_MS = 10_000;
  private final HttpClient client;
  private final URI node;
  private final String secret;

  HttpRehearsal(HttpClient client, URI node, String secret) {
    this.client = client;
    this.node = node;
    this.secret = secret;
  }

  @Override
  public Future<Stage> open() {
    return ask(HttpMethod.POST, "", new JsonObject())
        .map(
            answer -> {
              try {
                JsonObject body = new JsonObject(answer);
                JsonObject tokens = body.getJsonObject("passes");
                Map<Pass, String> passes = new EnumMap<>(Pass.class);
                for (Pass pass : Pass.values()) {
                  passes.put(pass, tokens.getString(pass.name().toLowerCase(Locale.ROOT)));
                }
                return new Stage(
                    body.getString("domain"),
                    body.getString("muc"),
                    body.getString("focus"),
                    body.getString("room"),
                    body.getString("denied"),
                    body.getInstant("at"),
                    passes);
              } catch (DecodeException
                  | ClassCastException
                  | DateTimeException
                  | NullPointerException notOurs) {
                // Without what it was: there are tokens in it.
                throw new IllegalStateException(node + " is no node of this version");
              }
            });
  }

  /** From where Jitsi has it, and without the secret: what anybody can get is what it is about. */
  @Override
  public Future<String> published(String kid) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(node + "/jitsi/keys/" + hash(kid) + ".pem")
            .setFollowRedirects(false)
            .setConnectTimeout(PATIENCE_MS);
    return client
        .request(options)
        .compose(request -> request.send())
        .compose(
            response ->
                response.statusCode() == 200
                    ? response.body().map(Buffer::toString)
                    : Future.failedFuture("it answered " + response.statusCode()))
        .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  private static String hash(String kid) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(kid.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public Future<Void> removeSecond(Stage stage, String nick) {
    return ask(HttpMethod.POST, "/" + stage.room() + "/removal", new JsonObject().put("nick", nick))
        .mapEmpty();
  }

  @Override
  public Future<Integer> count(Stage stage) {
    return ask(HttpMethod.POST, "/" + stage.room() + "/census", new JsonObject())
        .map(
            answer -> {
              try {
                return new JsonObject(answer).getInteger("participants");
              } catch (DecodeException | ClassCastException notOurs) {
                throw new IllegalStateException(node + " is no node of this version");
              }
            });
  }

  @Override
  public Future<Void> end(Stage stage) {
    return ask(HttpMethod.POST, "/" + stage.room() + "/end", new JsonObject()).mapEmpty();
  }

  @Override
  public Future<Void> close(Stage stage) {
    return ask(HttpMethod.DELETE, "/" + stage.room(), new JsonObject()).mapEmpty();
  }

  private Future<Buffer> ask(HttpMethod method, String path, JsonObject body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(node + "/jitsi/rehearsals" + path)
            .setFollowRedirects(false)
            .setConnectTimeout(PATIENCE_MS)
            .putHeader("Authorization", "Bearer " + secret)
            .putHeader("Content-Type", "application/json");
    return client
        .request(options)
        .compose(request -> request.send(body.toBuffer()))
        .compose(
            response ->
                response
                    .body()
                    .compose(
                        answer ->
                            response.statusCode() < 300
                                ? Future.succeededFuture(answer)
                                : Future.failedFuture(why(response.statusCode(), answer))))
        .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  private static String why(int status, Buffer answer) {
    try {
      return new JsonObject(answer).getString("message", "it answered " + status);
    } catch (DecodeException | ClassCastException notOurs) {
      return status == 404
          ? "there is no Jitsi set at this node, or it is no node of this version"
          : "it answered " + status;
    }
  }
}
