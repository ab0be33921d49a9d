package org.evenkeel;

import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node serves nobody for a while: it has lost the database and most of the others at
 * once (see {@link Company}), and cannot tell whether they have taken its place. It keeps what it
 * knows, and serves again when the database says that they have not, or when those are in view
 * again whom it has lost.
 *
 * <p>Used on the watch's context, but for {@link #isSo}.
 */
final class Adrift {
  private static final Logger LOG = LoggerFactory.getLogger(Adrift.class);

  /** What people are told to be there from then on may never count. */
  private static final Duration WITHOUT_ANYBODY = Duration.ofSeconds(5);

  private final Supplier<Set<String>> members;
  private final LongSupplier nanoTime;
  private final LongSupplier nanosSinceTick;
  private final Watch.Rooms rooms;
  private final Company company;
  private long backSince = Long.MAX_VALUE;
  private volatile boolean adrift;

  /**
   * @param members the names of all nodes in view, this one included
   * @param nanosSinceTick how this node stands with the database now
   */
  Adrift(
      Supplier<Set<String>> members,
      LongSupplier nanoTime,
      LongSupplier nanosSinceTick,
      Watch.Rooms rooms) {
    this.members = members;
    this.nanoTime = nanoTime;
    this.nanosSinceTick = nanosSinceTick;
    this.rooms = rooms;
    this.company = new Company(members.get());
  }

  /** Any thread. */
  boolean isSo() {
    return adrift;
  }

  /** That node leaves in good order. */
  void goodbye(String node) {
    company.goodbye(node);
  }

  /** No answer of the database is waited for. */
  void glance() {
    if (!adrift
        && nanosSinceTick.getAsLong() > WITHOUT_ANYBODY.toNanos()
        && company.isLeftBehind(members.get())) {
      adrift = true;
      backSince = Long.MAX_VALUE;
      LOG.error("neither the database nor most of the other nodes answer: nobody is served here");
      rooms.shut();
    }
  }

  /** By the database's word these, and nobody else, go on together. */
  void agreed(Set<String> ours) {
    company.agreed(ours);
    serveAgain("the database is back, and nobody has taken this node for dead");
  }

  /**
   * The database has not answered. Where those are back without whom no other part can be the
   * larger, nobody has taken our place; they say so where it answers them, for which they have some
   * time.
   */
  void withoutDatabase() {
    boolean back = !company.isLeftBehind(members.get());
    long now = nanoTime.getAsLong();
    backSince = back ? Math.min(backSince, now) : Long.MAX_VALUE;
    if (back && now - backSince > Watch.PATIENCE.toNanos()) {
      serveAgain("the others are in view again");
    }
  }

  private void serveAgain(String why) {
    if (adrift) {
      adrift = false;
      LOG.info("{}: it serves again", why);
      rooms.reopen();
    }
  }
}
