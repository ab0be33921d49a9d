package org.evenkeel.media;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.evenkeel.media.Action.Cause;
import org.evenkeel.media.Stay.Reason;

/**
 * Judges who is on the media of a session without a right to be there. Pure: the same knowledge,
 * sighting, seats and time give the same judgement.
 *
 * <p>What it goes by: our door has seen everybody who came in, before they were in. Events confirm
 * that, and tell who left; any of them may be late, repeated or lost. The census counts, and names
 * nobody. A kick counts when they are seen to be gone, for the media server says "done" to a kick
 * that it has refused as well. What kicks cannot do, a new media room does: nobody without a seat
 * learns its name.
 *
 * <p>Whoever is to do what it asks for may die before it is done. So it goes by what is there, and
 * not by what was asked for, and asks again: whoever looks after the session sees to it that time
 * passes.
 */
final class Warden {
  /** So long may somebody be on the media who has just lost their seat. */
  static final Duration GRACE = Duration.ofSeconds(10);

  /** A kick that was not seen to have an effect is asked for again. */
  static final Duration KICK_AGAIN = Duration.ofSeconds(5);

  static final int MOST_KICKS = 3;
  static final Duration ALARM_AGAIN = Duration.ofSeconds(30);

  /** So long an alarm may be on its way to those who lead before it is taken for lost. */
  static final Duration UNHEARD_AGAIN = Duration.ofSeconds(5);

  static final Duration MOVE_AGAIN = Duration.ofSeconds(10);

  /** Longer than another node needs to keep the room of one that died, and to count. */
  static final Duration NOTED_AGAIN = Duration.ofSeconds(60);

  static final Duration END_AGAIN = Duration.ofSeconds(5);

  /** After a start in the middle of a session, people come back to their seats first. */
  static final Duration SETTLING = Duration.ofSeconds(60);

  /** What is known from now on, and what is to be done. */
  record Judgement(Stays stays, List<Action> actions) {}

  private Warden() {}

  static Judgement judge(Stays before, Sighting sighting, Seating seating, Instant now) {
    Vigil vigil = new Vigil(before, seating, now);
    switch (sighting) {
      case Sighting.Admitted s -> Arrivals.admitted(vigil, s);
      case Sighting.Joined s -> Arrivals.joined(vigil, s);
      case Sighting.Left s -> s.gone().forEach(gone -> Arrivals.left(vigil, s.room(), gone));
      case Sighting.Opened s -> HeadCount.opened(vigil, s.room());
      case Sighting.Closed s -> HeadCount.closed(vigil, s);
      case Sighting.Census s -> HeadCount.census(vigil, s);
      case Sighting.KickAnswered s -> kickAnswered(vigil, s);
      case Sighting.AlarmAnswered s -> vigil.alarmAnswered(s);
      case Sighting.Look s -> {}
    }
    if (seating.known()) {
      List.copyOf(vigil.open).forEach(stay -> look(vigil, stay));
      if (!(sighting instanceof Sighting.AlarmAnswered)) {
        // Else a room that cannot be reached would be asked without a pause.
        vigil.alarmAgain();
      }
      vigil.moveAgain();
    }
    return new Judgement(vigil.after(), List.copyOf(vigil.actions));
  }

  private static void kickAnswered(Vigil vigil, Sighting.KickAnswered s) {
    Optional<Stay> found =
        vigil.find(o -> o.kick() != null && o.room().equals(s.room()) && s.nick().equals(o.nick()));
    if (found.isEmpty()) {
      return;
    }
    Stay stay = found.get();
    switch (s.answer()) {
      case NOBODY -> vigil.close(stay, stay.unseatedAt() == null ? vigil.now : stay.unseatedAt());
      case REFUSED -> {
        Stay.Kick kick = stay.kick();
        vigil.put(stay, stay.kicked(new Stay.Kick(kick.why(), kick.tries(), kick.lastAt(), true)));
        vigil.alarm(Cause.KICK_REFUSED);
      }
      case TAKEN, FAILED -> {}
    }
  }

