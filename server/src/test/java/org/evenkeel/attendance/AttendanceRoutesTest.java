package org.evenkeel.attendance;

import static org.evenkeel.testing.RealDatabase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.sqlclient.Pool;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.evenkeel.attendance.Ledger.Sitter;
import org.evenkeel.room.AttendanceEvent.Kind;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.Role;
import org.evenkeel.store.Problem;
import org.evenkeel.testing.RealDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A group of one hour that is over, at 18:00 in New York. */
class AttendanceRoutesTest {
  @RegisterExtension static final RealDatabase DATABASE = new RealDatabase();
  private static final Instant START = Instant.parse("2026-07-01T22:00:00Z");

  private final Evening evening = Evening.startingAt(DATABASE, START, Duration.ofHours(1));
  private final Sitter ada = evening.onRoster("Ada C.", Role.HOST);
  private final Sitter sam = evening.onRoster("Sam P.", Role.PARTICIPANT);
  private final Sitter zoe = evening.onRoster("=cmd|'/c calc'!A1", Role.PARTICIPANT);
  private final Sitter eve = evening.known("Eve \"E\", O.", Role.FAMILY);
  private Viewer viewer;
  private HttpServer server;
  private WebClient client;

  @BeforeEach
  void serve() {
    serve(DATABASE.pool());
    Ledger ledger = evening.life().joins(ada, min(-2)).room(Kind.OPENED, min(-2));
    ledger.joins(sam, min(6)).joins(eve, min(10)).isLost(sam, min(20)).resumes(sam, min(21));
    ledger.leaves(eve, min(30), EndedBy.CONSENT_REVOKED);
    ledger.leaves(ada, min(60), EndedBy.SESSION_END).leaves(sam, min(60), EndedBy.SESSION_END);
    evening.write(ledger.room(Kind.ENDED, min(60)));
  }

  private void serve(Pool pool) {
    Router router = Router.router(DATABASE.vertx());
    AttendanceRoutes routes =
        new AttendanceRoutes(
            new AttendanceStore(pool), CreditRule.DEFAULT, ctx -> Optional.ofNullable(viewer));
    router.get("/api/sessions/:id/attendance").handler(routes.json());
    router.get("/api/sessions/:id/attendance.csv").handler(routes.csv());
    router.route().failureHandler(AttendanceRoutesTest::answer);
    server =
        await(DATABASE.vertx().createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    client = WebClient.create(DATABASE.vertx());
  }

  private static void answer(RoutingContext ctx) {
    String code = ctx.failure() instanceof Problem problem ? problem.code() : "internal";
    ctx.response().setStatusCode(ctx.statusCode()).end(code);
  }

  @AfterEach
  void close() {
    client.close();
    await(server.close());
  }

  private static Duration min(long minutes) {
    return Duration.ofMinutes(minutes);
  }

  private static Viewer somebody(Sitter who) {
    return new Viewer(who.person(), Set.of());
  }

  private Viewer staff() {
    return new Viewer(new PersonId(UUID.randomUUID()), Set.of(evening.program));
  }

  private HttpResponse<Buffer> get(String session, String file) {
    String path = "/api/sessions/" + session + "/" + file;
    return await(client.get(server.actualPort(), "127.0.0.1", path).send());
  }

  private HttpResponse<Buffer> get(String file) {
    return get(evening.session.toString(), file);
  }

  private void refused(int status, String code, HttpResponse<Buffer> response) {
    assertEquals(code, response.bodyAsString());
    assertEquals(status, response.statusCode());
  }

  @Test
  void staffSeeEverybodyInTheShapeOfTheContract() {
    viewer = staff();
    HttpResponse<Buffer> response = get("attendance");
    assertEquals(200, response.statusCode());
    assertEquals("application/json", response.getHeader("content-type"));
    assertEquals("no-store", response.getHeader("cache-control"));
    JsonObject sheet = response.bodyAsJsonObject();
    JsonArray people = sheet.getJsonArray("people");
    sheet.remove("people");
    assertEquals(
        new JsonObject()
            .put("sessionId", evening.session.toString())
            .put("startsAt", "2026-07-01T22:00:00.000Z")
            .put("endsAt", "2026-07-01T23:00:00.000Z")
            .put("zone", "America/New_York")
            .put("over", true)
            .put("sealed", false),
        sheet);
    assertEquals(
        List.of(
            "host attended", "participant no-show", "participant attended", "family not-expected"),
        people.stream()
            .map(p -> (JsonObject) p)
            .map(p -> p.getString("role") + " " + p.getString("status"))
            .toList());
    assertEquals(samsRow(), people.getJsonObject(2));
  }

  /** 6 to 20 and 21 to 60: 53 of 60 minutes. */
  private JsonObject samsRow() {
    return new JsonObject()
        .put("personId", sam.person().toString())
        .put("name", "Sam P.")
        .put("role", "participant")
        .put("seconds", 53 * 60)
        .put("firstJoinAt", "2026-07-01T22:06:00.000Z")
        .put("lastLeaveAt", "2026-07-01T23:00:00.000Z")
        .put("lateSeconds", 360)
        .put("late", true)
        .put("leftEarlySeconds", 0)
        .put("status", "attended")
        .put(
            "intervals",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("from", "2026-07-01T22:06:00.000Z")
                        .put("to", "2026-07-01T22:20:00.000Z")
                        .put("endedBy", "lost"))
                .add(
                    new JsonObject()
                        .put("from", "2026-07-01T22:21:00.000Z")
                        .put("to", "2026-07-01T23:00:00.000Z")
                        .put("endedBy", "session-end")))
        .put("onMedia", new JsonArray());
  }

