package org.evenkeel.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where it is we who take too long, nobody is told that they are nobody. */
class SlowEntranceTest {
  @RegisterExtension
  static final LiveServer server =
      LiveServer.with(session -> Promise.<Media.Desk>promise().future());

  /** With 4401 a page throws away the token of its seat, and needs a ticket to come in again. */
  @Test
  void whoWaitsForOurAnswerIsAskedToTryAgain() throws Exception {
    LiveServer.Group group = server.group(10, false);
    LiveClient ruth = server.connect();
    ruth.sendRaw(
        new JsonObject()
            .put("type", "join")
            .put("ticket", group.ticket("Ruth A.", Role.HOST))
            .encode());
    assertEquals(CloseCode.TRY_AGAIN_LATER, ruth.closeCode());
  }
}
