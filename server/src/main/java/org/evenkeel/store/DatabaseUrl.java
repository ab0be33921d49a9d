package org.evenkeel.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where the database is.
 *
 * @param password never printed
 */
public record DatabaseUrl(String host, int port, String name, String user, String password) {
  private static final int DEFAULT_PORT = 5432;

  /**
   * Reads {@code postgresql://user:password@host:port/name}; parts with special characters are
   * percent-encoded.
   *
   * @throws IllegalArgumentException what is wrong, without the text itself, for it may hold a
   *     password
   */
  public static DatabaseUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException notAnAddress) {
      throw new IllegalArgumentException("it is not a URL");
    }
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new IllegalArgumentException("it does not begin with postgresql://");
    }
    String name = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
    if (uri.getHost() == null || name.isEmpty() || name.contains("/")) {
      throw new IllegalArgumentException("it names no host or no database");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("it has parameters, which are not understood");
    }
    String[] who = uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":");
    if (who.length == 0 || who.length > 2 || who[0].isEmpty()) {
      throw new IllegalArgumentException("it names no user");
    }
    return new DatabaseUrl(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        name,
        decode(who[0]),
        who.length == 2 ? decode(who[1]) : "");
  }

  /** The whole URL, password and all. */
  public String reveal() {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(encode(user), encode(password), host, port, name);
  }

  /** For JDBC, without user and password. */
  String jdbc() {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, name);
  }

  /** The same server and user, another database. */
  public DatabaseUrl withName(String other) {
    return new DatabaseUrl(host, port, other, user, password);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return "postgresql://%s:***@%s:%d/%s".formatted(user, host, port, name);
  }
}
