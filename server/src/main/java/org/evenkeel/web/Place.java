package org.evenkeel.web;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where a request comes from, for limits alone. */
final class Place {
  private Place() {}

  /**
   * The other end's address; or what a reverse proxy on this machine says of it. Only the last
   * entry counts, for the ones before it are whatever the client wrote. An IPv6 network is one
   * place: its owner has all of its addresses.
   */
  static String of(HttpServerRequest request) {
    String address = request.remoteAddress().hostAddress();
    if (address == null) {
      return "unknown";
    }
    String forwarded = request.getHeader("X-Forwarded-For");
    if (forwarded != null && isLoopback(address)) {
      String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
      if (last.matches("[0-9a-fA-F.:]{3,45}")) {
        address = last;
      }
    }
    return network(address);
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
  }

  private static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return bytes.length == 4
          ? address
          : java.util.HexFormat.of().formatHex(bytes, 0, 8) + "::/64";
    } catch (UnknownHostException notAnAddress) {
      return address;
    }
  }
}
