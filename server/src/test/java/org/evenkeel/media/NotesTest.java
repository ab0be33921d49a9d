package org.evenkeel.media;

import static org.awaitility.Awaitility.await;
import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.sqlclient.Pool;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.evenkeel.media.Action.Fact;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.SessionId;
import org.evenkeel.testing.RealDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The second witness on a real PostgreSQL, and without one. */
@Timeout(60)
class NotesTest {
  @RegisterExtension static final RealDatabase DATABASE = new RealDatabase();
  private static final Instant NOW = Instant.parse("2026-11-24T18:00:00Z");

  private final SessionId session = new SessionId(UUID.randomUUID());

  private static Action.Note note(UUID stay, Fact fact) {
    return new Action.Note(stay, new PersonId(UUID.randomUUID()), fact, NOW);
  }

  private long written() {
    return DATABASE.count(
        "select count(*) from media_witness where session_id = $1", session.value());
  }

  @Test
  void aFactIsWrittenOnceHoweverOftenItIsNoted() {
    Notes notes = new Notes(DATABASE.vertx(), DATABASE.pool());
    UUID stay = UUID.randomUUID();
    for (int i = 0; i < 3; i++) {
      notes.add(session, note(stay, Fact.JOINED));
      notes.add(session, note(stay, Fact.LEFT));
    }
    notes.write();
    await().atMost(Duration.ofSeconds(10)).until(() -> written() == 2);
    notes.add(session, note(stay, Fact.JOINED));
    notes.write();
    await().atMost(Duration.ofSeconds(10)).until(() -> notes.size() == 0);
    assertEquals(2, written());
  }

  @Test
  void nobodyChangesWhatIsWritten() {
    Notes notes = new Notes(DATABASE.vertx(), DATABASE.pool());
    notes.add(session, note(UUID.randomUUID(), Fact.JOINED));
    notes.write();
    await().atMost(Duration.ofSeconds(10)).until(() -> written() == 1);
    assertThrows(Exception.class, () -> DATABASE.sql("update media_witness set at = now()"));
    assertThrows(Exception.class, () -> DATABASE.sql("delete from media_witness"));
    assertEquals(1, written());
  }

  @Test
  void whileTheDatabaseIsAwayTheyWaitWithinABound() throws Exception {
    int nobody;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = probe.getLocalPort();
    }
    Pool away = DATABASE.newPool(nobody);
    Notes notes = new Notes(DATABASE.vertx(), away);
    for (int i = 0; i < Notes.MOST + 500; i++) {
      notes.add(session, note(UUID.randomUUID(), Fact.JOINED));
    }
    assertEquals(Notes.MOST, notes.size());
    notes.write();
    await().atMost(Duration.ofSeconds(20)).until(() -> notes.size() == Notes.MOST);
    assertEquals(0, written());
    await(away.close());
  }

  @Test
  void whatWaitsIsWrittenBeforeTheNodeStops() {
    Notes notes = new Notes(DATABASE.vertx(), DATABASE.pool());
    for (int i = 0; i < 450; i++) {
      notes.add(session, note(UUID.randomUUID(), Fact.JOINED));
    }
    // As the timer does, so that one batch is on its way already.
    notes.write();
    await(notes.drain());
    assertEquals(450, written());
    await(notes.drain());
  }

  @Test
  void stoppingDoesNotWaitForADatabaseThatIsAway() throws Exception {
    int nobody;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = probe.getLocalPort();
    }
    Pool away = DATABASE.newPool(nobody);
    Notes notes = new Notes(DATABASE.vertx(), away);
    notes.add(session, note(UUID.randomUUID(), Fact.JOINED));
    assertThrows(Exception.class, () -> await(notes.drain()));
    await(away.close());
  }
}
