package org.evenkeel.live;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
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
