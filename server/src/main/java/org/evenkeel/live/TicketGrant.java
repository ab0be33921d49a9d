package org.evenkeel.live;

import org.evenkeel.room.Entrant;
import org.evenkeel.room.RoomRules;
import org.evenkeel.room.SessionId;

/**
 * What a ticket is made out for: the door has judged that this person may come to this session.
 *
 * @param session which room
 * @param rules for the case that the ticket's holder is the first to come
 * @param who the holder, in the role that the roster gives
 */
public record TicketGrant(SessionId session, RoomRules rules, Entrant who) {}
