package org.evenkeel;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import org.evenkeel.media.JitsiSettings;
import org.evenkeel.store.StartFailure;

/**
 * Reads what is set of a Jitsi deployment. Whatever is set must be sound, also where a mesh is
 * used.
 */
final class JitsiSource {
  private static final String MEDIA = "EVENKEEL_MEDIA";
  private static final String WEB = "https://host or https://host:port, or http on this machine";
  private static final int SHORTEST_SECRET = 32;

  private JitsiSource() {}

  /**
   * @return empty where a mesh carries the media
   * @throws StartFailure names the first setting that is wrong or missing
   */
  static Optional<JitsiSettings> of(Source source) {
    boolean jitsi =
        source
            .get(MEDIA, "mesh or jitsi", Settings.oneOf("mesh", "jitsi"))
            .filter("jitsi"::equals)
            .isPresent();
    Optional<URI> url = source.get("EVENKEEL_JITSI_URL", WEB, JitsiSource::safeUrl);
    String appId =
        source
            .get("EVENKEEL_JITSI_APP_ID", "letters, digits, . _ or -", JitsiSource::appId)
            .orElse("evenkeel");
    Optional<String> domain =
        source.get("EVENKEEL_JITSI_DOMAIN", "an XMPP domain, as meet.jitsi", Settings::dnsName);
    Optional<String> muc =
        source.get("EVENKEEL_JITSI_MUC", "an XMPP domain, as muc.meet.jitsi", Settings::dnsName);
    Optional<URI> control =
        source.get(
            "EVENKEEL_JITSI_CONTROL_URL",
            "where Prosody's HTTP is on an inner network, as http://prosody:5280",
            Settings::publicUrl);
    Optional<String> secret =
        source.get("EVENKEEL_JITSI_SECRET", "32 characters or more", JitsiSource::secret);
    Optional<String> integrity =
        source.get(
            "EVENKEEL_JITSI_LIBRARY_INTEGRITY",
            "sha384- and the hash of lib-jitsi-meet.min.js in base64",
            JitsiSource::integrity);
    if (!jitsi) {
      return Optional.empty();
    }
    URI where = url.orElseThrow(missing("EVENKEEL_JITSI_URL", WEB));
    String xmpp =
        domain
            .or(() -> Optional.of(where.getHost()).filter(host -> !host.startsWith("[")))
            .orElseThrow(missing("EVENKEEL_JITSI_DOMAIN", "an XMPP domain, as meet.jitsi"));
    return Optional.of(
        new JitsiSettings(
            where,
            appId,
            xmpp,
            muc.orElse("conference." + xmpp),
            control.orElseThrow(
                missing(
                    "EVENKEEL_JITSI_CONTROL_URL",
                    "where Prosody's HTTP is on an inner network, or nobody could be taken out")),
            secret.orElseThrow(
                missing(
                    "EVENKEEL_JITSI_SECRET", "32 characters or more, which Jitsi's parts know")),
            integrity));
  }

  private static Supplier<StartFailure> missing(String name, String expected) {
    return () ->
        new StartFailure(
            name + " is missing, and " + MEDIA + " is \"jitsi\". Expected: " + expected + ".");
  }

  private static URI safeUrl(String text) {
    URI url = Settings.publicUrl(text);
    if (url.getScheme().equals("http") && !loopback(url.getHost())) {
      throw new IllegalArgumentException("browsers give cameras to https alone");
    }
    return url;
  }

  /** By its name alone: whether a name leads to this machine is nothing to ask the network for. */
  private static boolean loopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static String appId(String text) {
    if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("it is not a name that fits into a token");
    }
    return text;
  }

  private static String secret(String text) {
    if (text.length() < SHORTEST_SECRET) {
      throw new IllegalArgumentException("it is too short");
    }
    if (!text.matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException("it has characters that a header cannot carry");
    }
    return text;
  }

  private static String integrity(String text) {
    if (!text.matches("sha384-[A-Za-z0-9+/]{64}")) {
      throw new IllegalArgumentException("it is not the SHA-384 of a file");
    }
    return text;
  }
}
