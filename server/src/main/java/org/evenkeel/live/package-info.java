/**
 * The live session: sockets, the rooms' map with its single writer, fan-out, and the way of
 * attendance events to the ledger.
 *
 * <p>A room is one entry of a Hazelcast map. Every command runs in {@link
 * org.evenkeel.live.RoomBatch} on the member that owns the entry. What follows from it is sent by
 * {@link org.evenkeel.live.FanOut} on that member, once to each node that the seats name.
 */
package org.evenkeel.live;
