package org.evenkeel;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.evenkeel.schedule.Demo;
import org.evenkeel.store.StartFailure;

/** Starts one node, and stops it in order when it is asked to. */
public final class Evenkeel {
  static final Duration LONGEST_STOP = Duration.ofSeconds(20);

  /** One opens or closes a node at a time. */
  private static final Object TURN = new Object();

  private static Node node;
  private static volatile boolean stopping;

  private Evenkeel() {}

  public static void main(String[] args) {
    try {
      if (args.length > 0) {
        Runtime.getRuntime().halt(Command.run(args, System.getenv()));
      }
      Settings settings = Settings.of(System.getenv());
      HardStop.whenAsked(LONGEST_STOP, Evenkeel::stop);
      open(settings);
      if (settings.demo()) {
        System.out.println(demo());
      }
    } catch (StartFailure failure) {
      fail(failure.getMessage());
    } catch (Exception e) {
      fail("The node did not start: " + e);
    }
  }

  private static void fail(String why) {
    System.err.println("evenkeel: " + why);
    Runtime.getRuntime().halt(1);
  }

  private static void open(Settings settings) throws Exception {
    synchronized (TURN) {
      if (stopping) {
        return;
      }
      node = Node.start(settings, outcast -> again(outcast, settings));
      System.out.println("Evenkeel is open at " + node.address());
    }
  }

  /** Others have taken this node's place. It closes, and comes back as a new one. */
  private static void again(Node outcast, Settings settings) {
    Thread.ofPlatform()
        .name("again")
        .start(
            () -> {
              synchronized (TURN) {
                outcast.close();
                node = null;
              }
              for (int attempt = 0; !stopping; attempt++) {
                try {
                  open(settings);
                  return;
                } catch (Exception e) {
                  System.err.println("evenkeel: Not back yet: " + e.getMessage());
                }
                pause(attempt);
              }
            });
  }

  /** 1, 2, 4 and then always 5 s, of which the half is by chance. */
  private static void pause(int attempt) {
    long most = Math.min(5_000, 1_000L << Math.min(attempt, 3));
    try {
      Thread.sleep(most / 2 + ThreadLocalRandom.current().nextLong(most / 2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a start that is under way, so that it leaves nothing behind. */
  private static void stop() {
    stopping = true;
    synchronized (TURN) {
      if (node != null) {
        node.close();
        node = null;
      }
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