  private void seen(UUID stay, String fact, Sitter who, Duration at) {
    DATABASE.sql(
        """
        insert into media_witness (session_id, stay_id, fact, person_id, at)
        values ($1, $2, $3, $4, $5)
        """,
        evening.session.value(),
        stay,
        fact,
        who.person().value(),
        START.plus(at).atOffset(ZoneOffset.UTC));
  }

  @Test
  void theMediaAreASecondLineAndCountForNothing() {
    UUID stay = UUID.randomUUID();
    seen(stay, "joined", sam, min(7));
    seen(stay, "left", sam, min(19));
    seen(UUID.randomUUID(), "joined", sam, min(22));
    seen(UUID.randomUUID(), "joined", zoe, min(3));
    JsonArray media =
        new JsonArray()
            .add(
                new JsonObject()
                    .put("from", "2026-07-01T22:07:00.000Z")
                    .put("to", "2026-07-01T22:19:00.000Z"))
            .add(
                new JsonObject()
                    .put("from", "2026-07-01T22:22:00.000Z")
                    .put("to", "2026-07-01T23:00:00.000Z"));
    viewer = somebody(sam);
    JsonArray own = get("attendance").bodyAsJsonObject().getJsonArray("people");
    assertEquals(new JsonArray().add(samsRow().put("onMedia", media)), own);
    viewer = staff();
    JsonArray all = get("attendance").bodyAsJsonObject().getJsonArray("people");
    assertEquals(samsRow().put("onMedia", media), all.getJsonObject(2));
    JsonObject zoes = all.getJsonObject(1);
    assertEquals(1, zoes.getJsonArray("onMedia").size());
    assertEquals(0, zoes.getInteger("seconds"));
    assertEquals("no-show", zoes.getString("status"), "the ledger alone says who came");
  }

  @Test
  void aParticipantSeesTheirOwnRowAndNobodyElses() {
    viewer = somebody(sam);
    JsonObject sheet = get("attendance").bodyAsJsonObject();
    assertEquals(new JsonArray().add(samsRow()), sheet.getJsonArray("people"));
    viewer = somebody(zoe);
    JsonObject absent =
        get("attendance").bodyAsJsonObject().getJsonArray("people").getJsonObject(0);
    assertEquals("no-show", absent.getString("status"));
    assertTrue(absent.containsKey("firstJoinAt"));
    assertNull(absent.getString("firstJoinAt"));
  }

