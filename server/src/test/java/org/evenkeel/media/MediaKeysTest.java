package org.evenkeel.media;

import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.store.Database;
import org.evenkeel.testing.RealDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The keys in a real database, with time passing in it. */
@Timeout(60)
class MediaKeysTest {
  @RegisterExtension static final RealDatabase DATABASE = new RealDatabase();

  @BeforeEach
  void noKeys() {
    DATABASE.sql("delete from media_key");
  }

  private static MediaKeys node() {
    return new MediaKeys(DATABASE.vertx(), new Database(DATABASE.pool()), Clock.systemUTC());
  }

  private static void daysPass(int days) {
    DATABASE.sql(
        """
        update media_key set signs_from = signs_from - $1 * interval '1 day',
          retired_at = retired_at - $1 * interval '1 day'
        """,
        days);
  }

  private static String signing(MediaKeys node, KeyPurpose purpose) {
    return node.signing(purpose).orElseThrow().kid();
  }

  @Test
  void ofNodesThatStartTogetherOneMakesTheKeysAndAllHaveThem() {
    List<MediaKeys> nodes = Stream.generate(MediaKeysTest::node).limit(4).toList();
    await(Future.join(nodes.stream().map(MediaKeys::refresh).toList()));
    assertEquals(2, DATABASE.count("select count(*) from media_key"));
    for (KeyPurpose purpose : KeyPurpose.values()) {
      assertEquals(1, nodes.stream().map(node -> signing(node, purpose)).distinct().count());
    }
    assertNotEquals(
        signing(nodes.getFirst(), KeyPurpose.PEOPLE),
        signing(nodes.getFirst(), KeyPurpose.CONTROL));
    MediaKeys later = node();
    await(later.refresh());
    assertEquals(signing(nodes.getFirst(), KeyPurpose.PEOPLE), signing(later, KeyPurpose.PEOPLE));
  }

  @Test
  void aKeyThatIsOldIsFollowedByOneThatIsPublishedBeforeItSigns() {
    MediaKeys node = node();
    await(node.refresh());
    String first = signing(node, KeyPurpose.PEOPLE);
    daysPass(31);
    MediaKeys other = node();
    await(Future.join(node.refresh(), other.refresh()));
    assertEquals(4, DATABASE.count("select count(*) from media_key"));
    assertEquals(first, signing(node, KeyPurpose.PEOPLE), "the new one waits");
    assertEquals(
        2,
        DATABASE.count(
            "select count(*) from media_key where signs_from > now() + interval '15 minutes'"));
    assertEquals(2, keysIn(other.jwks(KeyPurpose.PEOPLE)));
    assertEquals(0, DATABASE.count("select count(*) from media_key where retired_at is not null"));
  }

  @Test
  void whatSignsNoMoreLosesItsPrivateHalfAndIsForgottenAtLast() {
    MediaKeys node = node();
    await(node.refresh());
    String first = signing(node, KeyPurpose.PEOPLE);
    daysPass(31);
    await(node.refresh());
    DATABASE.sql(
        "update media_key set signs_from = now() where retired_at is null and kid <> $1 and purpose = 'people' and signs_from > now()",
        first);
    await(node.refresh());
    assertNotEquals(first, signing(node, KeyPurpose.PEOPLE));
    assertEquals(
        1,
        DATABASE.count(
            "select count(*) from media_key where kid = $1 and private_key is null and retired_at is not null",
            first));
    assertEquals(2, keysIn(node.jwks(KeyPurpose.PEOPLE)), "what it signed can still be checked");
    DATABASE.sql(
        "update media_key set retired_at = now() - interval '62 minutes' where kid = $1", first);
    await(node.refresh());
    assertEquals(1, keysIn(node.jwks(KeyPurpose.PEOPLE)));
    assertEquals(0, DATABASE.count("select count(*) from media_key where kid = $1", first));
  }

  @Test
  void aSetOfPublicKeysHoldsNothingPrivate() {
    MediaKeys node = node();
    await(node.refresh());
    String set = node.jwks(KeyPurpose.PEOPLE);
    for (String part :
        List.of("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "PRIVATE")) {
      assertFalse(set.contains(part), part);
    }
    assertFalse(set.contains(signing(node, KeyPurpose.CONTROL)), "another purpose");
    assertTrue(set.contains(signing(node, KeyPurpose.PEOPLE)));
  }

  @Test
  void withoutTheDatabaseAStartFailsAndWhoeverHasStartedGoesOn() {
    MediaKeys node = node();
    await(node.refresh());
    var nowhere = new Database(DATABASE.newPool(1));
    MediaKeys cannot = new MediaKeys(DATABASE.vertx(), nowhere, Clock.systemUTC());
    assertThrows(Exception.class, () -> await(cannot.start()));
    assertTrue(cannot.signing(KeyPurpose.PEOPLE).isEmpty());
    DATABASE.sql("alter table media_key rename to media_key_away");
    try {
      assertThrows(Exception.class, () -> await(node.refresh()));
      assertTrue(node.signing(KeyPurpose.PEOPLE).isPresent());
    } finally {
      DATABASE.sql("alter table media_key_away rename to media_key");
    }
  }

  @Test
  void aNodeWhoseClockIsAheadDoesNotSignWithWhatItDoesNotHave() {
    Clock tomorrow = Clock.fixed(Instant.now().plusSeconds(86_400), ZoneOffset.UTC);
    MediaKeys node = new MediaKeys(DATABASE.vertx(), new Database(DATABASE.pool()), tomorrow);
    await(node.refresh());
    assertTrue(node.signing(KeyPurpose.PEOPLE).isPresent());
  }

  /** At the very first start, and at one just after another key has begun to sign. */
  @Test
  void aNodeWhoseClockIsBehindTheDatabasesHasAKeyThatIsPublished() {
    Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));
    MediaKeys first = new MediaKeys(DATABASE.vertx(), new Database(DATABASE.pool()), behind);
    await(first.start());
    for (KeyPurpose purpose : KeyPurpose.values()) {
      assertTrue(first.jwks(purpose).contains(signing(first, purpose)));
    }
    daysPass(31);
    await(first.refresh());
    DATABASE.sql("update media_key set signs_from = now() where signs_from > now()");
    MediaKeys next = new MediaKeys(DATABASE.vertx(), new Database(DATABASE.pool()), behind);
    await(next.start());
    for (KeyPurpose purpose : KeyPurpose.values()) {
      assertNotEquals(signing(first, purpose), signing(next, purpose), "that one is gone");
      assertTrue(next.jwks(purpose).contains(signing(next, purpose)));
    }
  }

  private static int keysIn(String jwks) {
    return new io.vertx.core.json.JsonObject(jwks).getJsonArray("keys").size();
  }
}
