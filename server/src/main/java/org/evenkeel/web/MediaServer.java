package org.evenkeel.web;

import io.vertx.ext.web.Router;

/**
 * A media server beside us, as far as the HTTP side has to do with it.
 *
 * @param web its origin, from which our pages load its library
 * @param sockets the same for WebSockets
 * @param parts answers what its own parts ask of us, below {@code /jitsi/}
 */
public record MediaServer(String web, String sockets, Router parts) {}
