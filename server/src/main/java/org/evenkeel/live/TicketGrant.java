package org.evenkeel.live;

import org.evenkeel.room.Entrant;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SessionId;

/**
 * What a ticket stands for: this person, this session, this role.
 *
 * @param rules the room's rules, should the join be the first one
 */
public record TicketGrant(SessionId session, RoomRules rules, Entrant who) {}
