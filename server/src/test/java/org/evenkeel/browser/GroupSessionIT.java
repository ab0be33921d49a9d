package org.evenkeel.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A counselor and two participants, each at a browser of their own, in a real group. */
class GroupSessionIT {
  private static final String RUTH = "Ruth A.";
  private static final String MAYA = "Maya R.";
  private static final String VICTOR = "Victor S.";
  private static House house;

  @BeforeAll
  static void open() {
    house = House.open();
  }

  @Test
  void aGroupMeetsSeesAndHearsEachOtherAndItsAttendanceIsKept() {
    aGroupMeets(house);
  }

  /** The whole evening of a group, whatever carries its media. */
  static void aGroupMeets(House house) {
    try (Guest ruth = Guest.arrives(house, "counselor1");
        Guest maya = Guest.arrives(house, "participant1");
        Guest victor = Guest.arrives(house, "participant2")) {
      String session =
          ruth.opensGroup("Evening group", "participant1", "participant2", "participant3");

      String victorName = second(ruth, session);
      maya.joins(session).waits();
      assertEquals(0, maya.find("tile").count(), "who waits sees nobody");
      ruth.admits(MAYA);
      maya.isInTheRoom();
      victor.joins(session).waits();
      ruth.admits(victorName);
      victor.isInTheRoom();

      picturesFlow(ruth, maya);
      picturesFlow(maya, ruth);
      picturesFlow(maya, victor);
      picturesFlow(victor, ruth);

      victor.find("hand-toggle").click();
      ruth.find("hand-queue-entry", victorName).waitFor();
      maya.find("hand-toggle").click();
      ruth.find("hand-queue-entry", MAYA).waitFor();
      assertEquals(
          List.of(victorName, MAYA),
          ruth.find("hand-queue-entry").all().stream()
              .map(entry -> entry.getAttribute("data-name"))
              .toList(),
          "in the order in which they were raised");

      maya.find("chat-open").click();
      maya.find("chat-input").fill("Good to see you all");
      maya.find("chat-send").click();
      victor.find("chat-open").click();
      assertThat(victor.find("chat-line").last()).containsText("Good to see you all");

      ruth.find("chat-open").click();
      assertThat(ruth.find("chat-line").last()).containsText("Good to see you all");
      ruth.keepsPicture("readme-room");

      ruth.opensMenuOf(victorName);
      ruth.find("remove").click();
      ruth.find("confirm").click();
      victor.find("removed").waitFor();
      assertThat(ruth.find("tile", victorName)).hasCount(0);
      assertEquals(403, ticket(victor, session), "the door stays shut");

      ruth.find("end-session").click();
      ruth.find("confirm").click();
      ruth.find("ended").waitFor();
      maya.find("ended").waitFor();
      attendanceIsRight(ruth, session, victorName);
      for (Guest guest : List.of(ruth, maya, victor)) {
        assertEquals(List.of(), guest.trouble());
      }
    }
  }

