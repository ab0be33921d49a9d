package org.evenkeel.media;

import java.io.Serializable;

/**
 * One media room of a session.
 *
 * @param name 128 random bits, in hex
 * @param encrypted end to end, between the browsers; the same for all who are in it
 */
public record MediaRoom(String name, boolean encrypted) implements Serializable {}
