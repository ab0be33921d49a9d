package org.evenkeel;

import java.util.concurrent.TimeUnit;
import org.evenkeel.schedule.Demo;
import org.evenkeel.store.StartFailure;

/** Starts one node, and stops it in order when it is asked to. */
public final class Evenkeel {
  private static final int HARD_STOP_SECONDS = 20;

  private Evenkeel() {}

  public static void main(String[] args) {
    try {
      Settings settings = Settings.of(System.getenv());
      Node node = Node.start(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "stop"));
      System.out.println("Evenkeel is open at " + node.address());
      if (settings.demo()) {
        System.out.println(demo());
      }
    } catch (StartFailure failure) {
      System.err.println("evenkeel: " + failure.getMessage());
      System.exit(1);
    } catch (Exception e) {
      System.err.println("evenkeel: The node did not start: " + e);
      System.exit(1);
    }
  }

  /** Whatever hangs, the process is gone when the time is over. */
  private static void stop(Node node) {
    Thread work = new Thread(node::close, "stop-in-order");
    work.setDaemon(true);
    work.start();
    try {
      work.join(TimeUnit.SECONDS.toMillis(HARD_STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String demo() {
    return """
        Sign in as one of the demo's people; the password is "%s":
          counselor1@demo.evenkeel … counselor3@demo.evenkeel
          participant1@demo.evenkeel … participant9@demo.evenkeel
          family1@demo.evenkeel, family2@demo.evenkeel
        One group is open now and runs for three hours. Ctrl-C stops the server."""
        .formatted(Demo.PASSWORD);
  }
}
