package org.evenkeel.live;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.Reply;
import org.evenkeel.room.RoomCommand;
import org.evenkeel.room.RoomRules;

/**
 * What waits to be asked.
 *
 * @param losses what the room has to know before it judges the command, in the same piece of work
 * @param command null where only the outbox is to be trimmed
 * @param rules of a room that the command may make, or null
 * @param recorded what is in the ledger and leaves the outbox, or null
 */
record Asked(
    List<RoomCommand.Lost> losses,
    RoomCommand command,
    RoomRules rules,
    List<AttendanceEvent> recorded,
    Promise<Reply> promise,
    Context asker) {
  Asked(RoomCommand command, RoomRules rules, List<AttendanceEvent> recorded) {
    this(List.of(), command, rules, recorded);
  }

  Asked(
      List<RoomCommand.Lost> losses,
      RoomCommand command,
      RoomRules rules,
      List<AttendanceEvent> recorded) {
    this(losses, command, rules, recorded, Promise.promise(), Vertx.currentContext());
  }

  /**
   * All of these as one piece of work for the room, which is told of each loss once.
   *
   * @param now by the asking node's clock
   */
  static RoomBatch.Work work(List<Asked> batch, Instant now) {
    List<RoomCommand> commands = new ArrayList<>(batch.size());
    RoomBatch.Opening opening = null;
    Map<UUID, Set<Long>> recorded = new HashMap<>();
    Set<RoomCommand.Lost> told = new HashSet<>();
    for (Asked asked : batch) {
      asked.losses().stream().filter(told::add).forEach(commands::add);
      if (asked.command() != null) {
        commands.add(asked.command());
      }
      if (asked.rules() != null && opening == null) {
        opening = new RoomBatch.Opening(asked.rules(), UUID.randomUUID());
      }
      if (asked.recorded() != null) {
        for (AttendanceEvent event : asked.recorded()) {
          recorded.computeIfAbsent(event.life(), life -> new HashSet<>()).add(event.seq());
        }
      }
    }
    return new RoomBatch.Work(commands, opening, recorded, now);
  }

  /**
   * Gives each its own answer.
   *
   * @param replies to all commands of {@link #work}, in their order
   */
  static void answer(List<Asked> batch, List<Reply> replies) {
    Set<RoomCommand.Lost> told = new HashSet<>();
    int i = 0;
    for (Asked asked : batch) {
      i += (int) asked.losses().stream().filter(told::add).count();
      asked.answer(asked.command() == null ? Reply.DONE : replies.get(i++), null);
    }
  }

  /** Answers on the context that asked, for what follows there touches a socket. */
  void answer(Reply reply, Throwable failure) {
    if (asker == null || asker == Vertx.currentContext()) {
      complete(reply, failure);
    } else {
      asker.runOnContext(ignored -> complete(reply, failure));
    }
  }

  private void complete(Reply reply, Throwable failure) {
    if (failure == null) {
      promise.tryComplete(reply);
    } else {
      promise.tryFail(failure);
    }
  }
}
