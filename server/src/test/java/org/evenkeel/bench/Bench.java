package org.evenkeel.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the benchmark and writes its report: {@code mvn -Pbench}. The rounds of the two servers take
 * turns, so that a noisy minute of the machine meets both.
 */
public final class Bench {
  private static final int WARM_UP = 4;
  private static final int GROWTH_ROUNDS = 5;
  private static final int DELIVERIES_PER_ROOM = 50;
  private static final List<Integer> GROWTH = List.of(50, 200, 500);

  private Bench() {}

  /**
   * @param args where the report goes, and how many rounds there are
   */
  public static void main(String[] args) throws Exception {
    Path report = Path.of(args[0]);
    int rounds = Integer.parseInt(args[1]);
    long begun = System.nanoTime();
    try (Subject evenkeel = Subject.start("Evenkeel", EvenkeelSubject.class);
        Subject bare = Subject.start("bare", BareSubject.class)) {
      Cores.pinSelf(Cores.LOAD);
      Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
      NetClient network = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
      Report written = measure(vertx, network, evenkeel, bare, rounds);
      String text = written.text((System.nanoTime() - begun) / 1_000_000_000);
      Files.createDirectories(report.getParent());
      Files.writeString(report, text);
      Files.writeString(report.resolveSibling("rooms.svg"), written.picture());
      System.out.println(text);
      vertx.close();
    }
  }

  private static Report measure(
      Vertx vertx, NetClient network, Subject evenkeel, Subject bare, int rounds) throws Exception {
    Figures ours = new Figures();
    Figures theirs = new Figures();
    for (int i = -WARM_UP; i < rounds; i++) {
      System.out.println(i < 0 ? "warm-up" : "round " + (i + 1) + " of " + rounds);
      new Round(vertx, network, evenkeel, i < 0 ? new Figures() : ours).run();
      new Round(vertx, network, bare, i < 0 ? new Figures() : theirs).run();
    }
    Map<Integer, Figures> growth = new LinkedHashMap<>();
    for (int rooms : affordable()) {
      growth.put(rooms, new Figures());
    }
    for (int i = 0; i < GROWTH_ROUNDS; i++) {
      System.out.println("growth, round " + (i + 1) + " of " + GROWTH_ROUNDS);
      for (Map.Entry<Integer, Figures> size : growth.entrySet()) {
        new Round(vertx, network, evenkeel, size.getValue())
            .grow(size.getKey(), DELIVERIES_PER_ROOM);
      }
    }
    return new Report(ours, theirs, rounds, growth, GROWTH_ROUNDS, DELIVERIES_PER_ROOM);
  }

  /** Those sizes for which the limit of open files leaves enough sockets. */
  private static List<Integer> affordable() {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : 1_024;
    List<Integer> sizes = new ArrayList<>(GROWTH);
    sizes.removeIf(rooms -> rooms * Round.SEATS + 500 > files);
    return sizes;
  }
}
