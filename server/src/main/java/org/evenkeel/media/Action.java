package org.evenkeel.media;

import java.time.Instant;
import java.util.UUID;
import org.evenkeel.room.PersonId;

/** What is to be done about what was seen. */
sealed interface Action {

  /** One person is to be put out of a media room. */
  record Kick(String room, String nick, Stay.Reason why) implements Action {}

  /** Everybody who has a seat goes to a new media room, and this one ends. */
  record Move(String from, Cause why) implements Action {}

  /** A media room is to end, with whoever is in it. */
  record End(String room) implements Action {}

  /**
   * Those who lead are to be told that somebody is there who has no seat.
   *
   * @param at when it was noticed
   * @param again it was asked for before, and nobody is known to have heard it
   */
  record Alarm(Cause why, Instant at, boolean again) implements Action {}

  /** Whoever asks at the door may not come in by this name. */
  record NameTaken() implements Action {}

  /** For the record: a fact about somebody's presence on the media. */
  record Note(UUID stay, PersonId person, Fact fact, Instant at) implements Action {}

  /** What a {@link Note} says. */
  enum Fact {
    JOINED,
    LEFT
  }

  /** Why a group is moved, or those who lead are told. */
  enum Cause {
    /** Somebody whom no pass of ours names. */
    STRANGER,
    /** Somebody is there who never had a seat. */
    NEVER_SEATED,
    /** More people were counted than we know of. */
    SURPLUS,
    /** Somebody came back who had been sent away. */
    RETURNED,
    /** Kicks have no effect. */
    KICK_WITHOUT_EFFECT,
    /** The media server says that we may not kick. */
    KICK_REFUSED
  }
}
