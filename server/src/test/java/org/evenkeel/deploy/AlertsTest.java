package org.evenkeel.deploy;

import static org.evenkeel.deploy.ComposeFile.DOCKER;
import static org.evenkeel.deploy.ComposeFile.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.evenkeel.media.Tally;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What operators are woken for, and, where its tool is installed, what Prometheus makes of it. */
class AlertsTest {
  private static final Path TESTS = Path.of("src/test/resources/alerts/tests.yml");

  private static List<?> alerts() throws Exception {
    Map<?, ?> file = new Yaml().load(Files.readString(DOCKER.resolve("observe/alerts.yml")));
    return list(((Map<?, ?>) list(file.get("groups")).getFirst()).get("rules"));
  }

  @Test
  void prometheusFiresThemWhenItShouldAndNotBefore() throws Exception {
    Assumptions.assumeTrue(Tool.isHere("promtool", "--version"), "SKIPPED: there is no promtool");
    Tool tests = Tool.run(List.of("promtool", "test", "rules", TESTS.toString()));
    assertEquals(0, tests.code(), tests::said);
    String config = DOCKER.resolve("observe/prometheus.yml").toString();
    Tool check = Tool.run(List.of("promtool", "check", "config", config));
    assertEquals(0, check.code(), check::said);
  }

  @Test
  void eachIsTriedOnWhatFiresItAndOnWhatDoesNot() throws Exception {
    Set<Object> fired = new HashSet<>();
    Set<Object> silent = new HashSet<>();
    Map<?, ?> file = new Yaml().load(Files.readString(TESTS));
    for (Object test : list(file.get("tests"))) {
      for (Object each : list(((Map<?, ?>) test).get("alert_rule_test"))) {
        Map<?, ?> expected = (Map<?, ?>) each;
        boolean fires = !list(expected.get("exp_alerts")).isEmpty();
        (fires ? fired : silent).add(expected.get("alertname"));
      }
    }
    Set<Object> all =
        alerts().stream().map(a -> ((Map<?, ?>) a).get("alert")).collect(Collectors.toSet());
    assertEquals(all, fired);
    assertEquals(all, silent);
  }

  @Test
  void whatOperatorsAreWokenForIsCounted() throws Exception {
    Set<String> counted =
        Arrays.stream(Tally.Event.values())
            .map(event -> event.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.toSet());
    List<String> named =
        Pattern.compile("what=~?\"([a-z|-]+)\"")
            .matcher(Files.readString(DOCKER.resolve("observe/alerts.yml")))
            .results()
            .flatMap(match -> Arrays.stream(match.group(1).split("\\|")))
            .toList();
    assertFalse(named.isEmpty());
    for (String what : named) {
      assertTrue(counted.contains(what), what);
    }
    counted.removeAll(named);
    assertEquals(
        Set.of("kick", "move", "unreadable"), counted, "whatever else is counted wakes somebody");
  }

  @Test
  void everyAlertSaysWhatItIsAbout() throws Exception {
    List<?> rules = alerts();
    Set<Object> names = new HashSet<>();
    for (Object each : rules) {
      Map<?, ?> rule = (Map<?, ?>) each;
      assertTrue(names.add(rule.get("alert")), () -> "twice: " + rule);
      assertNotNull(((Map<?, ?>) rule.get("annotations")).get("summary"), () -> "mute: " + rule);
    }
    // A job that is not scraped would never be missed.
    String scraped = Files.readString(DOCKER.resolve("observe/prometheus.yml"));
    for (Object each : rules) {
      Matcher job = Pattern.compile("job=\"(\\w+)\"").matcher(each.toString());
      while (job.find()) {
        assertTrue(scraped.contains("job_name: " + job.group(1)), job.group());
      }
    }
  }
}
