package org.evenkeel.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port that takes no connection and refuses none, as the address of a machine that is gone. Its
 * queue is full, so that the kernel answers nobody else.
 */
final class Silence implements AutoCloseable {
  private static final int MOST = 20;
  private static final int UNANSWERED_MS = 300;

  private final ServerSocket queue;
  private final List<Socket> inQueue = new ArrayList<>();

  private Silence(int port) throws IOException {
    queue = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  static Silence at(int port) throws IOException {
    Silence silence = new Silence(port);
    try {
      silence.fill();
      return silence;
    } catch (IOException e) {
      silence.close();
      throw e;
    }
  }

  private void fill() throws IOException {
    for (int i = 0; i < MOST; i++) {
      Socket one = new Socket();
      inQueue.add(one);
      try {
        one.connect(
            new InetSocketAddress(queue.getInetAddress(), queue.getLocalPort()), UNANSWERED_MS);
      } catch (SocketTimeoutException full) {
        return;
      }
    }
    throw new IOException("it takes everybody");
  }

  @Override
  public void close() throws IOException {
    for (Socket one : inQueue) {
      one.close();
    }
    queue.close();
  }
}
