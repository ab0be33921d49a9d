package org.evenkeel;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.media.JitsiSettings;
import org.evenkeel.store.DatabaseUrl;
import org.evenkeel.store.StartFailure;
import org.evenkeel.web.Origins;

/**
 * How this node was asked to run. Whatever is wrong with it is found here, at the start, and told
 * in one line.
 *
 * @param httpPort 0 takes any that is free
 * @param bind where people and operators reach the node
 * @param publicUrls where the web client is served from; empty: this machine alone
 * @param dataDir the embedded database and the node's lock
 * @param database a server of one's own; empty: the embedded one
 * @param jitsi where it carries the media; empty: a mesh does
 * @param demo a sample program with people in it whose password everybody knows
 */
public record Settings(
    int httpPort,
    int managementPort,
    String bind,
    List<URI> publicUrls,
    Path dataDir,
    Optional<DatabaseUrl> database,
    Cluster cluster,
    Ice ice,
    Optional<JitsiSettings> jitsi,
    boolean demo) {

  private static final String HERE = "an address of this machine, as 127.0.0.1";
  private static final String PORT = "a port from 0 to 65535, where 0 takes any that is free";

  /**
   * How nodes reach one another.
   *
   * @param members host:port of the others; empty: alone
   * @param service a DNS name that resolves to all of them, in place of {@code members}
   */
  public record Cluster(String bind, int port, List<String> members, Optional<String> service) {
    public Cluster {
      members = List.copyOf(members);
    }
  }

  /**
   * How browsers find a way to one another.
   *
   * @param servers stun: and turn: URLs
   * @param turnSecret shared with the TURN server, never printed
   */
  public record Ice(List<URI> servers, Optional<String> turnSecret) {
    public Ice {
      servers = List.copyOf(servers);
    }

    @Override
    public String toString() {
      return "Ice[servers=" + servers + ", turnSecret=" + turnSecret.map(s -> "***") + "]";
    }
  }

  public Settings {
    publicUrls = List.copyOf(publicUrls);
    if (demo && !isLoopback(bind)) {
      throw new StartFailure(
          "EVENKEEL_DEMO is \"true\" and EVENKEEL_BIND is \""
              + bind
              + "\": everybody knows the demo's passwords. Expected: a loopback address as 127.0.0.1.");
    }
    if (httpPort != 0 && httpPort == managementPort) {
      throw new StartFailure(
          "EVENKEEL_MANAGEMENT_PORT is \""
              + managementPort
              + "\": it is the HTTP port. Expected: another port than EVENKEEL_HTTP_PORT.");
    }
  }

  /**
   * @throws StartFailure names the first setting that is wrong
   */
  public static Settings of(Map<String, String> environment) {
    Source source = Source.of(environment);
    source.get("EVENKEEL_LOG", "text or json", oneOf("text", "json"));
    boolean demo = flag(source, "EVENKEEL_DEMO");
    return new Settings(
        port(source, "EVENKEEL_HTTP_PORT", 8080),
        port(source, "EVENKEEL_MANAGEMENT_PORT", 9090),
        source
            .get("EVENKEEL_BIND", HERE + ", or 0.0.0.0 for all", Settings::address)
            .orElse("127.0.0.1"),
        source
            .get(
                "EVENKEEL_PUBLIC_URL",
                "http or https URLs without a path, with commas between them",
                list(Settings::publicUrl))
            .orElse(List.of()),
        source
            .get("EVENKEEL_DATA_DIR", "the path of a folder", Settings::path)
            .orElseGet(() -> usualDataDir(demo)),
        source.get(
            "EVENKEEL_DATABASE_URL",
            "postgresql://user:password@host:port/name, or nothing for the embedded one",
            DatabaseUrl::parse),
        cluster(source),
        new Ice(
            source
                .get(
                    "EVENKEEL_ICE_SERVERS",
                    "stun:, turn: or turns: URLs with commas between them",
                    list(Settings::iceServer))
                .orElse(List.of()),
            source.get("EVENKEEL_TURN_SECRET", "any text", Function.identity())),
        JitsiSource.of(source),
        demo);
  }

  /** Where pages of ours come from. */
  public Origins origins(int boundPort) {
    return publicUrls.isEmpty() ? Origins.loopback(boundPort) : Origins.of(publicUrls);
  }

  private static Cluster cluster(Source source) {
    String bind =
        source
            .get(
                "EVENKEEL_CLUSTER_BIND",
                HERE + ", by which the other nodes reach it",
                Settings::one)
            .orElse("127.0.0.1");
    boolean trusted = flag(source, "EVENKEEL_CLUSTER_TRUSTED_NETWORK");
    if (!isLoopback(bind) && !trusted) {
      throw new StartFailure(
          "EVENKEEL_CLUSTER_BIND is \""
              + bind
              + "\": the link between nodes is not encrypted. Expected: a loopback address, or"
              + " EVENKEEL_CLUSTER_TRUSTED_NETWORK=true on a network that is protected otherwise.");
    }
    return new Cluster(
        bind,
        port(source, "EVENKEEL_CLUSTER_PORT", 5701),
        source
            .get(
                "EVENKEEL_CLUSTER_MEMBERS",
                "host:port with commas between them",
                list(Settings::member))
            .orElse(List.of()),
        source.get("EVENKEEL_CLUSTER_SERVICE", "a DNS name", Settings::dnsName));
  }

  static String dnsName(String text) {
    if (!text.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
      throw new IllegalArgumentException("it is not a DNS name");
    }
    return text;
  }

  private static Path usualDataDir(boolean demo) {
    Path here = Path.of("").toAbsolutePath();
    return demo && Files.isRegularFile(here.resolve("pom.xml"))
        ? here.resolve("data")
        : Path.of(System.getProperty("user.home"), ".evenkeel");
  }

  private static int port(Source source, String name, int otherwise) {
    return source.get(name, PORT, Settings::port).orElse(otherwise);
  }

  private static int port(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("it is not a number");
    }
    int port = Integer.parseInt(text);
    if (port > 65_535) {
      throw new IllegalArgumentException("there is no such port");
    }
    return port;
  }

  private static boolean flag(Source source, String name) {
    return source.get(name, "true or false", oneOf("true", "false")).orElse("false").equals("true");
  }

  static Function<String, String> oneOf(String... words) {
    return text -> {
      if (!List.of(words).contains(text)) {
        throw new IllegalArgumentException("it is none of the words that are possible");
      }
      return text;
    };
  }

  private static <T> Function<String, List<T>> list(Function<String, T> one) {
    return text -> Arrays.stream(text.split(",", -1)).map(String::strip).map(one).toList();
  }

  private static String address(String text) {
    resolve(text);
    return text;
  }

  /** The others are told to connect to it, so it cannot stand for all addresses. */
  private static String one(String text) {
    if (resolve(text).isAnyLocalAddress()) {
      throw new IllegalArgumentException("it is no address that others could connect to");
    }
    return text;
  }

  private static InetAddress resolve(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException("it is not an address");
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  static URI publicUrl(String text) {
    URI url = uri(text);
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean bare = url.getPath() == null || url.getPath().isEmpty() || url.getPath().equals("/");
    if (!web || url.getHost() == null || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("it is not the address of a web server");
    }
    if (!bare || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("it goes on after the host and port");
    }
    return url;
  }

  private static URI iceServer(String text) {
    if (!text.matches("(stuns?|turns?):[^\\s,/]+")) {
      throw new IllegalArgumentException("one of them is no STUN or TURN server");
    }
    return uri(text);
  }

  private static String member(String text) {
    if (!text.matches("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+\\]):\\d{1,5}")) {
      throw new IllegalArgumentException("one of them is not host:port");
    }
    return text;
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException notAnAddress) {
      throw new IllegalArgumentException("it is not a URL", notAnAddress);
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException notAPath) {
      throw new IllegalArgumentException("it is not a path", notAPath);
    }
  }
}
