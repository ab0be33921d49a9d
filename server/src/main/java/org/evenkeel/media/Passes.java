package org.evenkeel.media;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.evenkeel.room.Role;
import org.evenkeel.room.Sitter;

/**
 * Makes the tokens with which people come into a media room of Jitsi.
 *
 * <p>Each is for one person and one room by its exact name; a token for any room is never made.
 * Whoever leads a group leads its media, nobody else. All features of Jitsi are off by name, for it
 * grants some to moderators of whom it is told nothing.
 */
public final class Passes {
  /** Long enough for a slow phone to load the library and sign in; who is in stays in. */
  public static final Duration GOOD_FOR = Duration.ofSeconds(90);

  /** Jitsi allows for no difference between clocks: a token of ours may seem to come early. */
  static final Duration BACKDATED = Duration.ofSeconds(10);

  /** All that a token can grant, by the names that Jitsi's server and its client know. */
  static final List<String> FEATURES =
      List.of(
          "branding",
          "calendar",
          "callstats",
          "create-polls",
          "file-upload",
          "flip",
          "inbound-call",
          "list-visitors",
          "livestreaming",
          "lobby",
          "moderation",
          "outbound-call",
          "recording",
          "room",
          "screen-sharing",
          "send-groupchat",
          "sip-inbound-call",
          "sip-outbound-call",
          "transcription");

  private static final int LONGEST_NAME = 80;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final SigningKey key;
  private final String appId;
  private final String domain;

  /**
   * @param appId the issuer and the audience
   * @param domain the XMPP domain, which is the subject
   */
  public Passes(SigningKey key, String appId, String domain) {
    this.key = key;
    this.appId = appId;
    this.domain = domain;
  }

  /**
   * A pass for somebody who is in the room of ours.
   *
   * @param room the exact name of the media room
   * @param id unique; good for one join
   * @throws IllegalArgumentException they are not admitted, or the room has no name of ours
   */
  public MediaPass mint(Sitter who, String room, String id, Instant now) {
    if (!who.admitted()) {
      throw new IllegalArgumentException("whoever waits gets no pass");
    }
    if (!MediaRooms.isName(room)) {
      throw new IllegalArgumentException("not the name of a media room");
    }
    Instant from = now.truncatedTo(ChronoUnit.SECONDS);
    Instant until = from.plus(GOOD_FOR);
    boolean leads = leads(who.role());
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("id", who.person().toString());
    user.put("name", name(who.name()));
    user.put("affiliation", leads ? "owner" : "member");
    user.put("moderator", leads ? "true" : "false");
    Map<String, Object> features = new LinkedHashMap<>();
    FEATURES.forEach(feature -> features.put(feature, false));
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(appId)
            .audience(appId)
            .subject(domain)
            .claim("room", room)
            .issueTime(Date.from(from))
            .notBeforeTime(Date.from(from.minus(BACKDATED)))
            .expirationTime(Date.from(until))
            .jwtID(id)
            .claim("context", Map.of("user", user, "features", features))
            .build();
    return new MediaPass(id, key.sign(claims), until);
  }

  /** Exhaustive on purpose: a new role must say here what it is to Jitsi. */
  private static boolean leads(Role role) {
    return switch (role) {
      case HOST, COHOST -> true;
      case PARTICIPANT, FAMILY, OBSERVER, INTERPRETER -> false;
    };
  }

  private static String name(String alias) {
    String plain = CONTROL.matcher(alias).replaceAll(" ").strip();
    return plain.length() <= LONGEST_NAME
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, plain.codePointCount(0, LONGEST_NAME)));
  }
}
