package org.evenkeel.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenkeel.room.PersonId;
import org.evenkeel.room.SessionKind;
import org.evenkeel.store.Problem;
import org.evenkeel.store.Problem.FieldError;

/** What staff ask for when they plan a session. */
public record NewSession(
    String title,
    SessionKind kind,
    Instant startsAt,
    Instant endsAt,
    int capacity,
    boolean waitingRoom,
    List<PersonId> hosts,
    List<PersonId> participants,
    List<PersonId> family) {

  private static final Duration LONGEST = Duration.ofHours(12);

  public NewSession {
    hosts = List.copyOf(hosts);
    participants = List.copyOf(participants);
    family = List.copyOf(family);
  }

  /**
   * What can be judged without asking the database.
   *
   * @throws Problem 422, all that is wrong at once
   */
  void requireSound() {
    List<FieldError> errors = new ArrayList<>();
    if (title.isBlank()) {
      errors.add(new FieldError("title", "A few words that say what it is."));
    }
    if (!startsAt.isBefore(endsAt)) {
      errors.add(new FieldError("endsAt", "The end comes after the start."));
    } else if (Duration.between(startsAt, endsAt).compareTo(LONGEST) > 0) {
      errors.add(new FieldError("endsAt", "A session lasts twelve hours at most."));
    }
    if (hosts.isEmpty()) {
      errors.add(new FieldError("hostIds", "Somebody has to lead it."));
    }
    if (participants.size() + family.size() > capacity) {
      errors.add(new FieldError("capacity", "More people are named than may come."));
    }
    if (!family.isEmpty() && kind != SessionKind.FAMILY) {
      errors.add(new FieldError("familyIds", "Relatives come to family sessions alone."));
    }
    Set<PersonId> seen = new HashSet<>();
    for (PersonId person : everybody()) {
      if (!seen.add(person)) {
        errors.add(new FieldError("participantIds", "Somebody is named twice."));
        break;
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  List<PersonId> everybody() {
    List<PersonId> all = new ArrayList<>(hosts);
    all.addAll(participants);
    all.addAll(family);
    return all;
  }
}