  @Test
  void whoIsExcusedIsSo() {
    DATABASE.sql(
        "insert into excuse (session_id, person_id, by_person_id) values ($1, $2, $3)",
        evening.session.value(),
        zoe.person().value(),
        ada.person().value());
    viewer = somebody(zoe);
    JsonObject row = get("attendance").bodyAsJsonObject().getJsonArray("people").getJsonObject(0);
    assertEquals("excused", row.getString("status"));
  }

  @Test
  void toOthersTheSessionDoesNotExist() {
    viewer = somebody(evening.known("Kim L.", Role.PARTICIPANT));
    refused(404, "not-found", get("attendance"));
    refused(404, "not-found", get("attendance.csv"));
    viewer = new Viewer(viewer.id(), Set.of(UUID.randomUUID()));
    refused(404, "not-found", get("attendance"));
    refused(404, "not-found", get("attendance.csv"));
  }

  @Test
  void whatIsNotASessionIsNotFound() {
    viewer = staff();
    refused(404, "not-found", get(UUID.randomUUID().toString(), "attendance"));
    refused(404, "not-found", get("nonsense", "attendance"));
    refused(404, "not-found", get("nonsense", "attendance.csv"));
  }

  @Test
  void whoIsNotSignedInIsTold() {
    viewer = null;
    refused(401, "not-signed-in", get("attendance"));
    refused(401, "not-signed-in", get("attendance.csv"));
  }

  @Test
  void theFileIsForStaff() {
    viewer = somebody(sam);
    refused(403, "not-allowed", get("attendance.csv"));
  }

  @Test
  void theFileHasTheSameFactsAndNoFormula() {
    viewer = staff();
    HttpResponse<Buffer> response = get("attendance.csv");
    assertEquals("text/csv; charset=utf-8", response.getHeader("content-type"));
    assertEquals(
        "attachment; filename=\"attendance-2026-07-01.csv\"",
        response.getHeader("content-disposition"));
    String text = response.bodyAsString("UTF-8");
    assertEquals('\uFEFF', text.charAt(0));
    List<CsvRecord> rows = CsvReader.builder().ofCsvRecord(text.substring(1)).stream().toList();
    assertEquals(5, rows.size());
    assertTrue(rows.getFirst().getFields().contains("first join (America/New_York)"));
    CsvRecord row =
        rows.stream().filter(r -> r.getField(0).equals("Sam P.")).findFirst().orElseThrow();
    assertEquals(
        List.of(
            "Sam P.",
            "participant",
            "attended",
            "53",
            "3180",
            "2026-07-01T22:06:00Z",
            "2026-07-01T18:06:00-04:00",
            "2026-07-01T23:00:00Z",
            "2026-07-01T19:00:00-04:00",
            "yes",
            "360",
            "0",
            "2026-07-01T22:06:00Z/2026-07-01T22:20:00Z lost;"
                + " 2026-07-01T22:21:00Z/2026-07-01T23:00:00Z session-end"),
        row.getFields());
    List<String> names = rows.stream().map(r -> r.getField(0)).toList();
    assertTrue(names.contains("'=cmd|'/c calc'!A1"), names.toString());
    assertTrue(names.contains("Eve \"E\", O."), names.toString());
  }

  @Test
  void noCellBeginsAFormula() {
    for (String bad : List.of("=1", "+1", "-1", "@A", "\t=1", "\r=1", "  =1", "\uFF1D1", "\n+1")) {
      assertEquals("'" + bad, SheetCsv.harmless(bad));
    }
    for (String good : List.of("", "Sam", "2026", "a=b", "O'Neil")) {
      assertEquals(good, SheetCsv.harmless(good));
    }
  }

  @Test
  void aDatabaseThatIsAwayIsSaidToBeSo() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    close();
    serve(DATABASE.newPool(port));
    viewer = staff();
    HttpResponse<Buffer> response = get("attendance");
    refused(503, "unavailable", response);
    assertEquals("5", response.getHeader("retry-after"));
    assertFalse(response.bodyAsString().contains("localhost"));
  }
}
