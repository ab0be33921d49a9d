package org.evenkeel.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every screen as somebody at a laptop or with a small phone sees it, in light and dark: axe finds
 * nothing, nothing is wider than the screen, and a picture is kept.
 */
class ScreensIT {
  private static final String MAYA = "Maya R.";
  private static final List<String> STANDARDS =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");
  private static House house;

  enum Look {
    LAPTOP_LIGHT(1280, 800, ColorScheme.LIGHT),
    LAPTOP_DARK(1280, 800, ColorScheme.DARK),
    PHONE_LIGHT(360, 740, ColorScheme.LIGHT),
    PHONE_DARK(360, 740, ColorScheme.DARK);

    final int width;
    final int height;
    final ColorScheme scheme;

    Look(int width, int height, ColorScheme scheme) {
      this.width = width;
      this.height = height;
      this.scheme = scheme;
    }
  }

  @BeforeAll
  static void open() {
    house = House.open();
  }

  @ParameterizedTest
  @EnumSource
  void everyScreenIsForEverybody(Look look) {
    Album album = new Album(look);
    try (Guest ruth = album.guest("counselor1");
        Guest maya = album.guest("participant1")) {
      maya.page().navigate("/");
      maya.find("sign-in-email").waitFor();
      album.take(maya, "sign-in");
      maya.find("sign-in-email").fill("nobody@demo.evenkeel");
      maya.find("sign-in-password").fill("wrong");
      maya.find("sign-in-submit").click();
      maya.page().locator("[role=alert]").first().waitFor();
      album.take(maya, "sign-in-refused");

      ruth.signsIn();
      album.take(ruth, "sessions-counselor");
      String session = ruth.plansGroup("Evening group", "participant1", "participant2");
      ruth.page().reload();
      ruth.choosesSession(session);
      album.take(ruth, "device-check");
      ruth.find("device-join").click();
      ruth.isInTheRoom();

      maya.signsIn();
      album.take(maya, "sessions");
      maya.choosesSession(session).find("device-join").click();
      maya.waits();
      album.take(maya, "waiting-room");
      ruth.find("waiting-entry", MAYA).waitFor();
      album.take(ruth, "room-somebody-waits");
      ruth.admits(MAYA);
      maya.isInTheRoom();
      String seat = ruth.seatId();
      maya.until("a picture", () -> maya.framesFrom(seat) > 3);
      maya.find("hand-toggle").click();
      ruth.find("hand-queue-entry", MAYA).waitFor();
      album.take(maya, "room");
      album.take(ruth, "room-counselor");

      ruth.find("chat-open").click();
      ruth.find("chat-input").fill("Welcome, everybody. We begin with a minute of quiet.");
      ruth.find("chat-send").click();
      ruth.find("chat-line").last().waitFor();
      album.take(ruth, "chat");
      ruth.page().keyboard().press("Escape");
      ruth.opensMenuOf(MAYA);
      ruth.find("remove").waitFor();
      album.take(ruth, "person-menu");
      ruth.page().keyboard().press("Escape");
      maya.context().setOffline(true);
      maya.find("banner").waitFor();
      album.take(maya, "reconnecting");
      maya.context().setOffline(false);
      maya.page()
          .locator("[data-test=banner]")
          .waitFor(
              new com.microsoft.playwright.Locator.WaitForOptions()
                  .setState(com.microsoft.playwright.options.WaitForSelectorState.HIDDEN));
      maya.find("distress").click();
      maya.page().waitForTimeout(300);
      album.take(maya, "distress");
      if (maya.find("confirm").isVisible()) {
        maya.find("confirm").click();
      }
      ruth.find("distress-alert", MAYA).waitFor();
      album.take(ruth, "distress-alert");

      ruth.find("leave").click();
      album.take(ruth, "leave");
      ruth.find("confirm").click();
      ruth.find("ended").waitFor();
      album.take(ruth, "left");
      maya.find("frozen").waitFor();
      album.take(maya, "frozen");

      ruth.page().navigate("/");
      ruth.choosesSession(session).find("device-join").click();
      ruth.isInTheRoom();
      ruth.opensMenuOf(MAYA);
      ruth.find("remove").click();
      album.take(ruth, "remove");
      ruth.find("confirm").click();
      maya.find("removed").waitFor();
      album.take(maya, "removed");
      ruth.find("end-session").click();
      ruth.find("confirm").click();
      ruth.find("ended").waitFor();
      album.take(ruth, "ended");
      ruth.page().navigate("/sessions/" + session + "/attendance");
      ruth.find("attendance-row", MAYA).waitFor();
      album.take(ruth, "attendance-counselor");
      maya.page().navigate("/sessions/" + session + "/attendance");
      maya.find("attendance-row", MAYA).waitFor();
      album.take(maya, "attendance");
      assertEquals(1, maya.find("attendance-row").count(), "one's own row and no other");
    }
    assertEquals(List.of(), album.faults);
  }

  /** Pictures of the screens, and what is wrong with them. */
  private static final class Album {
    private final Look look;
    private final List<String> faults = new ArrayList<>();
    private int count;

    private Album(Look look) {
      this.look = look;
    }

    private Guest guest(String account) {
      return Guest.arrives(house, account, look.width, look.height, look.scheme);
    }

    private void take(Guest guest, String screen) {
      Page page = guest.page();
      // Colours that fade in have no contrast yet.
      page.evaluate(
          "() => Promise.race([new Promise(done => setTimeout(done, 1500)),"
              + " Promise.all(document.getAnimations()"
              + ".filter(a => a.effect?.getComputedTiming().endTime !== Infinity)"
              + ".map(a => a.finished.catch(() => 0)))])");
      String name = look.name().toLowerCase(Locale.ROOT).replace('_', '-');
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(
                  Path.of(
                      System.getProperty("evenkeel.shots"),
                      name,
                      "%02d-%s.png".formatted(++count, screen))));
      AxeResults found = new AxeBuilder(page).withTags(STANDARDS).analyze();
      assertTrue(!found.getPasses().isEmpty(), "axe looked at something");
      for (Rule rule : found.getViolations()) {
        faults.add(screen + ": " + rule.getId() + " " + rule.getNodes().getFirst().getHtml());
      }
      Object wider =
          page.evaluate(
              "document.documentElement.scrollWidth - document.documentElement.clientWidth");
      if (((Number) wider).intValue() > 0) {
        faults.add(screen + ": " + wider + " px wider than the screen");
      }
    }
  }
}
