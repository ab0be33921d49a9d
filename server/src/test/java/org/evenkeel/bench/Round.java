package org.evenkeel.bench;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.util.ArrayList;
import java.util.List;

/** One round with one server: a crowd comes, talks at several rates, and goes. */
final class Round {
  static final int ROOMS = 120;
  static final int SEATS = 10;

  /**
   * Where it is found out how much a server carries: more people, for what these may ask for by the
   * protocol must be more than that.
   */
  static final int SATURATED_ROOMS = 240;

  /** Updates that reach somebody, per second, of the whole crowd. */
  static final List<Integer> RATES = List.of(1_300, 13_000, 50_000);

  /** What a person feels as "at once". */
  static final double PROMPT_MS = 250;

  static final String JOIN = "join s";
  static final String JOIN_CPU = "join cpu";
  static final String HEAP = "heap per person";
  static final String SATURATION = "saturation";
  static final String SATURATION_CPU = "saturation cpu";
  static final String RESTLESS = "rounds with a compiler at work";
  static final String DISTURBED = "quiet measures with a compiler at work";
  static final String SERVER_BUSY = "server busy";
  static final String LOAD_BUSY = "load busy";
  static final String FRAME_BYTES = "frame bytes";

  /** The protocol allows each connection 20 commands a second; a little less is asked. */
  private static final double MOST_PER_PERSON = 19.5;

  private static final double SECONDS = 2;

  /** Where little is said, for so long, or it would be a few hundred commands. */
  private static final double QUIET_SECONDS = 6;

  private static final int QUIET = 5_000;

  /** Short or quiet as they are, a noisy moment of the machine is much of them. */
  private static final int JOINS = 3;

  private static final int QUIET_TIMES = 3;

  /** One into which a compiler's work fell is taken again, but not for ever. */
  private static final int QUIET_TRIES = 4;

  private static final double PROBE_SECONDS = 1.2;
  private static final double SLOWEST_PROBED = 10_000;
  private static final double STEP = 1.12;

  private final Vertx vertx;
  private final NetClient network;
  private final Subject subject;
  private final Figures figures;

  Round(Vertx vertx, NetClient network, Subject subject, Figures figures) {
    this.vertx = vertx;
    this.network = network;
    this.subject = subject;
    this.figures = figures;
  }

  void run() throws Exception {
    // The other server's round lies between, so what the last crowd left here is gone.
    double empty = subject.heap();
    Crowd crowd = join(ROOMS, figures);
    figures.add(HEAP, (subject.heap() - empty) / crowd.size() / 1_024);
    for (int i = 1; i < JOINS; i++) {
      crowd.leave();
      crowd = join(ROOMS, figures);
    }
    figures.add(RESTLESS, subject.calm() ? 0 : 1);
    // Where much is said first: by then that code is compiled, which on one core costs more than
    // what is said where little is.
    for (int rate : RATES.reversed()) {
      if (rate >= QUIET) {
        atRate(crowd, rate, rate + "", figures);
        continue;
      }
      for (int i = 0; i < QUIET_TIMES; i++) {
        Crowd.Heard heard = quietly(crowd, rate);
        figures.add(FRAME_BYTES, (double) heard.bytes() / heard.frames());
      }
    }
    crowd.leave();
    Crowd many = join(SATURATED_ROOMS, new Figures());
    // What so many who come at once leave to be done is done when it is measured.
    many.talk((double) RATES.getLast() / SEATS, SECONDS, 2);
    many.settle();
    figures.add(RESTLESS, subject.calm() ? 0 : 1);
    saturate(many);
    many.leave();
  }

  /** The same talk in each room, in ever more rooms. */
  void grow(int rooms, int deliveriesPerRoom) throws Exception {
    Crowd crowd = join(rooms, figures);
    atRate(crowd, rooms * deliveriesPerRoom, "talk", figures);
    crowd.leave();
  }

