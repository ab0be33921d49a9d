package org.evenkeel.web;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the web client is served from, as browsers name it.
 *
 * @param allowed exact origins, for instance {@code https://groups.example.org}
 * @param secure they are all reached by https
 */
public record Origins(Set<String> allowed, boolean secure) {
  public Origins {
    allowed = Set.copyOf(allowed);
  }

  /**
   * @param publicUrls absolute, http or https, without a path
   */
  public static Origins of(List<URI> publicUrls) {
    Set<String> origins = new LinkedHashSet<>();
    publicUrls.forEach(url -> origins.add(origin(url)));
    return new Origins(origins, origins.stream().allMatch(o -> o.startsWith("https:")));
  }

  /** Without a public URL: this machine alone. */
  public static Origins loopback(int port) {
    return new Origins(Set.of("http://localhost:" + port, "http://127.0.0.1:" + port), false);
  }

  private static String origin(URI url) {
    boolean usual =
        url.getPort() < 0
            || url.getPort() == 443 && url.getScheme().equals("https")
            || url.getPort() == 80 && url.getScheme().equals("http");
    // As browsers write it: a host's name has no capitals.
    return url.getScheme()
        + "://"
        + url.getHost().toLowerCase(Locale.ROOT)
        + (usual ? "" : ":" + url.getPort());
  }

  /** Whether a page of this origin is ours. */
  public boolean allows(String origin) {
    return allowed.contains(origin);
  }

  /** The same places, for a WebSocket. */
  String webSockets() {
    return allowed.stream()
        .map(origin -> origin.replaceFirst("^http", "ws"))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /** The cookie's name: browsers let {@code __Host-} be set by https alone, and by no subdomain. */
  String cookieName() {
    return secure ? "__Host-evenkeel" : "evenkeel";
  }
}
