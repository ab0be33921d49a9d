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

/** What waits to be asked; {@code command} is null where only the outbox is to be trimmed. */
record Asked(
    RoomCommand command,
    RoomRules rules,
    List<AttendanceEvent> recorded,
    Promise<Reply> promise,
    Context asker) {
  Asked(RoomCommand command, RoomRules rules, List<AttendanceEvent> recorded) {
    this(command, rules, recorded, Promise.promise(), Vertx.currentContext());
  }

  /**
   * All of these as one piece of work for the room.
   *
   * @param now by the asking node's clock
   */
  static RoomBatch.Work work(List<Asked> batch, Instant now) {
    List<RoomCommand> commands = new ArrayList<>(batch.size());
    RoomBatch.Opening opening = null;
    Map<UUID, Set<Long>> recorded = new HashMap<>();
    for (Asked asked : batch) {
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
