package org.evenkeel.room;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The whole state of one live room. Immutable; {@link #apply} is the only way on.
 *
 * @param id the session's occurrence
 * @param life this life of the room in memory, part of the identity of its attendance events
 * @param rules what does not change
 * @param version grows by one with each change
 * @param phase see {@link Phase}
 * @param locked newcomers are turned away
 * @param frozen open, but no host is there: microphones and chat are held until one is back
 * @param spotlight the seat everybody should look at, or null
 * @param seats in the order they came; those who wait are among them
 * @param removed who may not come back to this session
 * @param events how many attendance events this life has made
 * @param clock the latest time the room has seen; time never runs backwards in a room
 */
public record Room(
    SessionId id,
    UUID life,
    RoomRules rules,
    long version,
    Phase phase,
    boolean locked,
    boolean frozen,
    SeatId spotlight,
    List<Seat> seats,
    Set<PersonId> removed,
    long events,
    Instant clock) {

  /** More events than a room makes in the hands of one keeper, and more keepers than there are. */
  private static final int BRANCH_BITS = 20;

  private static final int KEEPER_MASK = (1 << BRANCH_BITS) - 1;

  public Room {
    seats = List.copyOf(seats);
    removed = Set.copyOf(removed);
  }

  /** A room that nobody has entered yet. */
  public static Room fresh(SessionId id, UUID life, RoomRules rules, Instant now) {
    return new Room(
        id, life, rules, 0, Phase.WAITING, false, false, null, List.of(), Set.of(), 0, now);
  }

  /**
   * Judges one command. The same room, command and time give the same outcome.
   *
   * @param now the time of the command; taken as the room's own clock where it lies before that
   */
  public Outcome apply(RoomCommand command, Instant now) {
    Turn turn = new Turn(this, now);
    Reply reply =
        switch (command) {
          case RoomCommand.Join c -> Door.join(turn, c);
          case RoomCommand.Resume c -> Door.resume(turn, c);
          case RoomCommand.Admit c -> Door.admit(turn, c);
          case RoomCommand.Decline c -> Door.decline(turn, c);
          case RoomCommand.Remove c -> Door.remove(turn, c);
          case RoomCommand.Leave c -> Door.leave(turn, c);
          case RoomCommand.Lost c -> Door.lost(turn, c);
          case RoomCommand.Unheard c -> Door.unheard(turn, c);
          case RoomCommand.NodeLost c -> Door.nodeLost(turn, c);
          case RoomCommand.Resync c -> Floor.resync(turn, c);
          case RoomCommand.Update c -> Floor.update(turn, c);
          case RoomCommand.Chat c -> Floor.chat(turn, c);
          case RoomCommand.Distress c -> Floor.distress(turn, c);
          case RoomCommand.LowerHand c -> Lead.lowerHand(turn, c);
          case RoomCommand.Mute c -> Lead.mute(turn, c);
          case RoomCommand.StopVideo c -> Lead.stopVideo(turn, c);
          case RoomCommand.Spotlight c -> Lead.spotlight(turn, c);
          case RoomCommand.MuteAll c -> Lead.muteAll(turn, c);
          case RoomCommand.Lock c -> Lead.lock(turn, c.connection(), true);
          case RoomCommand.Unlock c -> Lead.lock(turn, c.connection(), false);
          case RoomCommand.Open c -> Lead.open(turn, c);
          case RoomCommand.End c -> Lead.end(turn, c);
          case RoomCommand.ChangeRole c -> Lead.changeRole(turn, c);
          case RoomCommand.Readmit c -> Door.readmit(turn, c);
          case RoomCommand.MediaAlarm c -> Floor.mediaAlarm(turn, c);
          case RoomCommand.Tick c -> Door.tick(turn);
        };
    return turn.finish(reply);
  }

  /**
   * The same room in another's hands. Whoever keeps it from here on may lack the last events of a
   * keeper that was cut off, and those may be in the ledger already. So the numbers go on far above
   * them, and no event of the one takes the number of another of the other.
   *
   * <p>Unless the session is over, the first event says whether the room is held still: what the
   * keeper before has frozen or released last may be in the ledger alone, and what follows is to be
   * read by the room as it is known here.
   *
   * @param now when it is taken over; taken as the room's own clock where it lies before that
   */
  public Outcome inOtherHands(String keeper, Instant now) {
    Instant at = now.isBefore(clock) ? clock : now;
    long seq = branch(keeper);
    List<AttendanceEvent> events = List.of();
    if (phase != Phase.ENDED) {
      AttendanceEvent.Kind kind =
          frozen ? AttendanceEvent.Kind.FROZEN : AttendanceEvent.Kind.THAWED;
      events =
          List.of(new AttendanceEvent(id, life, ++seq, kind, null, null, null, at, null, null));
    }
    Room taken =
        new Room(
            id, life, rules, version, phase, locked, frozen, spotlight, seats, removed, seq, at);
    return new Outcome(taken, Reply.DONE, events, List.of());
  }

  /**
   * Higher than any number before, and no other keeper's: two that both took the room over from the
   * same state, and do not know of each other, must not give two facts one number, for the ledger
   * would take the second for the first.
   */
  private long branch(String keeper) {
    long next = (events >> (2 * BRANCH_BITS)) + 1;
    return ((next << BRANCH_BITS) + (keeper.hashCode() & KEEPER_MASK)) << BRANCH_BITS;
  }

  /**
   * Which of the takings-over an event belongs to, by its number: what two keepers wrote at the
   * same time differs in it. 0 before the first.
   */
  public static long keeping(long seq) {
    return seq >> BRANCH_BITS;
  }

  /** How often the room had been taken over before that event, as its keeper knew. */
  public static long takenOver(long seq) {
    return seq >> (2 * BRANCH_BITS);
  }

  public Optional<Seat> seat(SeatId seat) {
    // A loop and no stream, for the fan-out of each change asks once per seat.
    for (Seat each : seats) {
      if (each.id().equals(seat)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** The seat that this connection speaks for. */
  public Optional<Seat> seatOf(long connection) {
    return seats.stream()
        .filter(s -> s.link().connection() == connection && s.state() != SeatState.RECONNECTING)
        .findFirst();
  }

  /** Somebody who may run the room is there. */
  public boolean led() {
    return seats.stream().anyMatch(s -> s.role().leads() && s.present());
  }

  /** How many places of the capacity are taken. */
  public long taken() {
    return seats.stream().filter(Seat::takesPlace).count();
  }
}
