package org.evenkeel.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says its name to whoever asks, and keeps those who came for {@code /live}. It dies as a process
 * that is killed does: at once, with all its connections, and its port refuses.
 */
final class MortalNode implements AutoCloseable {
  private final String name;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Thread accepting;

  /**
   * @param port 0 for any that is free
   */
  MortalNode(String name, int port) throws IOException {
    this.name = name;
    this.door = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
    this.accepting = Thread.startVirtualThread(this::letIn);
  }

  int port() {
    return door.getLocalPort();
  }

  private void letIn() {
    try {
      while (true) {
        Socket one = door.accept();
        open.add(one);
        Thread.startVirtualThread(() -> serve(one));
      }
    } catch (IOException dead) {
      open.forEach(MortalNode::drop);
    }
  }

  private void serve(Socket one) {
    try (one) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(one.getInputStream(), StandardCharsets.US_ASCII));
      for (String asked = in.readLine(); asked != null; asked = in.readLine()) {
        for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {}
        boolean stays = asked.startsWith("GET /live ");
        say(one, stays ? "Transfer-Encoding: chunked" : "Content-Length: " + name.length());
        String body = stays ? Integer.toHexString(name.length()) + "\r\n" + name + "\r\n" : name;
        one.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException gone) {
      // As they like.
    } finally {
      open.remove(one);
    }
  }

  private static void say(Socket one, String length) throws IOException {
    String head = "HTTP/1.1 200 OK\r\n" + length + "\r\n\r\n";
    one.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
  }

  private static void drop(Socket one) {
    try {
      one.close();
    } catch (IOException alreadyGone) {
      // All the better.
    }
  }

  /** The port is free when this returns: it is not before whoever accepts has let go of it. */
  @Override
  public void close() throws IOException {
    door.close();
    try {
      accepting.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.forEach(MortalNode::drop);
  }
}
