package org.evenkeel.faults;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.evenkeel.store.DatabaseUrl;

/**
 * What the server says that happened: the facts of the ledger, and the sheets that are computed
 * from them.
 *
 * @param sheets by session, then by person
 */
record Books(List<Fact> facts, Map<String, Map<String, Row>> sheets) {

  /** A row of the ledger; times in milliseconds, as the protocol tells them. */
  record Fact(
      String session,
      String life,
      long seq,
      String kind,
      String seat,
      String person,
      Instant at,
      Long connection) {}

  /** One person's attendance of one session. */
  record Row(double seconds, List<Journal.Span> intervals) {}

  /** Reads the sessions of these groups; {@code gate} is the port of a node that is well. */
  static Books read(DatabaseUrl url, int gate, List<Census.Group> groups) throws Exception {
    Map<String, Map<String, Row>> sheets = new HashMap<>();
    for (Census.Group group : groups) {
      sheets.put(group.session(), sheet(gate, group));
    }
    return new Books(facts(url, groups.stream().map(Census.Group::session).toList()), sheets);
  }

  private static Map<String, Row> sheet(int gate, Census.Group group) throws Exception {
    HttpResponse<String> answer =
        Ask.get(
            "http://127.0.0.1:%d/api/sessions/%s/attendance".formatted(gate, group.session()),
            group.people().getFirst().cookie(),
            10);
    if (answer.statusCode() != 200) {
      throw new AssertionError("attendance: " + answer.statusCode() + " " + answer.body());
    }
    Map<String, Row> rows = new HashMap<>();
    JsonArray people = new JsonObject(answer.body()).getJsonArray("people");
    for (int i = 0; i < people.size(); i++) {
      JsonObject person = people.getJsonObject(i);
      List<Journal.Span> intervals = new ArrayList<>();
      JsonArray stretches = person.getJsonArray("intervals");
      for (int j = 0; j < stretches.size(); j++) {
        JsonObject stretch = stretches.getJsonObject(j);
        intervals.add(
            new Journal.Span(
                Instant.parse(stretch.getString("from")), Instant.parse(stretch.getString("to"))));
      }
      rows.put(person.getString("personId"), new Row(person.getDouble("seconds"), intervals));
    }
    return rows;
  }

  /** Straight from the table, past the nodes. */
  static List<Fact> facts(DatabaseUrl url, List<String> sessions) throws SQLException {
    String sql =
        """
        select session_id, life, seq, kind, seat_id, person_id, at, connection
        from attendance_event where session_id = any(?) order by session_id, life, seq
        """;
    List<Fact> facts = new ArrayList<>();
    try (Connection connection = connect(url);
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(
          1, connection.createArrayOf("uuid", sessions.stream().map(UUID::fromString).toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          facts.add(
              new Fact(
                  row.getString(1),
                  row.getString(2),
                  row.getLong(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  row.getObject(7, OffsetDateTime.class).toInstant().truncatedTo(ChronoUnit.MILLIS),
                  row.getObject(8, Long.class)));
        }
      }
    }
    return facts;
  }

  static Connection connect(DatabaseUrl url) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(url.host(), url.port(), url.name()),
        url.user(),
        url.password());
  }
}
