package org.evenkeel.media;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * A Jitsi deployment, as the operator named it.
 *
 * @param url where browsers reach it: https, or http on this machine alone; without a path
 * @param appId who we are to it: the issuer and the audience of our passes
 * @param domain its XMPP domain
 * @param muc the domain of its rooms
 * @param control where its Prosody takes our orders, on a network that nobody else is on
 * @param secret by which its parts know themselves to us; never printed
 * @param integrity of its library, as browsers check it
 */
public record JitsiSettings(
    URI url,
    String appId,
    String domain,
    String muc,
    URI control,
    String secret,
    Optional<String> integrity) {

  /** What pages may load scripts from, as browsers name it. */
  public String origin() {
    return url.getScheme() + "://" + authority();
  }

  /** The same place, for a WebSocket. */
  public String webSocketOrigin() {
    return (url.getScheme().equals("https") ? "wss" : "ws") + "://" + authority();
  }

  /** The client library of this very deployment; any other may not fit it. */
  public String library() {
    return origin() + "/libs/lib-jitsi-meet.min.js";
  }

  /** Where clients speak XMPP. */
  public String serviceUrl() {
    return webSocketOrigin() + "/xmpp-websocket";
  }

  /** The address of its focus. */
  public String focus() {
    return "focus." + domain;
  }

  private String authority() {
    boolean usual =
        url.getPort() < 0
            || url.getPort() == 443 && url.getScheme().equals("https")
            || url.getPort() == 80 && url.getScheme().equals("http");
    return url.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + url.getPort());
  }

  @Override
  public String toString() {
    return "JitsiSettings["
        + url
        + ", "
        + appId
        + ", "
        + domain
        + ", "
        + muc
        + ", "
        + control
        + "]";
  }
}
