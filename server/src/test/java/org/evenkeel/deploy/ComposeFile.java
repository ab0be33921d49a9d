package org.evenkeel.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The compose file as it is in the repo, with what it falls back to where nothing is set. */
final class ComposeFile {
  static final Path DOCKER = Path.of("..", "docker");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+):-([^}]*)}");
  private final Map<String, Object> root;

  private ComposeFile(Map<String, Object> root) {
    this.root = root;
  }

  static ComposeFile read() {
    try {
      return new ComposeFile(new Yaml().load(Files.readString(DOCKER.resolve("compose.yml"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, Map<String, Object>> services() {
    return maps(root.get("services"));
  }

  Map<String, Map<String, Object>> secrets() {
    return maps(root.get("secrets"));
  }

  Map<String, Map<String, Object>> networks() {
    return maps(root.get("networks"));
  }

  /** As a container sees it where nobody has set anything. */
  static Map<String, String> environment(Map<String, Object> service) {
    Map<String, String> environment = new LinkedHashMap<>();
    maps2(service.get("environment"))
        .forEach((name, value) -> environment.put(name, resolved(String.valueOf(value))));
    return environment;
  }

  static String resolved(String text) {
    return VARIABLE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(m.group(2)));
  }

  /** Names alone, in whichever of its forms they are written. */
  static List<String> names(Object listOrMap) {
    if (listOrMap instanceof Map<?, ?> map) {
      return map.keySet().stream().map(String::valueOf).toList();
    }
    return list(listOrMap).stream()
        .map(one -> one instanceof Map<?, ?> map ? map.get("source") : one)
        .map(String::valueOf)
        .toList();
  }

  static List<?> list(Object value) {
    return value == null ? List.of() : (List<?>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> maps(Object value) {
    return (Map<String, Map<String, Object>>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> maps2(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }
}
