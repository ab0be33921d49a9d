package org.evenkeel.media;

import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.evenkeel.media.Sighting.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our orders to a media server that answers as the real modules do. */
@Timeout(60)
class ControlTest {
  private static final Instant NOW = Instant.parse("2026-03-02T18:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final MediaKey OURS = MediaKey.make(KeyPurpose.CONTROL, Instant.EPOCH);
  private static final MediaKey OTHER = MediaKey.make(KeyPurpose.CONTROL, Instant.EPOCH);
  private static Vertx vertx;

  private FakeProsody prosody;
  private Control control;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @BeforeEach
  void serve() {
    prosody = new FakeProsody(vertx, OURS);
    control = signedBy(OURS);
    prosody.enters("r1", "nick");
  }

  @AfterEach
  void stop() {
    prosody.close();
  }

  private Control signedBy(MediaKey key) {
    SigningKey signing = SigningKey.ofPem(key.kid(), key.privatePem().orElseThrow());
    return new Control(vertx, prosody.settings(), () -> Optional.of(signing), CLOCK);
  }

  @Test
  void aKickPutsThemOutAndFindsNobodyAfterwards() {
    assertEquals(Answer.TAKEN, await(control.kick("r1", "nick")));
    assertFalse(prosody.has("r1", "nick"));
    assertEquals(Answer.NOBODY, await(control.kick("r1", "nick")));
  }

  /** Asked for from any thread, an answer could be over before it was listened to. */
  @Test
  void anOrderThatWasDoneIsNotGivenAgain() {
    for (int i = 1; i <= 200; i++) {
      prosody.enters("r1", "nick");
      assertEquals(Answer.TAKEN, await(control.kick("r1", "nick")));
      assertEquals(i, prosody.orders.size());
    }
  }

  @Test
  void theOrderIsForOneRoomAndAMinute() {
    await(control.kick("r1", "nick"));
    JWTClaimsSet claims = prosody.tokens.getFirst();
    assertEquals("evenkeel", claims.getIssuer());
    assertEquals(List.of("evenkeel"), claims.getAudience());
    assertEquals("meet.jitsi", claims.getSubject());
    assertEquals("r1", claims.getClaim("room"));
    assertEquals(NOW.plusSeconds(60), claims.getExpirationTime().toInstant());
    assertEquals(NOW.minusSeconds(10), claims.getNotBeforeTime().toInstant());
  }

  /** So it must not be taken for done. */
  @Test
  void aKickByAKeyThatTheyDoNotKnowLooksAsIfItWereTaken() {
    assertEquals(Answer.TAKEN, await(signedBy(OTHER).kick("r1", "nick")));
    assertTrue(prosody.has("r1", "nick"));
  }

  @Test
  void anEndIsDoneOrRefused() {
    assertEquals(Control.Ended.REFUSED, await(signedBy(OTHER).end("r1")));
    assertEquals(Control.Ended.DONE, await(control.end("r1")));
    assertEquals(Map.of(), prosody.rooms);
    assertEquals(Control.Ended.DONE, await(control.end("r1")), "it is not there");
  }

  @Test
  void whatFailsIsAskedAgainAndNotForEver() {
    prosody.failures = 2;
    assertEquals(Answer.TAKEN, await(control.kick("r1", "nick")));
    assertEquals(3, prosody.orders.size());
    prosody.failures = 100;
    assertEquals(Answer.FAILED, await(control.kick("r1", "nick")));
    assertEquals(3 + Control.MOST_TRIES, prosody.orders.size());
    assertThrows(Exception.class, () -> await(control.census()));
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedForForEver() {
    prosody.mute = true;
    long began = System.nanoTime();
    assertEquals(Answer.FAILED, await(control.kick("r1", "nick")));
    assertTrue(System.nanoTime() - began < 10_000_000_000L);
    assertEquals(Control.Ended.FAILED, await(control.end("r1")));
  }

  @Test
  void withoutAKeyNothingIsAsked() {
    Control keyless = new Control(vertx, prosody.settings(), Optional::empty, CLOCK);
    assertEquals(Answer.FAILED, await(keyless.kick("r1", "nick")));
    assertEquals(List.of(), prosody.orders);
  }

  @Test
  void noEventLoopSignsAnOrder() {
    SigningKey ours = SigningKey.ofPem(OURS.kid(), OURS.privatePem().orElseThrow());
    List<Boolean> onLoops = new CopyOnWriteArrayList<>();
    Control control =
        new Control(
            vertx,
            prosody.settings(),
            () -> {
              onLoops.add(Context.isOnEventLoopThread());
              return Optional.of(ours);
            },
            CLOCK);
    Promise<Answer> answer = Promise.promise();
    vertx.runOnContext(ignored -> control.kick("r1", "nick").onComplete(answer));
    assertEquals(Answer.TAKEN, await(answer.future()));
    assertEquals(List.of(false), onLoops);
  }

  @Test
  void aServerWithoutTheModulesHasNotSaidThatNobodyIsThere() {
    prosody.withoutModules = true;
    assertEquals(Answer.FAILED, await(control.kick("r1", "nick")));
    assertEquals(Control.Ended.FAILED, await(control.end("r1")));
    assertThrows(Exception.class, () -> await(control.census()));
  }

  @Test
  void theCensusCountsTheRoomsOfOurDomain() {
    prosody.enters("r1", "other");
    prosody.enters("r2", "x");
    assertEquals(Map.of("r1", 2, "r2", 1), await(control.census()));
    String odd =
        """
        {"room_census":[{"room_name":"a@muc.meet.jitsi","participants":-1},{"room_name":"b@elsewhere","participants":3},
        {"room_name":7},"x",{"room_name":"c@muc.meet.jitsi","participants":2.0}]}
        """;
    assertEquals(Map.of("a", 0, "c", 2), Control.counts(Buffer.buffer(odd), FakeProsody.MUC));
    for (String empty : List.of("{\"room_census\":[]}", "{\"room_census\":{}}")) {
      assertEquals(Map.of(), Control.counts(Buffer.buffer(empty), FakeProsody.MUC));
    }
    for (String bad : List.of("", "[]", "{}", "{\"room_census\":3}", "<html>")) {
      assertThrows(
          IllegalStateException.class,
          () -> Control.counts(Buffer.buffer(bad), FakeProsody.MUC),
          bad);
    }
  }
}
