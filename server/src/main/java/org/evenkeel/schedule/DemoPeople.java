package org.evenkeel.schedule;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The demo's people. None of them lives. */
final class DemoPeople {
  static final String PROGRAM_SQL =
      "insert into program (id, name, zone) values ($1, $2, $3) on conflict do nothing";
  static final String PERSON_SQL =
      """
      insert into person (id, alias, full_name, email, password_hash) values ($1, $2, $3, $4, $5)
      on conflict do nothing
      """;
  static final String MEMBER_SQL =
      "insert into membership (program_id, person_id, role) values ($1, $2, $3) on conflict do nothing";
  static final String CONSENT_SQL =
      """
      insert into consent
        (id, program_id, patient_id, recipient_id, purpose, signed_at, expires_at, revoked_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict do nothing
      """;

  record One(String account, String role, String alias, String fullName) {}

  static final List<One> ALL =
      List.of(
          new One("counselor1", "lead", "Ruth A.", "Ruth Abelson"),
          new One("counselor2", "counselor", "Daniel O.", "Daniel Okafor"),
          new One("counselor3", "counselor", "Inés M.", "Inés Marín"),
          new One("participant1", "participant", "Maya R.", "Maya Rosen"),
          new One("participant2", "participant", "Tom W.", "Thomas Whitfield"),
          new One("participant3", "participant", "Aisha K.", "Aisha Karim"),
          new One("participant4", "participant", "Leo P.", "Leopold Price"),
          new One("participant5", "participant", "Grace N.", "Grace Nakamura"),
          new One("participant6", "participant", "Victor S.", "Victor Sandoval"),
          new One("participant7", "participant", "Hannah B.", "Hannah Brandt"),
          new One("participant8", "participant", "Joel D.", "Joel Desmond"),
          new One("participant9", "participant", "Priya C.", "Priya Chandran"),
          new One("family1", "family", "Sam R.", "Samuel Rosen"),
          new One("family2", "family", "Nora W.", "Nora Whitfield"));

  private DemoPeople() {}

  static Tuple program() {
    return Tuple.of(Demo.PROGRAM, "Evening IOP", Demo.ZONE.getId());
  }

  static List<Tuple> people(String passwordHash) {
    return ALL.stream()
        .map(
            p ->
                Tuple.of(
                    Demo.person(p.account()),
                    p.alias(),
                    p.fullName(),
                    p.account() + "@demo.evenkeel",
                    passwordHash))
        .toList();
  }

  static List<Tuple> memberships() {
    return ALL.stream()
        .map(p -> Tuple.of(Demo.PROGRAM, Demo.person(p.account()), p.role()))
        .toList();
  }

  /** Maya lets Sam take part. Tom had let Nora, and took it back a week ago. */
  static List<Tuple> consents(Instant now) {
    List<Tuple> consents = new ArrayList<>();
    consents.add(consent("participant1", "family1", now, null));
    consents.add(consent("participant2", "family2", now, now.minus(Duration.ofDays(7))));
    return consents;
  }

  private static Tuple consent(String patient, String recipient, Instant now, Instant revoked) {
    return Tuple.from(
        java.util.Arrays.asList(
            Demo.id("consent " + patient + " " + recipient),
            Demo.PROGRAM,
            Demo.person(patient),
            Demo.person(recipient),
            "Taking part in family sessions",
            Demo.utc(now.minus(Duration.ofDays(30))),
            Demo.utc(now.plus(Duration.ofDays(335))),
            revoked == null ? null : Demo.utc(revoked)));
  }
}
