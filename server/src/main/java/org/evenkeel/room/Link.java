package org.evenkeel.room;

/**
 * The one connection that speaks for a seat.
 *
 * @param node the node that holds the socket; each start of a node has a name of its own, so a node
 *     that was thought dead never speaks with its old name
 * @param connection unique for ever; a command whose connection the seat no longer names changes
 *     nothing
 */
public record Link(String node, long connection) {}
