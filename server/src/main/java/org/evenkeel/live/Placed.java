package org.evenkeel.live;

import org.evenkeel.room.SeatId;
import org.evenkeel.room.Sitter;

/** A seat, and who sits in it. */
record Placed(SeatId seat, Sitter who) {}
