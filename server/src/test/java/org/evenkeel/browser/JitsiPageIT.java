package org.evenkeel.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Our page with the headers that a node sends where Jitsi carries the media. The deployment is a
 * made-up one, in the browser itself: this is about what the page lets in, and what it does not.
 */
class JitsiPageIT {
  private static final Path FAKE_LIBRARY = Path.of("../web-client/e2e/fake-lib-jitsi-meet.js");

  private static final Map<String, String> JITSI =
      Map.of(
          "EVENKEEL_DEMO", "true",
          "EVENKEEL_MEDIA", "jitsi",
          "EVENKEEL_JITSI_URL", "https://meet.example.org",
          "EVENKEEL_JITSI_CONTROL_URL", "http://127.0.0.1:9",
          "EVENKEEL_JITSI_SECRET", "not-a-secret-but-of-thirty-two-characters");

  @Test
  void theLibraryOfTheDeploymentIsLetInWithWhatItNeedsAndNothingElse() {
    House house = House.open().beside(JITSI);
    try (Guest ruth = Guest.arrives(house, "counselor1")) {
      ruth.context()
          .route(
              "https://meet.example.org/**",
              route -> route.fulfill(new Route.FulfillOptions().setPath(FAKE_LIBRARY)));
      ruth.opensGroup("A group by Jitsi", "participant1");
      ruth.until("the library is there", () -> is(ruth, "typeof JitsiMeetJS === 'object'"));
      assertTrue(
          is(
              ruth,
              "new DOMParser().parseFromString('<a/>', 'text/xml').documentElement.tagName === 'a'"),
          "it reads what its server says");
      assertTrue(
          is(ruth, "new Worker(URL.createObjectURL(new Blob(['1']))) instanceof Worker"),
          "it encrypts in a worker");
      for (String forbidden :
          List.of(
              "document.createElement('p').innerHTML = '<b>x</b>'",
              "document.createElement('script').src = 'https://evil.example/x.js'",
              "document.createElement('script').src = 'https://meet.example.org.evil.example/x.js'",
              "document.createElement('script').text = '1'",
              "new Worker('https://evil.example/x.js')")) {
        assertEquals(
            true,
            ruth.page()
                .evaluate(
                    "() => { try { " + forbidden + "; return false } catch { return true } }"),
            forbidden);
      }
    }
  }

  private static boolean is(Guest guest, String so) {
    return (Boolean) guest.page().evaluate("() => " + so);
  }
}
