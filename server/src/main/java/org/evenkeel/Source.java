package org.evenkeel;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.evenkeel.store.StartFailure;

/**
 * The settings as text, from the environment and from the YAML file that {@code EVENKEEL_CONFIG}
 * names; the environment wins. Finds what nobody knows.
 */
final class Source {
  private static final String CONFIG = "EVENKEEL_CONFIG";
  private static final String FILE = "_FILE";
  private static final Set<String> SECRET =
      Set.of("EVENKEEL_DATABASE_URL", "EVENKEEL_TURN_SECRET", "EVENKEEL_JITSI_SECRET");
  private static final Set<String> KNOWN =
      Set.of(
          "EVENKEEL_HTTP_PORT",
          "EVENKEEL_MANAGEMENT_PORT",
          "EVENKEEL_BIND",
          "EVENKEEL_PUBLIC_URL",
          "EVENKEEL_DATA_DIR",
          "EVENKEEL_DATABASE_URL",
          "EVENKEEL_CLUSTER_BIND",
          "EVENKEEL_CLUSTER_PORT",
          "EVENKEEL_CLUSTER_MEMBERS",
          "EVENKEEL_CLUSTER_SERVICE",
          "EVENKEEL_CLUSTER_TRUSTED_NETWORK",
          "EVENKEEL_DEMO",
          "EVENKEEL_MEDIA",
          "EVENKEEL_JITSI_URL",
          "EVENKEEL_JITSI_APP_ID",
          "EVENKEEL_JITSI_DOMAIN",
          "EVENKEEL_JITSI_MUC",
          "EVENKEEL_JITSI_CONTROL_URL",
          "EVENKEEL_JITSI_SECRET",
          "EVENKEEL_JITSI_LIBRARY_INTEGRITY",
          "EVENKEEL_ICE_SERVERS",
          "EVENKEEL_TURN_SECRET",
          "EVENKEEL_LOG");

  private final Map<String, String> values;

  private Source(Map<String, String> values) {
    this.values = values;
  }

  static Source of(Map<String, String> environment) {
    Map<String, String> values = new LinkedHashMap<>();
    String config = environment.get(CONFIG);
    if (config != null && !config.isBlank()) {
      read(Path.of(config)).forEach((name, value) -> put(values, name, value));
    }
    Map<String, String> set = new LinkedHashMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("EVENKEEL_") && !name.equals(CONFIG)) {
            put(set, name, value);
          }
        });
    values.putAll(set);
    return new Source(values);
  }

  private static void put(Map<String, String> values, String name, String value) {
    String of = name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : name;
    if (!KNOWN.contains(of) || !of.equals(name) && !SECRET.contains(of)) {
      throw new StartFailure(
          name
              + " is not a setting of Evenkeel. Expected: one of those in the README. "
              + near(name));
    }
    if (values.containsKey(of)) {
      throw new StartFailure(
          of + " is set twice. Expected: either " + of + " or " + of + FILE + ".");
    }
    values.put(of, of.equals(name) ? value : secret(name, Path.of(value)));
  }

  private static String near(String name) {
    return KNOWN.stream()
        .filter(known -> distance(known, name) <= 3)
        .min((a, b) -> distance(a, name) - distance(b, name))
        .map(known -> "Did you mean " + known + "?")
        .orElse("")
        .strip();
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        corner = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  private static Map<String, String> read(Path file) {
    try {
      JsonNode root =
          new ObjectMapper(
                  YAMLFactory.builder()
                      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                      .build())
              .readTree(Files.readString(file));
      Map<String, String> values = new LinkedHashMap<>();
      if (!root.isObject() && !root.isMissingNode()) {
        throw new StartFailure(
            CONFIG
                + " names "
                + file
                + ", which is no list of settings. Expected: lines of NAME: value.");
      }
      for (Map.Entry<String, JsonNode> entry : root.properties()) {
        values.put(entry.getKey(), text(file, entry.getKey(), entry.getValue()));
      }
      return values;
    } catch (com.fasterxml.jackson.core.JsonProcessingException notYaml) {
      throw new StartFailure(
          CONFIG
              + " names "
              + file
              + ", which is not YAML or sets something twice. Expected: lines of NAME: value.");
    } catch (NoSuchFileException missing) {
      throw new StartFailure(
          CONFIG + " names " + file + ", which is not there. Expected: a YAML file.");
    } catch (IOException unreadable) {
      throw new StartFailure(
          CONFIG + " names " + file + ", which cannot be read. Expected: a YAML file.");
    }
  }

  private static String text(Path file, String name, JsonNode value) {
    if (value.isArray()) {
      StringBuilder all = new StringBuilder();
      value.forEach(one -> all.append(all.isEmpty() ? "" : ",").append(one.asText()));
      return all.toString();
    }
    if (value.isObject()) {
      throw new StartFailure(name + " in " + file + " has parts. Expected: one value.");
    }
    return value.isNull() ? "" : value.asText();
  }

  private static String secret(String name, Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new StartFailure(
          name
              + " names "
              + file
              + ", which cannot be read. Expected: a file that holds the secret.");
    }
  }

  /**
   * The value as what it should be.
   *
   * @param expected for the person whose value is none
   * @param parse throws {@link IllegalArgumentException} with what is wrong
   * @return empty where nothing is set
   */
  <T> Optional<T> get(String name, String expected, Function<String, T> parse) {
    String value = values.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(value));
    } catch (IllegalArgumentException fault) {
      String shown = SECRET.contains(name) ? "" : " is \"" + value + "\":";
      throw new StartFailure(
          name
              + (shown.isEmpty() ? ":" : shown)
              + " "
              + fault.getMessage()
              + ". Expected: "
              + expected
              + ".");
    }
  }
}
