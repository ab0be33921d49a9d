package org.evenkeel.media;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.evenkeel.media.Action.Cause;
import org.evenkeel.media.Action.Fact;
import org.evenkeel.media.Stays.Kicked;
import org.evenkeel.media.Stays.Over;
import org.evenkeel.media.Stays.Unheard;

/** The working copy of what is known while one sighting is judged. Lives for one judgement. */
final class Vigil {
  /** More are not in a group, however often they reconnect. What is beyond shows in the census. */
  static final int MOST_OPEN = 300;

  private static final int MOST_OVER = 400;
  private static final int MOST_KICKED = 200;
  private static final int MOST_WATCHED = 50;

  final Seating seating;
  final Instant now;
  final List<Stay> open;
  final List<Over> over;
  final List<Kicked> kicked;
  final List<String> watched;
  final List<Action> actions = new ArrayList<>();
  Instant firstCensusAt;
  int inherited;
  int surpluses;
  int beyond;
  Instant countedAt;
  private Instant alarmedAt;
  private Unheard unheard;
  private String movedFrom;
  private Instant movedAt;
  private Cause movedWhy;
  private final Map<String, Instant> ended;

  Vigil(Stays before, Seating seating, Instant now) {
    this.seating = seating;
    this.now = now;
    this.open = new ArrayList<>(before.open());
    this.over = new ArrayList<>(before.over());
    this.kicked = new ArrayList<>(before.kicked());
    this.watched = new ArrayList<>(before.watched());
    this.firstCensusAt = before.firstCensusAt();
    this.inherited = before.inherited();
    this.surpluses = before.surpluses();
    this.beyond = before.beyond();
    this.countedAt = before.countedAt();
    this.alarmedAt = before.alarmedAt();
    this.unheard = before.unheard();
    this.movedFrom = before.movedFrom();
    this.movedAt = before.movedAt();
    this.movedWhy = before.movedWhy();
    this.ended = new HashMap<>(before.ended());
  }

  Stays after() {
    return new Stays(
        open,
        over,
        kicked,
        watched,
        firstCensusAt,
        inherited,
        surpluses,
        beyond,
        countedAt,
        alarmedAt,
        unheard,
        movedFrom,
        movedAt,
        movedWhy,
        ended);
  }

  Optional<Stay> find(Predicate<Stay> which) {
    return open.stream().filter(which).findFirst();
  }

  long count(Predicate<Stay> which) {
    return open.stream().filter(which).count();
  }

  void open(Stay stay) {
    if (open.size() < MOST_OPEN) {
      open.add(stay);
      if (stay.told()) {
        note(stay, Fact.JOINED, stay.since());
      }
    }
  }

  /** The stay is over, at that moment as far as we know. */
  void close(Stay stay, Instant at) {
    open.remove(stay);
    Instant left = at.isBefore(stay.since()) ? stay.since() : at;
    remember(
        new Over(
            stay.room(),
            stay.nick(),
            stay.occupant(),
            stay.joinedAt(),
            stay.person(),
            now,
            stay.told() ? stay.since() : null,
            stay.told() ? left : null));
    if (stay.told()) {
      note(stay, Fact.LEFT, left);
    }
  }

  void remember(Over ended) {
    over.add(ended);
    if (over.size() > MOST_OVER) {
      over.removeFirst();
    }
  }

  /** A word of this very stay has told already that it is over. */
  boolean isOver(String room, String occupant, long joinedAt) {
    return over.stream()
        .anyMatch(
            o ->
                o.room().equals(room) && o.joinedAt() == joinedAt && occupant.equals(o.occupant()));
  }

  /** Only the door had told of a stay by this name that is over: a late word of it may come. */
  Optional<Over> overUntold(String room, String nick) {
    return over.stream()
        .filter(o -> o.room().equals(room) && o.occupant() == null)
        .filter(o -> nick != null && nick.equals(o.nick()))
        .findFirst();
  }

  void watch(String room) {
    if (!watched.contains(room)) {
      watched.add(room);
      if (watched.size() > MOST_WATCHED) {
        watched.removeFirst();
      }
    }
  }

