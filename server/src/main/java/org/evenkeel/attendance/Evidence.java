package org.evenkeel.attendance;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.SessionId;

/**
 * Everything that is known about one session at one moment.
 *
 * @param session the occurrence
 * @param scheduled the time it was planned for
 * @param zone where its program's people live
 * @param roster who was expected
 * @param guests the names of those who have events and are not on the roster
 * @param events the ledger, in any order; of two with the same life and number one counts
 * @param nodes leases by the node's name; a node that is not among them is taken for dead, and
 *     nothing it says is proven
 * @param now by the same clock as the leases
 */
public record Evidence(
    SessionId session,
    Interval scheduled,
    ZoneId zone,
    List<Expected> roster,
    Map<PersonId, String> guests,
    List<AttendanceEvent> events,
    Map<String, NodeProof> nodes,
    Instant now) {
  public Evidence {
    roster = List.copyOf(roster);
    guests = Map.copyOf(guests);
    events = List.copyOf(events);
    nodes = Map.copyOf(nodes);
  }
}
