package org.evenkeel.check;

import java.net.URI;

/**
 * Where a deployment of Jitsi is.
 *
 * @param url http or https, without a path
 * @param jicofoPort on the same host, where jicofo listens unless told otherwise; nobody must reach
 *     it
 * @param patienceMs for each answer
 */
record Deployment(URI url, int jicofoPort, int patienceMs) {
  private static final int JICOFO = 8888;
  private static final int PATIENCE_MS = 8_000;

  static Deployment at(URI url) {
    return new Deployment(url, JICOFO, PATIENCE_MS);
  }

  URI at(String path) {
    return URI.create(url.getScheme() + "://" + url.getRawAuthority() + path);
  }

  URI library() {
    return at("/libs/lib-jitsi-meet.min.js");
  }

  URI service() {
    String scheme = url.getScheme().equals("https") ? "wss" : "ws";
    return URI.create(scheme + "://" + url.getRawAuthority() + "/xmpp-websocket");
  }
}