  void put(Stay before, Stay after) {
    open.set(open.indexOf(before), after);
  }

  void note(Stay stay, Fact fact, Instant at) {
    if (stay.person() != null) {
      actions.add(new Action.Note(stay.id(), stay.person(), fact, at));
    }
  }

  /**
   * All that was noted within the last minute, for whoever was to write it down may have died. Who
   * writes it twice has written one fact.
   */
  void noteAgain() {
    Instant lately = now.minus(Warden.NOTED_AGAIN);
    for (Stay stay : open) {
      if (stay.told() && stay.since().isAfter(lately)) {
        note(stay, Fact.JOINED, stay.since());
      }
    }
    for (Over ended : over) {
      if (ended.person() != null && ended.left() != null && ended.at().isAfter(lately)) {
        UUID id = Stay.id(ended.room(), ended.nick(), ended.occupant(), ended.joinedAt());
        actions.add(new Action.Note(id, ended.person(), Fact.JOINED, ended.since()));
        actions.add(new Action.Note(id, ended.person(), Fact.LEFT, ended.left()));
      }
    }
  }

  /** Tells those who lead, and not again and again. */
  void alarm(Cause why) {
    if (alarmedAt == null || !now.isBefore(alarmedAt.plus(Warden.ALARM_AGAIN))) {
      alarmedAt = now;
      unheard = new Unheard(why, unheard == null ? now : unheard.since(), now);
      actions.add(new Action.Alarm(why, unheard.since(), false));
    }
  }

  /** Somebody who leads was told, or nobody was there. */
  void alarmAnswered(Sighting.AlarmAnswered s) {
    if (unheard != null && unheard.since().equals(s.at())) {
      unheard = s.heard() ? null : new Unheard(unheard.why(), unheard.since(), null);
    }
  }

  /** Whoever was to tell them may have died, or nobody was there then and somebody is now. */
  void alarmAgain() {
    if (unheard == null || !seating.led() || seating.ended()) {
      return;
    }
    Instant tried = unheard.triedAt();
    if (tried == null || !now.isBefore(tried.plus(Warden.UNHEARD_AGAIN))) {
      unheard = new Unheard(unheard.why(), unheard.since(), now);
      actions.add(new Action.Alarm(unheard.why(), unheard.since(), true));
    }
  }

  /** Moves everybody who has a seat, once for each media room; again where that had no effect. */
  void move(Cause why) {
    String from = seating.media();
    if (from == null || seating.ended()) {
      return;
    }
    boolean underWay = from.equals(movedFrom) && now.isBefore(movedAt.plus(Warden.MOVE_AGAIN));
    if (!underWay) {
      movedFrom = from;
      movedAt = now;
      movedWhy = why;
      surpluses = 0;
      actions.add(new Action.Move(from, why));
    }
  }

  /** Whoever was to move them may have died, and what was the reason may not happen again. */
  void moveAgain() {
    if (movedWhy != null && movedFrom.equals(seating.media())) {
      move(movedWhy);
    }
  }

  /** Each room by itself: of several that are over, none waits for another. */
  void end(String room) {
    ended.values().removeIf(at -> !now.isBefore(at.plus(Warden.END_AGAIN)));
    if (ended.putIfAbsent(room, now) == null) {
      actions.add(new Action.End(room));
    }
  }

  void kick(Stay stay, Stay.Reason why) {
    int tries = stay.kick() == null ? 1 : stay.kick().tries() + 1;
    boolean refused = stay.kick() != null && stay.kick().refused();
    put(stay, stay.kicked(new Stay.Kick(why, tries, now, refused)));
    if (stay.nick() != null) {
      actions.add(new Action.Kick(stay.room(), stay.nick(), why));
    }
    switch (why) {
      case STRANGER, REMOVED, UNSEATED -> sentAway(stay);
      case MOVED, DEMOTED, REPLACED -> {}
    }
  }

  private void sentAway(Stay stay) {
    kicked.removeIf(k -> Objects.equals(k.person(), stay.person()));
    kicked.add(new Kicked(stay.person(), stay.joinedAt(), now));
    if (kicked.size() > MOST_KICKED) {
      kicked.removeFirst();
    }
  }
}