  /** One stay, by the seats of now. */
  private static void look(Vigil vigil, Stay stay) {
    if (vigil.seating.covers(stay)) {
      lookAtSeated(vigil, stay);
      return;
    }
    Stay seen = stay.unseatedAt() == null ? stay.unseated(vigil.now) : stay;
    if (seen != stay) {
      vigil.put(stay, seen);
    }
    if (vigil.seating.ended()) {
      vigil.end(seen.room());
      return;
    }
    Reason why = reason(vigil, seen);
    boolean atOnce = why == Reason.STRANGER || why == Reason.REMOVED;
    if (atOnce || !vigil.now.isBefore(seen.unseatedAt().plus(GRACE))) {
      sendAway(vigil, seen, why);
    }
  }

  private static Reason reason(Vigil vigil, Stay stay) {
    if (stay.person() == null) {
      return Reason.STRANGER;
    }
    if (vigil.seating.removed().contains(stay.person())) {
      return Reason.REMOVED;
    }
    return vigil.seating.of(stay.person()).isPresent() ? Reason.MOVED : Reason.UNSEATED;
  }

  private static void lookAtSeated(Vigil vigil, Stay stay) {
    Stay seen = stay;
    if (stay.unseatedAt() != null) {
      // They have a seat again: what was asked for before is over.
      seen = stay.unseated(null).kicked(null);
      vigil.put(stay, seen);
    }
    boolean leads = vigil.seating.of(seen.person()).orElseThrow().leads();
    if (seen.leads() && !leads) {
      sendAway(vigil, seen, Reason.DEMOTED);
    } else if (seen.replacedAt() != null
        && !vigil.now.isBefore(seen.replacedAt().plus(GRACE))
        && isThereAnew(vigil, seen)
        && (seen.kick() == null || seen.kick().tries() < MOST_KICKS && !seen.kick().refused())) {
      // A connection that Jitsi still takes for alive. Where it cannot be put out, it does no harm.
      sendAway(vigil, seen, Reason.REPLACED);
    }
  }

  /** An event has told of the newer stay: the door may let somebody through who never arrives. */
  private static boolean isThereAnew(Vigil vigil, Stay stay) {
    return vigil.count(
            o ->
                o.told()
                    && o.replacedAt() == null
                    && o.room().equals(stay.room())
                    && o.isOf(stay.person()))
        > 0;
  }

  private static void sendAway(Vigil vigil, Stay stay, Reason why) {
    Stay.Kick kick = stay.kick();
    if (kick != null && vigil.now.isBefore(kick.lastAt().plus(KICK_AGAIN))) {
      return;
    }
    if (kick == null) {
      firstKick(vigil, stay, why);
    } else if (kick.tries() < MOST_KICKS && !kick.refused() && stay.nick() != null) {
      vigil.kick(stay, why);
    } else if (stay.room().equals(vigil.seating.media())) {
      // However often it is asked for: a kick has no effect here.
      Cause cause = kick.refused() ? Cause.KICK_REFUSED : Cause.KICK_WITHOUT_EFFECT;
      if (why != Reason.DEMOTED) {
        vigil.alarm(cause);
      }
      vigil.move(cause);
    } else {
      vigil.end(stay.room());
    }
  }

  private static void firstKick(Vigil vigil, Stay stay, Reason why) {
    boolean counted =
        vigil.countedAt != null
            && !vigil.countedAt.isBefore(
                stay.unseatedAt() == null ? stay.since() : stay.unseatedAt())
            && vigil.beyond > 0;
    if (why == Reason.STRANGER) {
      vigil.alarm(Cause.STRANGER);
    } else if (why == Reason.UNSEATED && !stay.hadSeat() && counted) {
      vigil.alarm(Cause.NEVER_SEATED);
    }
    vigil.kick(stay, why);
  }
}
