package org.evenkeel.media;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.evenkeel.media.Action.Cause;
import org.evenkeel.media.Sighting.Answer;
import org.evenkeel.room.PersonId;

/**
 * A stand-in for a session, its seats and a media server, in memory and with a clock that stands
 * still until {@link #after}. It tells the {@link Warden} what the real ones would, and does what
 * the warden asks for. Nobody here is a model of the warden: it knows who is really there.
 */
final class MediaWorld {
  static final Instant START = Instant.parse("2026-11-24T18:00:00Z");

  /** Somebody who really is in a media room. */
  record Occupant(String room, String nick, String jid, long joinedAt, PersonId person) {}

  Instant now = START;
  String media = "room-1";
  boolean ended;
  Stays stays = Stays.NONE;
  Answer kicksAnswer;
  final Map<PersonId, Boolean> seats = new LinkedHashMap<>();
  final Set<PersonId> removed = new LinkedHashSet<>();
  final List<Occupant> there = new ArrayList<>();
  final List<Action> done = new ArrayList<>();
  final Map<PersonId, Occupant> latest = new HashMap<>();

  /** Kicks of somebody who has every right to be there. */
  final List<String> unjust = new ArrayList<>();

  /** Those who lead have a seat, and a connection that is lost. */
  boolean hostsAreAway;

  /** Of what those who lead were told. */
  final List<Instant> heardOf = new ArrayList<>();

  /** Whoever was to do this died before they had: nothing comes of it. */
  Predicate<Action> dies = action -> false;

  /** Somebody was put out; the media server may tell of it. */
  Consumer<Occupant> whenPutOut = who -> {};

  /** Its events name the nick, as ours do and those of others do not. */
  boolean tellsNicks;

  private int rooms = 1;
  private int joins;

  static PersonId person(String name) {
    return new PersonId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
  }

  /** The media server is about to make the room. */
  MediaWorld begins() {
    return sees(new Sighting.Opened(media));
  }

  // What people do

  MediaWorld sits(String name) {
    seats.put(person(name), false);
    return this;
  }

  MediaWorld leads(String name) {
    seats.put(person(name), true);
    return this;
  }

  MediaWorld demotes(String name) {
    seats.put(person(name), false);
    return this;
  }

  MediaWorld losesSeat(String name) {
    seats.remove(person(name));
    return this;
  }

  MediaWorld isRemoved(String name) {
    removed.add(person(name));
    return losesSeat(name);
  }

  /** Through the door and in; the event of it is still to be told. */
  Occupant comesIn(String name) {
    Occupant in = occupant(person(name));
    if (there.stream().noneMatch(o -> o.room().equals(media))) {
      // A room that nobody is in is gone, and is asked for anew.
      begins();
    }
    sees(new Sighting.Admitted(media, in.person(), in.nick(), seats.get(in.person())));
    there.add(in);
    latest.put(in.person(), in);
    return in;
  }

  /** Past the door, by a name of their own. */
  Occupant breaksIn(PersonId person, String nick) {
    Occupant in = occupant(person, nick);
    there.add(in);
    return in;
  }

  /** Past the door, by a way that we do not know. */
  Occupant breaksIn(PersonId person) {
    Occupant in = occupant(person);
    there.add(in);
    return in;
  }

  private Occupant occupant(PersonId person) {
    return occupant(person, null);
  }

  private Occupant occupant(PersonId person, String nick) {
    joins++;
    UUID connection = UUID.nameUUIDFromBytes(("join " + joins).getBytes(StandardCharsets.UTF_8));
    String jid = connection + "@meet.test/" + joins;
    return new Occupant(media, Nicks.of(nick, jid), jid, secondsOfTheOtherClock(), person);
  }

  /** Their clock is ten minutes ahead of ours, and knows seconds alone. */
  private long secondsOfTheOtherClock() {
    return now.plusSeconds(600).getEpochSecond();
  }

  // What is told of it

  Sighting joined(Occupant who) {
    return new Sighting.Joined(
        who.room(), who.jid(), tellsNicks ? who.nick() : null, who.joinedAt(), who.person(), null);
  }

