package org.evenkeel.schedule;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.evenkeel.room.PersonId;

/**
 * A session as one person sees it in their list.
 *
 * @param hosts who leads it
 * @param mine whether that person is on its roster
 * @param ended whether the ledger says that it is over
 */
public record Listed(Session session, List<Host> hosts, boolean mine, boolean ended) {

  /** By alias: a full name is for staff. */
  public record Host(PersonId id, String alias) {}

  static Listed fromRow(Row row) {
    List<Host> hosts = new ArrayList<>();
    for (Object host : (JsonArray) row.getJson("hosts")) {
      JsonObject json = (JsonObject) host;
      hosts.add(
          new Host(new PersonId(UUID.fromString(json.getString("id"))), json.getString("name")));
    }
    return new Listed(
        Session.fromRow(row), List.copyOf(hosts), row.getBoolean("mine"), row.getBoolean("ended"));
  }
}