  private Crowd join(int rooms, Figures into) throws Exception {
    Crowd crowd = new Crowd(vertx, network, subject, rooms, SEATS);
    double cpu = subject.cpuSeconds();
    into.add(JOIN, crowd.join());
    crowd.settle();
    into.add(JOIN_CPU, (subject.cpuSeconds() - cpu) / crowd.size() * 1_000);
    return crowd;
  }

  /**
   * Where little is said, one method that is compiled meanwhile costs as much as all that is said,
   * and a server that has run for a day has none left to compile.
   */
  private Crowd.Heard quietly(Crowd crowd, int deliveries) throws Exception {
    for (int left = QUIET_TRIES - 1; ; left--) {
      Figures taken = new Figures();
      long compiled = subject.compiledMs();
      Crowd.Heard heard = atRate(crowd, deliveries, deliveries + "", taken);
      boolean disturbed = subject.compiledMs() - compiled >= Subject.CALM_MS;
      if (!disturbed || left == 0) {
        figures.add(DISTURBED, disturbed ? 1 : 0);
        figures.addAll(taken);
        return heard;
      }
    }
  }

  private Crowd.Heard atRate(Crowd crowd, int deliveries, String name, Figures into)
      throws Exception {
    double seconds = deliveries < QUIET ? QUIET_SECONDS : SECONDS;
    double cpu = subject.cpuSeconds();
    long begun = System.nanoTime();
    Crowd.Heard heard = crowd.talk((double) deliveries / SEATS, seconds, 2);
    double used = subject.cpuSeconds() - cpu;
    into.add(name + " busy", used / (System.nanoTime() - begun) * 1e9);
    into.add(name + " cpu", used / heard.delivered() * 1e6);
    into.add(name + " p50", heard.p50());
    into.add(name + " p99", heard.p99());
    into.add(name + " frames", (double) heard.frames() / heard.delivered());
    crowd.settle();
    return heard;
  }

  /** Halves the range between what it carries and what it does not. */
  private void saturate(Crowd crowd) throws Exception {
    List<Double> rates = new ArrayList<>();
    double most = MOST_PER_PERSON * crowd.size() * SEATS;
    for (double rate = most; rate > SLOWEST_PROBED; rate /= STEP) {
      rates.addFirst(rate);
    }
    int carries = -1;
    int fails = rates.size();
    double[] best = new double[4];
    while (fails - carries > 1) {
      int middle = (carries + fails) / 2;
      double[] measured = probe(crowd, rates.get(middle));
      if (measured.length == 0) {
        // One noisy second is no limit.
        measured = probe(crowd, rates.get(middle));
      }
      if (measured.length > 0) {
        carries = middle;
        best = measured;
      } else {
        fails = middle;
      }
    }
    figures.add(SATURATION, best[0]);
    figures.add(SATURATION_CPU, best[1]);
    figures.add(SERVER_BUSY, best[2]);
    figures.add(LOAD_BUSY, best[3]);
  }

  /** Empty where the server does not carry this rate. */
  private double[] probe(Crowd crowd, double deliveries) throws Exception {
    ProcessHandle self = ProcessHandle.current();
    double cpu = subject.cpuSeconds();
    double load = Cores.cpuSeconds(self);
    long begun = System.nanoTime();
    Crowd.Heard heard = crowd.talk(deliveries / SEATS, PROBE_SECONDS, PROMPT_MS / 1_000);
    double passed = (System.nanoTime() - begun) / 1e9;
    double used = subject.cpuSeconds() - cpu;
    double loadUsed = Cores.cpuSeconds(self) - load;
    crowd.settle();
    boolean carried = heard.errors() == 0 && heard.p99() <= PROMPT_MS;
    return carried
        ? new double[] {
          // Carried: what was said arrived as fast as it was said, and only its end comes later.
          heard.delivered() / PROBE_SECONDS,
          used / heard.delivered() * 1e6,
          used / passed,
          loadUsed / passed
        }
        : new double[0];
  }
}
