package org.evenkeel.people;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.evenkeel.room.PersonId;
import org.evenkeel.store.Database;

/**
 * 42 CFR 2.31: that a patient is in treatment is itself a secret, which a relative may share only
 * while the patient's written consent is in force.
 */
public final class Consents {
  private static final String IN_FORCE =
      """
      select count(distinct patient_id) as patients from consent
      where program_id = $1 and recipient_id = $2 and patient_id = any($3)
        and signed_at <= $4 and expires_at > $4 and (revoked_at is null or revoked_at > $4)
      """;

  private final Database database;

  public Consents(Database database) {
    this.database = database;
  }

  /**
   * Whether every one of these patients has consented that this person learns of them. False where
   * no patient is named: nothing allows it then.
   */
  public Future<Boolean> inForce(
      UUID program, PersonId recipient, Set<PersonId> patients, Instant at) {
    if (patients.isEmpty()) {
      return Future.succeededFuture(false);
    }
    UUID[] ids = patients.stream().map(PersonId::value).toArray(UUID[]::new);
    return database
        .query(IN_FORCE, program, recipient.value(), ids, at.atOffset(ZoneOffset.UTC))
        .map(rows -> rows.iterator().next().getLong("patients") == patients.size());
  }
}