  @Test
  void whoLosesTheNetworkIsToldAndComesBackToTheSameSeat() {
    try (Guest ruth = Guest.arrives(house, "counselor1");
        Guest maya = Guest.arrives(house, "participant1")) {
      String session = ruth.opensGroup("Weather", "participant1");
      maya.joins(session).waits();
      ruth.admits(MAYA);
      maya.isInTheRoom();
      String seat = maya.seatId();

      maya.context().setOffline(true);
      long lost = System.nanoTime();
      assertThat(maya.find("banner"))
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(2_000));
      assertTrue(System.nanoTime() - lost < 3_000_000_000L);
      assertEquals(1, ruth.find("tile", MAYA).count(), "her place is kept");

      maya.context().setOffline(false);
      assertThat(maya.find("banner")).isHidden();
      assertEquals(seat, maya.seatId());
      maya.find("hand-toggle").click();
      ruth.find("hand-queue-entry", MAYA).waitFor();
      assertEquals(1, ruth.find("tile", MAYA).count(), "one person, one seat");
    }
  }

  @Test
  void withoutAHostTheRoomHoldsStillAndGoesOnWhenOneIsBack() {
    try (Guest ruth = Guest.arrives(house, "counselor1");
        Guest maya = Guest.arrives(house, "participant1")) {
      String session = ruth.opensGroup("Quiet", "participant1");
      maya.joins(session).waits();
      ruth.admits(MAYA);
      maya.isInTheRoom();

      ruth.find("leave").click();
      ruth.find("confirm").click();
      ruth.find("ended").waitFor();
      maya.find("frozen").waitFor();

      ruth.page().navigate("/");
      ruth.choosesSession(session).find("device-join").click();
      ruth.isInTheRoom();
      assertThat(maya.find("frozen")).isHidden();
    }
  }

  @Test
  void aCallForHelpReachesTheCounselorAndNobodyElse() {
    try (Guest ruth = Guest.arrives(house, "counselor1");
        Guest maya = Guest.arrives(house, "participant1");
        Guest victor = Guest.arrives(house, "participant2")) {
      String session = ruth.opensGroup("Care", "participant1", "participant2");
      maya.joins(session).waits();
      victor.joins(session).waits();
      ruth.find("admit-all").click();
      maya.isInTheRoom();
      victor.isInTheRoom();

      maya.find("distress").click();
      Locator confirm = maya.find("confirm");
      if (confirm.isVisible()) {
        confirm.click();
      }
      ruth.find("distress-alert", MAYA).waitFor();
      assertEquals(0, victor.find("distress-alert").count());
      assertFalse(victor.page().content().contains("distress-alert"));
    }
  }

  /** Frames of the one are decoded by the other, and go on being so. */
  private static void picturesFlow(Guest from, Guest to) {
    String seat = from.seatId();
    to.until("the first picture", () -> to.framesFrom(seat) > 0);
    long before = to.framesFrom(seat);
    to.until("more pictures", () -> to.framesFrom(seat) > before + 3);
  }

  private static int ticket(Guest guest, String session) {
    return guest.post("/api/live/tickets", new JsonObject().put("sessionId", session)).status();
  }

  /** The second participant's name, as the program calls them. */
  private static String second(Guest ruth, String session) {
    String id = org.evenkeel.schedule.Demo.person("participant2").toString();
    return people(ruth, session).values().stream()
        .filter(p -> p.getString("personId").equals(id))
        .map(p -> p.getString("name"))
        .findFirst()
        .orElse(VICTOR);
  }

  private static Map<String, JsonObject> people(Guest ruth, String session) {
    Map<String, JsonObject> people = new HashMap<>();
    for (Object row : ruth.get("/api/sessions/" + session + "/attendance").getJsonArray("people")) {
      JsonObject person = (JsonObject) row;
      people.put(person.getString("name"), person);
    }
    return people;
  }

  private static void attendanceIsRight(Guest ruth, String session, String victor) {
    ruth.until(
        "everything is in the ledger",
        () -> {
          JsonObject maya = people(ruth, session).get(MAYA);
          return maya.getJsonArray("intervals").size() == 1 && "session-end".equals(endOf(maya));
        });
    Map<String, JsonObject> people = people(ruth, session);
    assertEquals("session-end", endOf(people.get(RUTH)));
    assertEquals("session-end", endOf(people.get(MAYA)));
    assertEquals("removed", endOf(people.get(victor)));
    assertEquals(
        1,
        people.values().stream()
            .filter(
                p ->
                    p.getString("status").equals("no-show")
                        && p.getString("role").equals("participant"))
            .count(),
        "the third participant");
    ruth.page().navigate("/sessions/" + session + "/attendance");
    for (String name : List.of(RUTH, MAYA, victor)) {
      ruth.find("attendance-row", name).waitFor();
    }
    ruth.find("attendance-csv").waitFor();
  }

  private static String endOf(JsonObject person) {
    return person.getJsonArray("intervals").getJsonObject(0).getString("endedBy");
  }
}
