/**
 * The live room: who has a seat, in which state, and what each command changes.
 *
 * <p>Pure: no Vert.x, no Hazelcast, no clock, no I/O. {@link org.evenkeel.room.Room#apply} is the
 * only way a room changes; time, random ids and facts from the database come in as parameters.
 */
package org.evenkeel.room;
