package org.evenkeel.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.evenkeel.schedule.Demo;

/** One of the demo's people at a browser of their own. */
final class Guest implements AutoCloseable {
  private static final int PATIENCE_MS = 15_000;

  private final String account;
  private final BrowserContext context;
  private final Page page;
  private final List<String> trouble = new CopyOnWriteArrayList<>();

  private Guest(String account, BrowserContext context) {
    this.account = account;
    this.context = context;
    this.page = context.newPage();
    page.onPageError(error -> trouble.add("error: " + error));
    page.onConsoleMessage(
        message -> {
          // The browser itself tells of each refusal by HTTP; those are tested for what they are.
          if (message.type().equals("error") && !message.text().contains("Failed to load")) {
            trouble.add("console: " + message.text());
          }
        });
  }

  /** A person at a laptop, in light colours. */
  static Guest arrives(House house, String account) {
    return arrives(house, account, 1280, 800, ColorScheme.LIGHT);
  }

  static Guest arrives(House house, String account, int width, int height, ColorScheme scheme) {
    return arrives(house.browser(), house.address(), account, width, height, scheme);
  }

  /** A person at a laptop who goes to that address. */
  static Guest arrives(Browser browser, String address, String account) {
    return arrives(browser, address, account, 1280, 800, ColorScheme.LIGHT);
  }

  private static Guest arrives(
      Browser browser, String address, String account, int width, int height, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setBaseURL(address)
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setLocale("en-US")
                .setPermissions(List.of("camera", "microphone")));
    context.setDefaultTimeout(PATIENCE_MS);
    context.addInitScript("localStorage.setItem('evenkeel.debug', '1')");
    return new Guest(account, context);
  }

  Guest signsIn() {
    page.navigate("/");
    find("sign-in-email").fill(account + "@demo.evenkeel");
    find("sign-in-password").fill(Demo.PASSWORD);
    find("sign-in-submit").click();
    find("session-card").first().waitFor();
    return this;
  }

  /** Chooses a session of the list, and comes as far as the device check. */
  Guest choosesSession(String id) {
    page.locator("[data-test=session-card][data-session-id='" + id + "'] [data-test=join]").click();
    find("device-join").waitFor();
    return this;
  }

  /** Signs in and joins with camera and microphone, as far as the server lets them. */
  Guest joins(String session) {
    signsIn();
    choosesSession(session);
    find("device-join").click();
    return this;
  }

  Guest isInTheRoom() {
    find("room").waitFor();
    return this;
  }

  Guest waits() {
    find("waiting-room").waitFor();
    return this;
  }

  /** Lets somebody in. */
  void admits(String name) {
    find("waiting-entry", name).locator("[data-test=admit]").click();
  }

  Locator find(String test) {
    return page.locator("[data-test=" + test + "]");
  }

  Locator find(String test, String name) {
    return page.locator("[data-test=" + test + "][data-name='" + name + "']");
  }

  /** Opens what can be done for one person. */
  void opensMenuOf(String name) {
    find("tile", name).locator("[data-test=person-menu]").click();
  }

  String seatId() {
    return (String) page.evaluate("() => window.__evenkeel.seatId");
  }

  /** Frames decoded so far, by the seat they come from. */
  JsonObject stats() {
    Object found = page.evaluate("async () => JSON.stringify(await window.__evenkeel.stats())");
    return new JsonObject((String) found);
  }

  long framesFrom(String seat) {
    JsonObject peer = stats().getJsonObject(seat);
    return peer == null ? 0 : peer.getLong("framesDecoded", 0L);
  }

  /** Waits until something is so. */
  void until(String what, BooleanSupplier so) {
    until(what, PATIENCE_MS, so);
  }

  void until(String what, long patienceMs, BooleanSupplier so) {
    long deadline = System.nanoTime() + patienceMs * 1_000_000L;
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never: " + what);
      }
      page.waitForTimeout(50);
    }
  }

  /** Plans a group that runs now, with these participants. For somebody of the staff. */
  String plansGroup(String title, String... participants) {
    Instant now = Instant.now();
    JsonObject session =
        new JsonObject()
            .put("title", title)
            .put("kind", "group")
            .put("startsAt", now.minusSeconds(60).toString())
            .put("endsAt", now.plusSeconds(3_600).toString())
            .put("capacity", 12)
            .put("hostIds", ids("counselor1", "counselor2"))
            .put("participantIds", ids(participants));
    Answer answer = post("/api/sessions", session);
    if (answer.status() != 201) {
      throw new AssertionError(answer);
    }
    return new JsonObject(answer.body()).getString("id");
  }

  /** As a counselor: signs in, plans a group that runs now, and goes in. */
  String opensGroup(String title, String... participants) {
    signsIn();
    String session = plansGroup(title, participants);
    page.reload();
    choosesSession(session).find("device-join").click();
    isInTheRoom();
    return session;
  }

  private static JsonArray ids(String... accounts) {
    return new JsonArray(List.of(accounts).stream().map(Demo::person).map(UUID::toString).toList());
  }

  /** What the server said to the page itself: the test lives in another network. */
  record Answer(int status, String body) {}

  Answer post(String path, JsonObject body) {
    return fetch("POST", path, body.encode());
  }

  JsonObject get(String path) {
    Answer answer = fetch("GET", path, null);
    if (answer.status() != 200) {
      throw new AssertionError(path + ": " + answer);
    }
    return new JsonObject(answer.body());
  }

  private Answer fetch(String method, String path, String body) {
    Object said =
        page.evaluate(
            """
            async ([method, path, body]) => {
              const headers = body === null ? {} : { 'Content-Type': 'application/json' }
              const answer = await fetch(path, { method, headers, body: body ?? undefined })
              return [answer.status, await answer.text()]
            }
            """,
            java.util.Arrays.asList(method, path, body));
    List<?> parts = (List<?>) said;
    return new Answer((Integer) parts.get(0), (String) parts.get(1));
  }

  /** Keeps a picture of what this person sees, beside the tests' reports. */
  void keepsPicture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of(System.getProperty("evenkeel.shots"), name + ".png")));
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /** Whatever the browser's console complained of. */
  List<String> trouble() {
    return List.copyOf(trouble);
  }

  /** What a person may store between two visits. */
  Map<?, ?> storage() {
    return (Map<?, ?>) page.evaluate("() => ({...localStorage, ...sessionStorage})");
  }

  @Override
  public void close() {
    context.close();
  }
}
