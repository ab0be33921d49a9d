package org.evenkeel.media;

/** Counts what operators should know of, without a word of who and where. */
@FunctionalInterface
public interface Tally {

  void add(Event what);

  /** What is counted. */
  enum Event {
    /** Times those who lead were told that somebody is on the media without a seat. */
    ALARM,
    /** Kicks asked of the media server. */
    KICK,
    /** Kicks that the media server refused. */
    KICK_REFUSED,
    /** Kicks that the media server did not answer. */
    KICK_FAILED,
    /** Times a group was moved to a new media room. */
    MOVE,
    /** Times a group could not be moved. */
    MOVE_FAILED,
    /** Ends of a media room that the media server refused. */
    END_REFUSED,
    /** Ends of a media room that the media server did not answer. */
    END_FAILED,
    /** Times the media server did not say how many are in its rooms. */
    CENSUS_FAILED,
    /** Times people were found in a media room that is no session's. */
    STRAY_ROOM,
    /** Sightings that could not be judged. */
    NOT_JUDGED,
    /** Joins that our door allowed. */
    JOIN_ALLOWED,
    /** Joins that our door refused. */
    JOIN_REFUSED,
    /** Requests of the media server without our secret. */
    UNAUTHENTICATED,
    /** Words of the media server that cannot be read. */
    UNREADABLE
  }
}
