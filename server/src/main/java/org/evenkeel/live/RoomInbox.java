package org.evenkeel.live;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.evenkeel.room.Notice;

/**
 * Where the threads of the grid put down what has become of the rooms of this member, for its
 * {@link RoomOwner} to take up. It is there before the owner is: a member that joins a running
 * cluster is given rooms at once, seconds before it is open itself.
 *
 * <p>It does not grow without end: each node has at most one batch for each way into a room under
 * way, and asks the next one on the context that reads here, or after an answer that took as long.
 */
final class RoomInbox {
  private static final String KEY = "evenkeel.room-inbox";

  /**
   * What happened to one room.
   *
   * @param entry its state; null where it is out of memory, or another member's now
   */
  record Changed(UUID id, RoomEntry entry, List<Notice> notices) {}

  private final ConcurrentLinkedQueue<Changed> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean called = new AtomicBoolean();
  private volatile Runnable reader;

  /** Guarded by this, for nothing may be put down after the last look. */
  private boolean over;

  static RoomInbox of(HazelcastInstance member) {
    return (RoomInbox) member.getUserContext().computeIfAbsent(KEY, key -> new RoomInbox());
  }

  /**
   * A room has a new state, or something to say; called in the order of the room's changes.
   *
   * @throws RetryableHazelcastException when this member stops and nobody reads here any more; the
   *     grid asks again until another member has the room. What was to be changed must not be then
   */
  void changed(RoomEntry entry, List<Notice> notices) {
    synchronized (this) {
      if (over) {
        throw new RetryableHazelcastException("this member stops, its heir judges");
      }
      waiting.add(new Changed(entry.room().id().value(), entry, notices));
    }
    call();
  }

  /** A room is out of memory, or another member's now. */
  void closed(UUID room) {
    synchronized (this) {
      if (over) {
        return;
      }
      waiting.add(new Changed(room, null, List.of()));
    }
    call();
  }

  /** Nothing is put down from now on; what has been is still to be read. */
  synchronized void over() {
    over = true;
  }

  /**
   * Somebody reads from now on.
   *
   * @param wake called on any thread, once until {@link #awake}, when there is something to take
   */
  void readBy(Runnable wake) {
    reader = wake;
    call();
  }

  /** The reader has come; what is put down after this calls it again. */
  void awake() {
    called.set(false);
  }

  /** The next one, or null. */
  Changed poll() {
    return waiting.poll();
  }

  private void call() {
    Runnable wake = reader;
    if (wake != null && called.compareAndSet(false, true)) {
      wake.run();
    }
  }
}
