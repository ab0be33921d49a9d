package org.evenkeel.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.evenkeel.room.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the owner of a room hands to the post. The grid is a fake: it has an inbox and no more. */
@ExtendWith(VertxExtension.class)
class RoomOwnerTest {
  private final Gathering group = new Gathering(false);
  private final List<String> posted = new CopyOnWriteArrayList<>();
  private Context context;
  private RoomOwner owner;
  private RoomInbox inbox;

  @BeforeEach
  void open(Vertx vertx) {
    context = vertx.getOrCreateContext();
    Outbox outbox =
        new Outbox(
            vertx,
            context,
            events -> Future.succeededFuture(),
            (node, parcels) -> {},
            (room, last) -> Future.succeededFuture());
    Media none = session -> Future.failedFuture("no media here");
    owner = new RoomOwner(vertx, context, "a", (node, parcels) -> posted.add(node), outbox, none);
    ConcurrentMap<String, Object> userContext = new ConcurrentHashMap<>();
    HazelcastInstance grid =
        (HazelcastInstance)
            Proxy.newProxyInstance(
                RoomOwnerTest.class.getClassLoader(),
                new Class<?>[] {HazelcastInstance.class},
                (self, method, arguments) -> userContext);
    inbox = RoomInbox.of(grid);
    owner.serve(grid);
  }

  private void changed() {
    inbox.changed(new RoomEntry(group.room, List.of(), "a"), group.notices());
  }

  /** To which nodes there was something to carry, each as often as it was. */
  private List<String> posted(int atLeast) throws Exception {
    await().until(() -> posted.size() >= atLeast);
    // All of one telling is posted in one go: it is over when the context has time for us.
    Promise<Void> over = Promise.promise();
    context.runOnContext(over::complete);
    LiveServer.await(over.future());
    List<String> since = posted.stream().sorted().toList();
    posted.clear();
    return since;
  }

  @Test
  void eachNodeGetsOneLotAndNoOtherNodeGetsAny() throws Exception {
    group.joins("Ana C.", Role.HOST, "a");
    group.joins("Maya R.", Role.PARTICIPANT, "a");
    for (String name : List.of("Lena S.", "Omar K.", "Ines D.")) {
      group.joins(name, Role.PARTICIPANT, "b");
    }
    group.joins("Paul W.", Role.PARTICIPANT, "c");
    group.joins("Zoe M.", Role.PARTICIPANT, "c");
    changed();
    assertEquals(List.of("a", "b", "c"), posted(3));

    // Several in one go are one as well.
    context.runOnContext(
        ignored ->
            Stream.of("Omar K.", "Maya R.", "Zoe M.")
                .forEach(
                    name -> {
                      group.raisesHand(name);
                      changed();
                    }));
    assertEquals(List.of("a", "b", "c"), posted(3));

    group.movesTo("Paul W.", "b");
    group.movesTo("Zoe M.", "b");
    changed();
    assertEquals(List.of("a", "b", "c"), posted(3), "c has two connections to say goodbye to");
    group.raisesHand("Lena S.");
    changed();
    assertEquals(List.of("a", "b"), posted(2), "nobody sits by c any more");
  }
}
