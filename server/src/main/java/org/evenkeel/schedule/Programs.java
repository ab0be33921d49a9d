package org.evenkeel.schedule;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.evenkeel.room.SessionId;
import org.evenkeel.store.Database;
import org.evenkeel.store.Problem;

/** What a program has chosen for all of its sessions. */
public final class Programs {
  private static final Problem NO_SUCH_PROGRAM =
      new Problem(404, "not-found", "We could not find this program.");

  private final Database database;

  public Programs(Database database) {
    this.database = database;
  }

  /**
   * A program and its choice.
   *
   * @param encrypted whether its media are to be encrypted end to end
   */
  public record Chosen(UUID id, String name, boolean encrypted) {}

  /** These programs, by their names. */
  public Future<List<Chosen>> all(Set<UUID> programs) {
    return database
        .query(
            "select id, name, media_e2ee from program where id = any($1) order by name, id",
            (Object) programs.toArray(UUID[]::new))
        .map(
            rows -> {
              List<Chosen> chosen = new ArrayList<>();
              for (Row row : rows) {
                chosen.add(
                    new Chosen(
                        row.getUUID("id"), row.getString("name"), row.getBoolean("media_e2ee")));
              }
              return chosen;
            });
  }

  /** Whether the media of this session are to be encrypted end to end. */
  public Future<Boolean> encrypted(SessionId session) {
    return database
        .query(
            "select p.media_e2ee from session s join program p on p.id = s.program_id where s.id = $1",
            session.value())
        .compose(
            rows -> {
              for (Row row : rows) {
                return Future.succeededFuture(row.getBoolean("media_e2ee"));
              }
              return Future.failedFuture(
                  new Problem(404, "not-found", "We could not find this session."));
            });
  }

  /** Whether the media of this program are to be encrypted end to end. */
  public Future<Boolean> encrypted(UUID program) {
    return database
        .query("select media_e2ee from program where id = $1", program)
        .compose(
            rows -> {
              for (Row row : rows) {
                return Future.succeededFuture(row.getBoolean("media_e2ee"));
              }
              return Future.failedFuture(NO_SUCH_PROGRAM);
            });
  }

  /** Chooses so for the sessions that begin from now on: one that runs stays as it is. */
  public Future<Void> encrypt(UUID program, boolean encrypted) {
    return database
        .update("update program set media_e2ee = $2 where id = $1", program, encrypted)
        .compose(
            rows ->
                rows.rowCount() == 1
                    ? Future.succeededFuture()
                    : Future.failedFuture(NO_SUCH_PROGRAM));
  }
}