  Sighting left(Occupant who) {
    return new Sighting.Left(
        who.room(),
        List.of(
            new Sighting.Gone(
                who.jid(), tellsNicks ? who.nick() : null, who.joinedAt(), who.person())));
  }

  MediaWorld isOn(String name) {
    return sees(joined(comesIn(name)));
  }

  MediaWorld goesOff(Occupant who) {
    there.remove(who);
    return sees(left(who));
  }

  MediaWorld census() {
    Map<String, Integer> counts = new HashMap<>();
    there.forEach(o -> counts.merge(o.room(), 1, Integer::sum));
    return sees(new Sighting.Census(counts, now));
  }

  MediaWorld after(long seconds) {
    now = now.plusSeconds(seconds);
    return sees(new Sighting.Look());
  }

  /** Second by second, as the keeper of a session looks, with a census every ten. */
  MediaWorld lives(Duration time) {
    for (long second = 1; second <= time.toSeconds(); second++) {
      after(1);
      if (second % 10 == 0) {
        census();
      }
    }
    return this;
  }

  MediaWorld sees(Sighting sighting) {
    Warden.Judgement judged = Warden.judge(stays, sighting, seating(), now);
    stays = judged.stays();
    judged.actions().forEach(this::does);
    return this;
  }

  Seating seating() {
    List<Seating.Seated> seated = new ArrayList<>();
    seats.forEach((who, leads) -> seated.add(new Seating.Seated(who, leads)));
    boolean led = !hostsAreAway && seats.containsValue(true);
    return new Seating(true, ended, led, media, seated, List.copyOf(removed));
  }

  private void does(Action action) {
    done.add(action);
    if (dies.test(action)) {
      return;
    }
    switch (action) {
      case Action.Kick kick -> kick(kick);
      case Action.Move move -> {
        media = "room-" + ++rooms;
        sees(new Sighting.Opened(media));
        end(move.from());
      }
      case Action.End end -> end(end.room());
      case Action.Alarm alarm -> {
        boolean heard = seating().led();
        if (heard) {
          heardOf.add(alarm.at());
        }
        sees(new Sighting.AlarmAnswered(alarm.at(), heard));
      }
      case Action.Note note -> {}
      case Action.NameTaken taken -> {}
    }
  }

  private void kick(Action.Kick kick) {
    there.stream()
        .filter(o -> o.room().equals(kick.room()) && o.nick().equals(kick.nick()))
        .filter(o -> o.room().equals(media) && seats.containsKey(o.person()))
        .filter(o -> o.equals(latest.get(o.person())) && kick.why() != Stay.Reason.DEMOTED)
        .forEach(o -> unjust.add(kick.why() + " at " + Duration.between(START, now)));
    if (kicksAnswer != null) {
      sees(new Sighting.KickAnswered(kick.room(), kick.nick(), kicksAnswer));
      return;
    }
    boolean was = putOut(o -> o.room().equals(kick.room()) && o.nick().equals(kick.nick()));
    Answer answer = was ? Answer.TAKEN : Answer.NOBODY;
    sees(new Sighting.KickAnswered(kick.room(), kick.nick(), answer));
  }

  private void end(String room) {
    putOut(o -> o.room().equals(room));
    sees(new Sighting.Closed(room, now));
  }

  private boolean putOut(Predicate<Occupant> whom) {
    List<Occupant> out = there.stream().filter(whom).toList();
    there.removeAll(out);
    out.forEach(whenPutOut);
    return !out.isEmpty();
  }

  // What one can see

  boolean isThere(String name) {
    return there.stream().anyMatch(o -> person(name).equals(o.person()));
  }

  <T extends Action> List<T> did(Class<T> kind) {
    return done.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<Cause> alarms() {
    return did(Action.Alarm.class).stream().map(Action.Alarm::why).toList();
  }

  List<Cause> moves() {
    return did(Action.Move.class).stream().map(Action.Move::why).toList();
  }

  List<Stay.Reason> kicks() {
    return did(Action.Kick.class).stream().map(Action.Kick::why).toList();
  }
}
