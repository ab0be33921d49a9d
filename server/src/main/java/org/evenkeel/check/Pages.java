package org.evenkeel.check;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Fetches what a browser could fetch, and no more of it than is looked at. */
final class Pages {
  private static final int MOST_BYTES = 512 * 1024;

  /**
   * An answer.
   *
   * @param body its beginning
   */
  record Page(int status, String type, Optional<String> date, String body) {
    boolean isHtml() {
      return type.contains("html") || body.stripLeading().startsWith("<");
    }
  }

  private final HttpClient client;
  private final int patienceMs;

  Pages(HttpClient client, int patienceMs) {
    this.client = client;
    this.patienceMs = patienceMs;
  }

  Future<Page> get(URI address) {
    return fetch(HttpMethod.GET, address, Buffer.buffer());
  }

  Future<Page> post(URI address, String json) {
    return fetch(HttpMethod.POST, address, Buffer.buffer(json));
  }

  private Future<Page> fetch(HttpMethod method, URI address, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(address.toString())
            .setFollowRedirects(false)
            .setConnectTimeout(patienceMs)
            .setIdleTimeout(patienceMs);
    if (body.length() > 0) {
      options.putHeader("Content-Type", "application/json");
    }
    return client
        .request(options)
        .compose(request -> request.send(body))
        .compose(Pages::read)
        .timeout(patienceMs, TimeUnit.MILLISECONDS);
  }

  private static Future<Page> read(HttpClientResponse response) {
    Promise<Page> page = Promise.promise();
    Buffer body = Buffer.buffer();
    Runnable enough =
        () ->
            page.tryComplete(
                new Page(
                    response.statusCode(),
                    Optional.ofNullable(response.getHeader("Content-Type")).orElse(""),
                    Optional.ofNullable(response.getHeader("Date")),
                    body.toString()));
    response.handler(
        part -> {
          if (body.length() < MOST_BYTES) {
            body.appendBuffer(part);
          } else {
            enough.run();
            response.request().reset();
          }
        });
    response.endHandler(end -> enough.run());
    response.exceptionHandler(page::tryFail);
    return page.future();
  }
}
