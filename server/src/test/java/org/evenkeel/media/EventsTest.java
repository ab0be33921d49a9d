package org.evenkeel.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.evenkeel.room.PersonId;
import org.junit.jupiter.api.Test;

/**
 * The contract with {@code mod_event_sync_component.lua} of jitsi-contrib/prosody-plugins: bodies
 * in the very shape in which it sends them.
 */
class EventsTest {
  private static final String ROOM = "0123456789abcdef0123456789abcdef";
  private static final String JID = "14f01c40-5195-4a4d-8efb-f58b49d18741@meet.jitsi/OWhl8jSh";
  private static final PersonId PERSON = PersonId.of("00380324-a840-400d-880f-7ee0933b7556");

  private static JsonObject said(String event) {
    return new JsonObject()
        .put("event_name", event)
        .put("room_name", ROOM)
        .put("room_jid", ROOM + "@muc.meet.jitsi")
        .put("is_breakout", false);
  }

  private static JsonObject occupant() {
    return new JsonObject()
        .put("name", "Maya R.")
        .put("id", PERSON.toString())
        .put("occupant_jid", JID)
        .put("joined_at", 1_625_823_996L);
  }

  private static JsonObject joined(JsonObject occupant) {
    return said("muc-occupant-joined").put("active_occupants_count", 4).put("occupant", occupant);
  }

  private static Optional<Sighting> read(String event, JsonObject said) {
    return Events.read(event, said)
        .map(
            told -> {
              assertEquals(ROOM, told.room());
              return told.sighting();
            });
  }

  @Test
  void aRoomIsCreated() {
    assertEquals(
        Optional.of(new Sighting.Look()),
        read("room/created", said("muc-room-created").put("created_at", 1_625_823_996)));
  }

  @Test
  void somebodyJoins() {
    assertEquals(
        Optional.of(new Sighting.Joined(ROOM, JID, null, 1_625_823_996L, PERSON, null)),
        read("occupant/joined", joined(occupant())));
  }

  /** As our own module tells it besides. */
  @Test
  void theNameByWhichSomebodyGoesIsRead() {
    assertEquals(
        Optional.of(new Sighting.Joined(ROOM, JID, "Ana's name", 1_625_823_996L, PERSON, null)),
        read("occupant/joined", joined(occupant().put("nick", "Ana's name"))));
    assertEquals(
        Optional.of(
            new Sighting.Left(ROOM, List.of(new Sighting.Gone(JID, "n1", 1_625_823_996L, PERSON)))),
        read(
            "occupant/left",
            said("muc-occupant-left").put("occupant", occupant().put("nick", "n1"))));
    for (Object none : new Object[] {null, "", 7, new JsonObject(), "x".repeat(1_000)}) {
      assertEquals(
          Optional.of(new Sighting.Joined(ROOM, JID, null, 1_625_823_996L, PERSON, null)),
          read("occupant/joined", joined(occupant().put("nick", none))));
    }
  }

  @Test
  void somebodyLeaves() {
    JsonObject left =
        said("muc-occupant-left")
            .put("active_occupants_count", 3)
            .put("occupant", occupant().put("left_at", 1_625_824_035));
    assertEquals(
        Optional.of(
            new Sighting.Left(ROOM, List.of(new Sighting.Gone(JID, null, 1_625_823_996L, PERSON)))),
        read("occupant/left", left));
  }

  @Test
  void aRoomIsDestroyedWithAllWhoWereEverInIt() {
    JsonObject other =
        new JsonObject().put("occupant_jid", "x@meet.jitsi/y").put("joined_at", 1_625_823_998L);
    JsonObject destroyed =
        said("muc-room-destroyed")
            .put("created_at", 1_625_823_996)
            .put("destroyed_at", 1_625_824_035)
            .put("all_occupants", new JsonArray().add(occupant()).add(other));
    assertEquals(
        Optional.of(
            new Sighting.Left(
                ROOM,
                List.of(
                    new Sighting.Gone(JID, null, 1_625_823_996L, PERSON),
                    new Sighting.Gone("x@meet.jitsi/y", null, 1_625_823_998L, null)))),
        read("room/destroyed", destroyed));
    destroyed.put("all_occupants", new JsonObject());
    assertEquals(
        Optional.of(new Sighting.Left(ROOM, List.of())), read("room/destroyed", destroyed));
  }

  @Test
  void aListThatHasNoEndIsReadToABound() {
    JsonArray many = new JsonArray();
    for (int i = 1; i <= 2_000; i++) {
      many.add(new JsonObject().put("occupant_jid", "x@meet.jitsi/" + i).put("joined_at", i));
    }
    Sighting.Left left =
        (Sighting.Left)
            read("room/destroyed", said("muc-room-destroyed").put("all_occupants", many))
                .orElseThrow();
    assertEquals(Events.MOST_OCCUPANTS, left.gone().size());
  }

  @Test
  void withAllWordsOfThePassItSaysWhoLeads() {
    for (JsonObject leads :
        List.of(
            occupant().put("moderator", "true"),
            occupant().put("moderator", true),
            occupant().put("affiliation", "owner"))) {
      assertEquals(
          Optional.of(new Sighting.Joined(ROOM, JID, null, 1_625_823_996L, PERSON, true)),
          read("occupant/joined", joined(leads)));
    }
    assertEquals(
        Optional.of(new Sighting.Joined(ROOM, JID, null, 1_625_823_996L, PERSON, false)),
        read(
            "occupant/joined",
            joined(occupant().put("moderator", "false").put("affiliation", "member"))));
  }

  @Test
  void whomNoPassOfOursNamesIsAStranger() {
    for (Object id : new Object[] {null, "admin", 7, new JsonObject()}) {
      assertEquals(
          Optional.of(new Sighting.Joined(ROOM, JID, null, 1_625_823_996L, null, null)),
          read("occupant/joined", joined(occupant().put("id", id))));
    }
  }

  @Test
  void whatIsOfNoSessionOrMakesNoSenseIsNotRead() {
    List<JsonObject> bad =
        List.of(
            joined(occupant()).put("is_breakout", true).put("breakout_room_id", "b1"),
            joined(occupant()).put("room_name", "catchup"),
            joined(occupant()).put("room_name", 7),
            joined(occupant()).put("occupant", "Maya"),
            joined(new JsonObject()),
            joined(occupant().put("joined_at", "now")),
            joined(occupant().put("joined_at", -1)),
            joined(occupant().put("occupant_jid", "x".repeat(1_000))),
            said("muc-occupant-joined"),
            new JsonObject());
    for (JsonObject each : bad) {
      assertTrue(Events.read("occupant/joined", each).isEmpty(), each.encode());
    }
    assertTrue(Events.read("occupant/danced", joined(occupant())).isEmpty());
  }
}
