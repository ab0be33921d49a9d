package org.evenkeel.media;

import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Reads a body of {@code application/x-www-form-urlencoded} whose sender did not say so. */
final class Form {
  private static final int MOST_FIELDS = 20;

  private Form() {}

  static MultiMap read(String body) {
    MultiMap fields = MultiMap.caseInsensitiveMultiMap();
    if (body == null) {
      return fields;
    }
    for (String pair : body.split("&", MOST_FIELDS)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          fields.add(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
        } catch (IllegalArgumentException wronglyEncoded) {
          return MultiMap.caseInsensitiveMultiMap();
        }
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
