package org.evenkeel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.media.JitsiSettings;
import org.evenkeel.store.StartFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void withoutAnySettingItIsThisMachineAlone() {
    Settings settings = Settings.of(Map.of("PATH", "/bin", "HOME", "/nowhere"));
    assertEquals(8080, settings.httpPort());
    assertEquals(9090, settings.managementPort());
    assertEquals("127.0.0.1", settings.bind());
    assertEquals(List.of(), settings.publicUrls());
    assertEquals(Path.of(System.getProperty("user.home"), ".evenkeel"), settings.dataDir());
    assertEquals(Optional.empty(), settings.database());
    assertEquals(
        new Settings.Cluster("127.0.0.1", 5701, List.of(), Optional.empty()), settings.cluster());
    assertEquals(new Settings.Ice(List.of(), Optional.empty()), settings.ice());
    assertFalse(settings.demo());
    assertTrue(settings.origins(8123).allows("http://localhost:8123"));
    assertFalse(settings.origins(8123).allows("http://localhost:8080"));
  }

  @Test
  void everySettingIsRead() {
    Settings settings =
        Settings.of(
            Map.ofEntries(
                Map.entry("EVENKEEL_HTTP_PORT", "0"),
                Map.entry("EVENKEEL_MANAGEMENT_PORT", " 65535 "),
                Map.entry("EVENKEEL_BIND", "0.0.0.0"),
                Map.entry("EVENKEEL_PUBLIC_URL", "https://a.example, https://b.example:8443/"),
                Map.entry("EVENKEEL_DATA_DIR", "/srv/x/../evenkeel"),
                Map.entry("EVENKEEL_DATABASE_URL", "postgresql://me:p%40ss@db:5433/keel"),
                Map.entry("EVENKEEL_CLUSTER_BIND", "192.0.2.7"),
                Map.entry("EVENKEEL_CLUSTER_TRUSTED_NETWORK", "true"),
                Map.entry("EVENKEEL_CLUSTER_PORT", "5800"),
                Map.entry("EVENKEEL_CLUSTER_MEMBERS", "one:5701,[::1]:5702"),
                Map.entry("EVENKEEL_MEDIA", "mesh"),
                Map.entry("EVENKEEL_ICE_SERVERS", "stun:s.example:3478,turns:t.example"),
                Map.entry("EVENKEEL_TURN_SECRET", "shared"),
                Map.entry("EVENKEEL_LOG", "json"),
                Map.entry("EVENKEEL_DEMO", "false")));
    assertEquals(0, settings.httpPort());
    assertEquals(65_535, settings.managementPort());
    assertEquals(Path.of("/srv/evenkeel"), settings.dataDir());
    assertEquals("p@ss", settings.database().orElseThrow().password());
    assertEquals("192.0.2.7", settings.cluster().bind());
    assertEquals(List.of("one:5701", "[::1]:5702"), settings.cluster().members());
    assertEquals(
        List.of(URI.create("stun:s.example:3478"), URI.create("turns:t.example")),
        settings.ice().servers());
    assertEquals("shared", settings.ice().turnSecret().orElseThrow());
    assertTrue(settings.origins(0).secure());
    assertTrue(settings.origins(0).allows("https://b.example:8443"));
    String printed = settings.toString();
    assertFalse(printed.contains("shared") || printed.contains("p@ss"), printed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          EVENKEEL_HTTP_PORT               | eighty                       | not a number
          EVENKEEL_HTTP_PORT               | -1                           | not a number
          EVENKEEL_HTTP_PORT               | 65536                        | no such port
          EVENKEEL_HTTP_PORT               | 99999999999999999999         | not a number
          EVENKEEL_HTTP_PORT               | 9090                         | it is the HTTP port
          EVENKEEL_MANAGEMENT_PORT         | 8080                         | it is the HTTP port
          EVENKEEL_MANAGEMENT_PORT         | 9090.5                       | not a number
          EVENKEEL_BIND                    | not an address               | not an address
          EVENKEEL_PUBLIC_URL              | groups.example.org           | not the address of a web server
          EVENKEEL_PUBLIC_URL              | ftp://groups.example.org     | not the address of a web server
          EVENKEEL_PUBLIC_URL              | https://                     | URL
          EVENKEEL_PUBLIC_URL              | https://a b                  | not a URL
          EVENKEEL_PUBLIC_URL              | https://a.example/app        | goes on after the host
          EVENKEEL_PUBLIC_URL              | https://a.example?x=1        | goes on after the host
          EVENKEEL_PUBLIC_URL              | https://a.example,           | web server
          EVENKEEL_CLUSTER_BIND            | 192.0.2.7                    | not encrypted
          EVENKEEL_CLUSTER_BIND            | 0.0.0.0                      | no address that others could connect to
          EVENKEEL_CLUSTER_BIND            | ::                           | no address that others could connect to
          EVENKEEL_CLUSTER_BIND            | not an address               | not an address
          EVENKEEL_CLUSTER_PORT            | x                            | not a number
          EVENKEEL_CLUSTER_MEMBERS         | one                          | not host:port
          EVENKEEL_CLUSTER_MEMBERS         | one:5701,,two:5701           | not host:port
          EVENKEEL_CLUSTER_TRUSTED_NETWORK | yes                          | none of the words
          EVENKEEL_DEMO                    | TRUE                         | none of the words
          EVENKEEL_MEDIA                   | zoom                         | none of the words
          EVENKEEL_JITSI_URL               | meet.example                 | not the address of a web server
          EVENKEEL_JITSI_URL               | http://meet.example          | https alone
          EVENKEEL_JITSI_URL               | http://127.evil.example      | https alone
          EVENKEEL_JITSI_URL               | https://meet.example/app     | goes on after the host
          EVENKEEL_JITSI_APP_ID            | *                            | fits into a token
          EVENKEEL_JITSI_APP_ID            | a b                          | fits into a token
          EVENKEEL_JITSI_DOMAIN            | meet jitsi                   | not a DNS name
          EVENKEEL_JITSI_MUC               | muc@meet.jitsi               | not a DNS name
          EVENKEEL_JITSI_CONTROL_URL       | prosody:5280                 | web server
          EVENKEEL_JITSI_LIBRARY_INTEGRITY | sha256-abc                   | not the SHA-384
          EVENKEEL_ICE_SERVERS             | http://s.example             | no STUN or TURN server
          EVENKEEL_ICE_SERVERS             | stun:a b                     | no STUN or TURN server
          EVENKEEL_LOG                     | loud                         | none of the words
          """)
  void aBadValueStopsTheStartWithOneLineThatSaysWhatIsExpected(
      String name, String value, String fault) {
    String line = refused(Map.of(name, value));
    assertTrue(
        line.startsWith(
            name.equals("EVENKEEL_HTTP_PORT") && value.equals("9090")
                ? "EVENKEEL_MANAGEMENT_PORT"
                : name),
        line);
    assertTrue(line.contains(fault), line);
    assertTrue(line.contains("\"" + value + "\"") || fault.equals("it is the HTTP port"), line);
    assertTrue(line.contains("Expected: "), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary",
        "mysql://me:canary@db/keel",
        "postgresql://me:canary@db",
        "postgresql://me:canary@db/",
        "postgresql://me:canary@db/keel?ssl=true",
        "postgresql://me:can ary@db/keel",
        "postgresql://canary/keel",
        "postgresql://me:canary:more@db/keel",
        "postgresql://me:canary%zz@db/keel"
      })
  void theAddressOfTheDatabaseIsNeverShownForItHoldsAPassword(String url) {
    String line = refused(Map.of("EVENKEEL_DATABASE_URL", url));
    assertTrue(line.startsWith("EVENKEEL_DATABASE_URL: "), line);
    assertTrue(line.contains("Expected: postgresql://user:password@host:port/name"), line);
    assertFalse(line.contains("canary") || line.contains("ary@"), line);
  }

  private static final String SECRET = "a secret of thirty-two characters".replace(' ', '-');

  private static Map<String, String> jitsi() {
    Map<String, String> set = new HashMap<>();
    set.put("EVENKEEL_MEDIA", "jitsi");
    set.put("EVENKEEL_JITSI_URL", "https://Meet.Example.org:443/");
    set.put("EVENKEEL_JITSI_CONTROL_URL", "http://prosody:5280");
    set.put("EVENKEEL_JITSI_SECRET", SECRET);
    return set;
  }

  @Test
  void jitsiTakesWhatIsUsualWhereNothingElseIsSaid() {
    Settings settings = Settings.of(jitsi());
    JitsiSettings jitsi = settings.jitsi().orElseThrow();
    assertEquals("https://meet.example.org", jitsi.origin());
    assertEquals("wss://meet.example.org/xmpp-websocket", jitsi.serviceUrl());
    assertEquals("https://meet.example.org/libs/lib-jitsi-meet.min.js", jitsi.library());
    assertEquals("evenkeel", jitsi.appId());
    assertEquals("Meet.Example.org", jitsi.domain());
    assertEquals("conference.Meet.Example.org", jitsi.muc());
    assertEquals("focus.Meet.Example.org", jitsi.focus());
    assertEquals(SECRET, jitsi.secret());
    assertFalse(settings.toString().contains(SECRET), settings.toString());
  }

  @Test
  void jitsiOnThisMachineMayBePlainAndAllOfItMayBeSet() {
    Map<String, String> set = jitsi();
    set.put("EVENKEEL_JITSI_URL", "http://localhost:8000");
    set.put("EVENKEEL_JITSI_APP_ID", "my-groups");
    set.put("EVENKEEL_JITSI_DOMAIN", "meet.jitsi");
    set.put("EVENKEEL_JITSI_MUC", "muc.meet.jitsi");
    set.put("EVENKEEL_JITSI_LIBRARY_INTEGRITY", "sha384-" + "A".repeat(64));
    JitsiSettings jitsi = Settings.of(set).jitsi().orElseThrow();
    assertEquals("http://localhost:8000", jitsi.origin());
    assertEquals("ws://localhost:8000", jitsi.webSocketOrigin());
    assertEquals("my-groups", jitsi.appId());
    assertEquals("muc.meet.jitsi", jitsi.muc());
    assertTrue(jitsi.integrity().isPresent());
    set.put("EVENKEEL_MEDIA", "mesh");
    assertEquals(Optional.empty(), Settings.of(set).jitsi());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"EVENKEEL_JITSI_URL", "EVENKEEL_JITSI_CONTROL_URL", "EVENKEEL_JITSI_SECRET"})
  void jitsiWithoutWhatItNeedsDoesNotStart(String name) {
    Map<String, String> set = jitsi();
    set.remove(name);
    String line = refused(set);
    assertTrue(line.startsWith(name + " is missing"), line);
    assertTrue(line.contains("Expected: "), line);
    assertFalse(line.contains(SECRET), line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"canary", "canary of more than thirty-two characters with spaces"})
  void aSecretThatIsNoneIsRefusedAndNotShown(String secret) {
    Map<String, String> set = jitsi();
    set.put("EVENKEEL_JITSI_SECRET", secret);
    String line = refused(set);
    assertTrue(line.startsWith("EVENKEEL_JITSI_SECRET: "), line);
    assertFalse(line.contains("canary"), line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7"})
  void theDemoRunsOnLoopbackAlone(String bind) {
    String line = refused(Map.of("EVENKEEL_DEMO", "true", "EVENKEEL_BIND", bind));
    assertTrue(line.contains("EVENKEEL_DEMO") && line.contains("EVENKEEL_BIND"), line);
    assertTrue(line.contains("\"" + bind + "\""), line);
    for (String loopback : List.of("127.0.0.1", "127.8.8.8", "::1", "localhost")) {
      assertTrue(Settings.of(Map.of("EVENKEEL_DEMO", "true", "EVENKEEL_BIND", loopback)).demo());
    }
  }

  @Test
  void aSettingThatNobodyKnowsIsNamedWithTheOneThatWasMeant() {
    assertTrue(
        refused(Map.of("EVENKEEL_HTTP_PROT", "1")).contains("Did you mean EVENKEEL_HTTP_PORT?"));
    String far = refused(Map.of("EVENKEEL_COLOR_OF_THE_WALLS", "1"));
    assertTrue(far.startsWith("EVENKEEL_COLOR_OF_THE_WALLS is not a setting"), far);
    assertFalse(far.contains("Did you mean"), far);
    assertTrue(refused(Map.of("EVENKEEL_HTTP_PORT_FILE", "/x")).contains("is not a setting"));
  }

  @Test
  void secretsMayBeInFilesOfTheirOwn() throws IOException {
    Path url = file("url", "postgresql://me:hidden@db/keel\n");
    Path secret = file("turn", "  shared \n");
    Settings settings =
        Settings.of(
            Map.of(
                "EVENKEEL_DATABASE_URL_FILE", url.toString(),
                "EVENKEEL_TURN_SECRET_FILE", secret.toString()));
    assertEquals("hidden", settings.database().orElseThrow().password());
    assertEquals("shared", settings.ice().turnSecret().orElseThrow());
    String missing = refused(Map.of("EVENKEEL_TURN_SECRET_FILE", folder + "/none"));
    assertTrue(missing.contains("EVENKEEL_TURN_SECRET_FILE names " + folder + "/none"), missing);
    Map<String, String> twice = new HashMap<>();
    twice.put("EVENKEEL_TURN_SECRET", "canary");
    twice.put("EVENKEEL_TURN_SECRET_FILE", secret.toString());
    String both = refused(twice);
    assertTrue(both.contains("EVENKEEL_TURN_SECRET is set twice"), both);
    assertFalse(both.contains("canary"), both);
    Path bad = file("bad", "mysql://me:canary@db/keel");
    assertFalse(refused(Map.of("EVENKEEL_DATABASE_URL_FILE", bad.toString())).contains("canary"));
  }

  @Test
  void aFileMayHoldThemAllAndTheEnvironmentWins() throws IOException {
    Path config =
        file(
            "evenkeel.yaml",
            """
            # of this house
            EVENKEEL_HTTP_PORT: 8081
            EVENKEEL_MANAGEMENT_PORT: 9091
            EVENKEEL_PUBLIC_URL: [https://a.example, https://b.example]
            EVENKEEL_TURN_SECRET_FILE: %s
            EVENKEEL_DEMO: true
            EVENKEEL_CLUSTER_MEMBERS:
            """
                .formatted(file("turn", "shared")));
    Settings settings =
        Settings.of(Map.of("EVENKEEL_CONFIG", config.toString(), "EVENKEEL_HTTP_PORT", "8082"));
    assertEquals(8082, settings.httpPort());
    assertEquals(9091, settings.managementPort());
    assertEquals(2, settings.publicUrls().size());
    assertEquals("shared", settings.ice().turnSecret().orElseThrow());
    assertTrue(settings.demo());
    assertEquals(List.of(), settings.cluster().members());
  }

  @Test
  void aFileThatCannotBeUsedIsNamed() throws IOException {
    assertTrue(config(folder.resolve("none")).contains("which is not there"));
    assertTrue(config(folder).contains("which cannot be read"));
    assertTrue(config(file("a", "a: [")).contains("which is not YAML"));
    assertTrue(config(file("b", "- one\n- two")).contains("which is no list of settings"));
    assertTrue(config(file("c", "EVENKEEL_BIND: {a: 1}")).startsWith("EVENKEEL_BIND in "));
    assertTrue(config(file("d", "port: 1")).startsWith("port is not a setting"));
    assertTrue(config(file("e", "EVENKEEL_DEMO: maybe")).contains("none of the words"));
    assertTrue(config(file("f", "EVENKEEL_HTTP_PORT: 1\nEVENKEEL_HTTP_PORT: 2")).contains("twice"));
    assertEquals(
        8080,
        Settings.of(Map.of("EVENKEEL_CONFIG", file("g", "# nothing\n").toString())).httpPort());
  }

  private static String refused(Map<String, String> environment) {
    String line = assertThrows(StartFailure.class, () -> Settings.of(environment)).getMessage();
    assertEquals(1, line.lines().count(), "one line: " + line);
    return line;
  }

  private static String config(Path file) {
    String line = refused(Map.of("EVENKEEL_CONFIG", file.toString()));
    assertTrue(line.contains("Expected: "), line);
    return line;
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
