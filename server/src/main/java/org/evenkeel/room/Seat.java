package org.evenkeel.room;

import java.time.Instant;

/**
 * One person's place in the room.
 *
 * @param id its own id, never used again
 * @param person whose it is; a person has one seat at the most
 * @param name the alias from the roster
 * @param role in this room, now
 * @param state see {@link SeatState}
 * @param admitted past the waiting room. A seat that is {@code RECONNECTING} may be either, and
 *     what others may see of it depends on this
 * @param entitled goes in without a host's word as soon as the room can take it
 * @param hand when it was raised, or null. No two hands of a room have the same time
 * @param audio microphone
 * @param video camera
 * @param screen shared screen
 * @param quality 0 (lost) to 4 (good), the client's own judgement
 * @param since when the seat got into its present standing (waiting, or in the room)
 * @param rev id of the last update of this seat's own client that is in it
 * @param link the connection that speaks for it
 * @param resumeHash SHA-256 of the token that takes it back, in hex
 * @param provenAt last proof of life that the room itself has: when the present connection took the
 *     seat or, while {@code RECONNECTING}, the last word of it. Attendance never ends before this
 * @param lostAt when the loss was noticed: the grace counts from here; null unless {@code
 *     RECONNECTING}
 */
public record Seat(
    SeatId id,
    PersonId person,
    String name,
    Role role,
    SeatState state,
    boolean admitted,
    boolean entitled,
    Instant hand,
    Device audio,
    Device video,
    Device screen,
    int quality,
    Instant since,
    long rev,
    Link link,
    String resumeHash,
    Instant provenAt,
    Instant lostAt) {

  static Seat waiting(
      SeatId id, Entrant who, boolean entitled, Link link, String hash, Instant now) {
    return new Seat(
        id,
        who.person(),
        who.name(),
        who.role(),
        SeatState.WAITING,
        false,
        entitled,
        null,
        Device.OFF,
        Device.OFF,
        Device.OFF,
        4,
        now,
        0,
        link,
        hash,
        now,
        null);
  }

  /** In the room with a live connection. */
  public boolean present() {
    return state == SeatState.PRESENT;
  }

  /** Who has it, as far as the media may know. */
  public Sitter sitter() {
    return new Sitter(person, name, role, admitted);
  }

  /** Counts against the capacity. */
  boolean takesPlace() {
    return admitted && !role.leads();
  }

  Seat admittedAt(Instant now) {
    return new Seat(
        id,
        person,
        name,
        role,
        SeatState.PRESENT,
        true,
        entitled,
        hand,
        audio,
        video,
        screen,
        quality,
        now,
        rev,
        link,
        resumeHash,
        provenAt,
        null);
  }

  Seat lostAt(Instant proven, Instant noticed) {
    return new Seat(
        id,
        person,
        name,
        role,
        SeatState.RECONNECTING,
        admitted,
        entitled,
        hand,
        audio,
        video,
        screen,
        0,
        since,
        rev,
        link,
        resumeHash,
        proven,
        noticed);
  }

  /** Back, or taken over by a newer connection. The client's numbering of updates starts anew. */
  Seat linkedTo(Link newer, String hash, Instant now) {
    return new Seat(
        id,
        person,
        name,
        role,
        admitted ? SeatState.PRESENT : SeatState.WAITING,
        admitted,
        entitled,
        hand,
        audio,
        video,
        screen,
        state == SeatState.RECONNECTING ? 4 : quality,
        since,
        0,
        newer,
        hash,
        now,
        null);
  }

  Seat withHand(Instant raised) {
    return new Seat(
        id,
        person,
        name,
        role,
        state,
        admitted,
        entitled,
        raised,
        audio,
        video,
        screen,
        quality,
        since,
        rev,
        link,
        resumeHash,
        provenAt,
        lostAt);
  }

  Seat withDevices(Device newAudio, Device newVideo, Device newScreen) {
    return new Seat(
        id,
        person,
        name,
        role,
        state,
        admitted,
        entitled,
        hand,
        newAudio,
        newVideo,
        newScreen,
        quality,
        since,
        rev,
        link,
        resumeHash,
        provenAt,
        lostAt);
  }

  Seat withQuality(int newQuality) {
    return new Seat(
        id,
        person,
        name,
        role,
        state,
        admitted,
        entitled,
        hand,
        audio,
        video,
        screen,
        newQuality,
        since,
        rev,
        link,
        resumeHash,
        provenAt,
        lostAt);
  }

  Seat withRev(long newRev) {
    return new Seat(
        id,
        person,
        name,
        role,
        state,
        admitted,
        entitled,
        hand,
        audio,
        video,
        screen,
        quality,
        since,
        newRev,
        link,
        resumeHash,
        provenAt,
        lostAt);
  }

  Seat withEntitlement(boolean newEntitlement) {
    return new Seat(
        id,
        person,
        name,
        role,
        state,
        admitted,
        newEntitlement,
        hand,
        audio,
        video,
        screen,
        quality,
        since,
        rev,
        link,
        resumeHash,
        provenAt,
        lostAt);
  }

  Seat withRole(Role newRole) {
    return new Seat(
        id,
        person,
        name,
        newRole,
        state,
        admitted,
        entitled,
        hand,
        audio,
        video,
        screen,
        quality,
        since,
        rev,
        link,
        resumeHash,
        provenAt,
        lostAt);
  }
}
