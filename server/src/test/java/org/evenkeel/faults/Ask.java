package org.evenkeel.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A question to a node over HTTP, with a deadline for the whole answer: the client's own ends with
 * the answer's head, and a body that breaks off behind it would be waited for for ever.
 */
final class Ask {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Ask() {}

  /**
   * @param cookie of somebody who is signed in; null to ask as nobody
   */
  static HttpResponse<String> get(String url, String cookie, int seconds)
      throws IOException, TimeoutException, InterruptedException {
    HttpRequest.Builder ask = HttpRequest.newBuilder(URI.create(url));
    if (cookie != null) {
      ask.header("Cookie", "evenkeel=" + cookie);
    }
    CompletableFuture<HttpResponse<String>> answer =
        HTTP.sendAsync(ask.build(), BodyHandlers.ofString());
    try {
      return answer.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException broken
          ? broken
          : new IOException(failed.getCause());
    } finally {
      answer.cancel(true);
    }
  }
}
