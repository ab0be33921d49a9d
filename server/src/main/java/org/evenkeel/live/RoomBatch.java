package org.evenkeel.live;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Notice;
import org.evenkeel.room.Outcome;
import org.evenkeel.room.Phase;
import org.evenkeel.room.Reply;
import org.evenkeel.room.Room;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomError;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SessionId;

/**
 * The single writer of a room: runs on the member that owns the entry, judges some commands one
 * after another, and hands what follows to that member's {@link RoomInbox}.
 *
 * <p>Commands that came while the one before was under way travel together; each is judged for
 * itself.
 */
final class RoomBatch
    implements EntryProcessor<UUID, RoomEntry, RoomBatch.Replies>, HazelcastInstanceAware {

  /**
   * The outbox of one room at which newcomers are turned away: the ledger has been away for long,
   * and what is promised to those inside comes first.
   */
  static final int FULL_OUTBOX = 5_000;

  /**
   * So long a late word to an ended room hears that it has ended; afterwards the ledger says so.
   */
  static final Duration KEPT_AFTER_END = Duration.ofMinutes(10);

  /** The answers, in the order of the commands. */
  record Replies(List<Reply> replies) {}

  /** What makes a room where there is none yet. */
  record Opening(RoomRules rules, UUID life) {}

  /**
   * What to do.
   *
   * @param commands in the order they came
   * @param opening null where no command may make the room
   * @param recorded by life, the numbers of events that are in the ledger and leave the outbox.
   *     Each by itself: after a split, lower numbers may wait that nobody has written
   * @param now the time of the node that asks
   */
  record Work(
      List<RoomCommand> commands, Opening opening, Map<UUID, Set<Long>> recorded, Instant now) {}

  private final Work work;

  /** Asked on the member that judges: {@link #replies} gives the answers, without a serializer. */
  private transient boolean askedHere;

  private transient Replies replies;
  private transient HazelcastInstance member;
  private transient RoomEntry result;
  private transient boolean touched;

  @JsonCreator
  RoomBatch(Work work) {
    this.work = work;
  }

  /** A batch whose answers are to be read with {@link #replies}. */
  static RoomBatch askedHere(Work work) {
    RoomBatch batch = new RoomBatch(work);
    batch.askedHere = true;
    return batch;
  }

  /**
   * The answers after it has run.
   *
   * @param returned what the map gave: null where it ran on this very object, and Hazelcast, which
   *     would have written the answers out and read them again, was spared them
   */
  Replies replies(Replies returned) {
    return returned == null ? replies : returned;
  }

  @JsonValue
  Work work() {
    return work;
  }

  @Override
  public void setHazelcastInstance(HazelcastInstance instance) {
    member = instance;
  }

  @Override
  public Replies process(Map.Entry<UUID, RoomEntry> entry) {
    // The grid may run the same object twice.
    touched = false;
    result = null;
    replies = judge(entry);
    return askedHere ? null : replies;
  }

  private Replies judge(Map.Entry<UUID, RoomEntry> entry) {
    boolean late = OwnerClock.isTooLate(member, work.now());
    RoomEntry before = entry.getValue();
    if (before == null && (late || work.opening() == null)) {
      return new Replies(work.commands().stream().map(c -> noRoom()).toList());
    }
    String self = Members.name(member.getCluster().getLocalMember());
    // What comes late changes nothing, and nobody takes a room over by it.
    String keeper = late ? before.keeper() : self;
    Room room =
        before != null
            ? before.room()
            : Room.fresh(
                new SessionId(entry.getKey()),
                work.opening().life(),
                work.opening().rules(),
                work.now());
    List<AttendanceEvent> outbox = new ArrayList<>(before == null ? List.of() : before.outbox());
    if (before != null && !keeper.equals(before.keeper())) {
      Outcome taken = room.inOtherHands(keeper, work.now());
      room = taken.room();
      outbox.addAll(taken.events());
    }
    // Also where it comes late: what is in the ledger is in the ledger.
    outbox.removeIf(
        event -> work.recorded().getOrDefault(event.life(), Set.of()).contains(event.seq()));
    List<Reply> replies = new ArrayList<>(work.commands().size());
    List<Notice> notices = new ArrayList<>();
    for (RoomCommand command : work.commands()) {
      if (late || outbox.size() >= FULL_OUTBOX && command instanceof RoomCommand.Join) {
        replies.add(new Reply.Refused(RoomError.UNAVAILABLE));
        continue;
      }
      Outcome outcome = room.apply(command, work.now());
      room = outcome.room();
      outbox.addAll(outcome.events());
      notices.addAll(outcome.notices());
      replies.add(outcome.reply());
    }
    store(entry, before, new RoomEntry(room, outbox, keeper), notices);
    return new Replies(replies);
  }

  private void store(
      Map.Entry<UUID, RoomEntry> entry, RoomEntry before, RoomEntry after, List<Notice> notices) {
    Room room = after.room();
    if (room.phase() == Phase.ENDED
        && after.outbox().isEmpty()
        && work.now().isAfter(room.clock().plus(KEPT_AFTER_END))) {
      touched = true;
      entry.setValue(null);
      RoomInbox.of(member).closed(entry.getKey());
      return;
    }
    if (before == null
        || room != before.room()
        || after.outbox().size() != before.outbox().size()) {
      result = after;
      touched = true;
      entry.setValue(result);
    }
    if (touched || !notices.isEmpty()) {
      RoomInbox.of(member).changed(touched ? result : before, notices);
    }
  }

  private static Reply noRoom() {
    return new Reply.Refused(RoomError.TICKET_INVALID);
  }

  /** The backup stores the result; it does not judge again. */
  @Override
  public EntryProcessor<UUID, RoomEntry, Replies> getBackupProcessor() {
    return touched ? new Store(result) : null;
  }

  /** Puts a judged room on a backup. */
  record Store(RoomEntry entry) implements EntryProcessor<UUID, RoomEntry, Replies> {
    @Override
    public Replies process(Map.Entry<UUID, RoomEntry> mapEntry) {
      mapEntry.setValue(entry);
      return null;
    }

    @Override
    public EntryProcessor<UUID, RoomEntry, Replies> getBackupProcessor() {
      return null;
    }
  }
}
