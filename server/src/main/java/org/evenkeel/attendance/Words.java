package org.evenkeel.attendance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.evenkeel.room.AttendanceEvent;
import org.evenkeel.room.EndedBy;
import org.evenkeel.room.Role;

/** The words of the contract and of the database, and what they mean here. */
final class Words {
  private static final Map<String, Role> ROLES = meanings(Role.values(), Words::of);
  private static final Map<String, EndedBy> ENDINGS = meanings(EndedBy.values(), EndedBy::wire);
  private static final Map<String, AttendanceEvent.Kind> KINDS =
      meanings(AttendanceEvent.Kind.values(), AttendanceEvent.Kind::wire);

  private Words() {}

  static String of(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  static Role role(String word) {
    return meaning(ROLES, word);
  }

  static EndedBy endedBy(String word) {
    return meaning(ENDINGS, word);
  }

  static AttendanceEvent.Kind kind(String word) {
    return meaning(KINDS, word);
  }

  private static <T> Map<String, T> meanings(T[] values, Function<T, String> word) {
    return Arrays.stream(values).collect(Collectors.toMap(word, v -> v));
  }

  private static <T> T meaning(Map<String, T> meanings, String word) {
    if (word == null) {
      return null;
    }
    T found = meanings.get(word);
    if (found == null) {
      throw new IllegalArgumentException("not a word of the ledger: " + word);
    }
    return found;
  }
}
