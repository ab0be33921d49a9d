package org.evenkeel.attendance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.evenkeel.attendance.OnMedia.Sighting;
import org.evenkeel.attendance.OnMedia.Span;
import org.evenkeel.room.PersonId;
import org.junit.jupiter.api.Test;

class OnMediaTest {
  private static final Instant START = Instant.parse("2026-07-01T22:00:00Z");
  private static final PersonId MAYA = new PersonId(new UUID(0, 1));
  private static final PersonId TOM = new PersonId(new UUID(0, 2));

  private static Instant min(int minutes) {
    return START.plusSeconds(60L * minutes);
  }

  private static Sighting joined(int stay, PersonId who, int minutes) {
    return new Sighting(new UUID(1, stay), who, true, min(minutes));
  }

  private static Sighting left(int stay, PersonId who, int minutes) {
    return new Sighting(new UUID(1, stay), who, false, min(minutes));
  }

  @Test
  void eachStayIsATimeInOrder() {
    OnMedia seen =
        OnMedia.of(
            List.of(
                left(2, MAYA, 40),
                joined(3, TOM, 1),
                joined(2, MAYA, 30),
                joined(1, MAYA, 5),
                left(1, MAYA, 20)));
    assertEquals(
        List.of(new Span(min(5), min(20)), new Span(min(30), min(40))), seen.spans(MAYA, null));
    assertEquals(List.of(new Span(min(1), null)), seen.spans(TOM, null));
  }

  @Test
  void whatNobodySawEndHasEndedWithTheSession() {
    OnMedia seen = OnMedia.of(List.of(joined(3, TOM, 1), joined(4, MAYA, 70)));
    assertEquals(List.of(new Span(min(1), min(60))), seen.spans(TOM, min(60)));
    assertEquals(List.of(new Span(min(70), min(70))), seen.spans(MAYA, min(60)));
  }

  @Test
  void anEndWithoutABeginningSaysNothing() {
    assertEquals(List.of(), OnMedia.of(List.of(left(1, MAYA, 5))).spans(MAYA, null));
  }
}
