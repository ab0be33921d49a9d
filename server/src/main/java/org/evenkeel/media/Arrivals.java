package org.evenkeel.media;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.evenkeel.media.Action.Cause;
import org.evenkeel.media.Action.Fact;
import org.evenkeel.media.Stay.Reason;
import org.evenkeel.media.Stays.Kicked;
import org.evenkeel.media.Stays.Over;
import org.evenkeel.room.PersonId;

/** What the door and the events say of who comes and goes. A part of {@link Warden}. */
final class Arrivals {
  private Arrivals() {}

  static void admitted(Vigil vigil, Sighting.Admitted s) {
    for (Stay older : List.copyOf(vigil.open)) {
      boolean named = older.room().equals(s.room()) && s.nick().equals(older.nick());
      if (named && !older.isOf(s.person())) {
        // The media server would turn them away, and we would take the other one for gone.
        vigil.actions.add(new Action.NameTaken());
        return;
      }
    }
    for (Stay older : List.copyOf(vigil.open)) {
      if (older.room().equals(s.room()) && older.isOf(s.person())) {
        if (s.nick().equals(older.nick())) {
          vigil.close(older, vigil.now);
        } else {
          replace(vigil, older);
        }
      }
    }
    // Whoever has a seat again is nobody who was sent away.
    vigil.kicked.removeIf(k -> s.person().equals(k.person()));
    vigil.open(
        new Stay(
            s.room(), s.nick(), null, 0, s.person(), s.leads(), true, vigil.now, null, null, null));
  }

  static void joined(Vigil vigil, Sighting.Joined s) {
    if (vigil.isOver(s.room(), s.occupant(), s.joinedAt())) {
      return;
    }
    Optional<Stay> same =
        vigil.find(o -> o.room().equals(s.room()) && s.occupant().equals(o.occupant()));
    if (same.isPresent() && same.get().joinedAt() >= s.joinedAt()) {
      if (same.get().joinedAt() > s.joinedAt()) {
        vigil.remember(
            new Over(
                s.room(), null, s.occupant(), s.joinedAt(), s.person(), vigil.now, null, null));
      }
      return;
    }
    String nick = Nicks.of(s.nick(), s.occupant());
    Optional<Stay> atTheDoor = atTheDoor(vigil, s.room(), nick, s.person());
    same.ifPresent(older -> vigil.close(older, vigil.now));
    if (atTheDoor.isPresent()) {
      Stay told = atTheDoor.get().toldOf(s.nick(), s.occupant(), s.joinedAt());
      vigil.put(atTheDoor.get(), told);
      vigil.note(told, Fact.JOINED, told.since());
      return;
    }
    newcomer(vigil, s, nick);
  }

  /**
   * The stay that the door let through and of which no event has told, by the name that fits. A
   * client that takes names of its own is known by the person, where that one has a right to be
   * there: of whoever has none, nothing is taken for granted.
   */
  private static Optional<Stay> atTheDoor(Vigil vigil, String room, String nick, PersonId person) {
    List<Stay> waiting =
        vigil.open.stream()
            .filter(o -> !o.told() && o.room().equals(room) && o.isOf(person))
            .toList();
    Optional<Stay> named = waiting.stream().filter(o -> o.nick().equals(nick)).findFirst();
    if (named.isPresent() || vigil.overUntold(room, nick).isPresent()) {
      // What is said of one that is over is not said of another.
      return named;
    }
    return waiting.stream()
        .filter(o -> o.kick() == null && vigil.seating.covers(o))
        .reduce((older, newer) -> newer);
  }

  /** Somebody of whom the door knows nothing, or no longer. */
  private static void newcomer(Vigil vigil, Sighting.Joined s, String nick) {
    Optional<Over> untold = vigil.overUntold(s.room(), nick);
    Optional<Seating.Seated> seat =
        s.person() == null ? Optional.empty() : vigil.seating.of(s.person());
    boolean leads = s.leads() != null ? s.leads() : seat.map(Seating.Seated::leads).orElse(false);
    Stay stay =
        new Stay(
            s.room(),
            nick,
            s.occupant(),
            s.joinedAt(),
            s.person(),
            leads,
            seat.isPresent() || untold.isPresent(),
            vigil.now,
            null,
            null,
            null);
    boolean late = false;
    for (Stay other : List.copyOf(vigil.open)) {
      if (!other.room().equals(s.room()) || !other.isOf(s.person())) {
        continue;
      }
      if (!other.told()) {
        // The door has let them in anew since that one was over. Taken for there, it would hide one
        // who is.
        late |= untold.isPresent();
      } else if (other.joinedAt() <= s.joinedAt()) {
        replaceBy(vigil, other, stay);
      } else {
        late = true;
      }
    }
    if (late) {
      stay = stay.replaced(vigil.now);
    }
    vigil.open(stay);
    if (untold.isPresent()) {
      // It may be the late word of that one; where it is not, it is looked at like all others.
      vigil.over.remove(untold.get());
    } else if (!late && cameBack(vigil, stay)) {
      vigil.alarm(Cause.RETURNED);
      vigil.move(Cause.RETURNED);
    }
  }

  private static void replaceBy(Vigil vigil, Stay older, Stay newer) {
    if (Objects.equals(older.nick(), newer.nick())) {
      vigil.close(older, vigil.now);
    } else if (older.joinedAt() < newer.joinedAt()) {
      replace(vigil, older);
    }
  }

  private static void replace(Vigil vigil, Stay older) {
    if (older.replacedAt() == null) {
      vigil.put(older, older.replaced(vigil.now));
    }
  }

  /** A new stay, without a right to it, of somebody who was sent away. */
  private static boolean cameBack(Vigil vigil, Stay stay) {
    return vigil.seating.known()
        && !vigil.seating.covers(stay)
        && stay.room().equals(vigil.seating.media())
        && (isRemoved(vigil, stay.person())
            || vigil.kicked.stream()
                .filter(k -> Objects.equals(k.person(), stay.person()))
                .map(Kicked::joinedAt)
                .anyMatch(sent -> stay.joinedAt() > sent));
  }

  private static boolean isRemoved(Vigil vigil, PersonId person) {
    return person != null && vigil.seating.removed().contains(person);
  }

  static void left(Vigil vigil, String room, Sighting.Gone gone) {
    if (vigil.isOver(room, gone.occupant(), gone.joinedAt())) {
      return;
    }
    Optional<Stay> told =
        vigil.find(
            o ->
                o.room().equals(room)
                    && gone.occupant().equals(o.occupant())
                    && o.joinedAt() == gone.joinedAt());
    if (told.isPresent()) {
      Stay stay = told.get();
      if (!stay.hadSeat() && stay.kick() != null && stay.kick().why() == Reason.UNSEATED) {
        // They were really there.
        vigil.alarm(Cause.NEVER_SEATED);
      }
      vigil.close(stay, vigil.now);
      return;
    }
    // The event of the join was lost, or is still on its way: then it says nothing new.
    String nick = Nicks.of(gone.nick(), gone.occupant());
    Optional<Stay> untold = atTheDoor(vigil, room, nick, gone.person());
    if (untold.isPresent()) {
      Stay late = untold.get().toldOf(gone.nick(), gone.occupant(), gone.joinedAt());
      vigil.put(untold.get(), late);
      vigil.note(late, Fact.JOINED, late.since());
      vigil.close(late, vigil.now);
    } else {
      vigil.remember(
          new Over(
              room, null, gone.occupant(), gone.joinedAt(), gone.person(), vigil.now, null, null));
    }
  }
}
