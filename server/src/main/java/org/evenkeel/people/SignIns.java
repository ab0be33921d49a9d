package org.evenkeel.people;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.evenkeel.room.PersonId;
import org.evenkeel.store.Database;
import org.evenkeel.store.Problem;

/** Who is signed in. A sign-in lasts twelve hours at most, whatever is done in them. */
public final class SignIns {
  /** From signing in to being asked again. */
  public static final Duration LIFETIME = Duration.ofHours(12);

  private static final String BY_EMAIL =
      """
      select id, password_hash from person where lower(email) = $1 and not disabled
      """;

  private static final String OPEN =
      """
      with over as (delete from sign_in where expires_at <= $3 or token_hash = $5)
      insert into sign_in (token_hash, person_id, created_at, expires_at) values ($1, $2, $3, $4)
      """;

  private static final String BY_TOKEN =
      """
      select p.id, p.alias, p.email,
        (select coalesce(json_object_agg(m.program_id, m.role), '{}')
         from membership m where m.person_id = p.id) as memberships
      from sign_in s join person p on p.id = s.person_id
      where s.token_hash = $1 and s.expires_at > $2 and not p.disabled
      """;

  private static final String CLOSE =
      """
      delete from sign_in where token_hash = $1
      """;

  private final Database database;
  private final Passwords passwords;
  private final Clock clock;
  private final Attempts attempts = new Attempts();

  public SignIns(Database database, Passwords passwords, Clock clock) {
    this.database = database;
    this.passwords = passwords;
    this.clock = clock;
  }

  /**
   * A sign-in that has just begun.
   *
   * @param cookie the secret for the person's browser
   */
  public record Opened(SignedIn person, String cookie) {
    @Override
    public String toString() {
      return "Opened[" + person + ", ***]";
    }
  }

  private record Account(UUID id, String passwordHash) {
    static Account fromRow(Row row) {
      return new Account(row.getUUID("id"), row.getString("password_hash"));
    }
  }

  /**
   * Fails with the same {@link Problem} in the same time for a wrong password, a person we do not
   * know, and one who may not come any more.
   *
   * @param place where the request comes from, for the limit on attempts
   * @param before the cookie that the browser had, or null; it is worth nothing afterwards
   */
  public Future<Opened> open(String email, String password, String place, String before) {
    String known = email.strip().toLowerCase(Locale.ROOT);
    try {
      attempts.pay(place, known);
    } catch (Problem tooMany) {
      return Future.failedFuture(tooMany);
    }
    return database
        .query(BY_EMAIL, known)
        .map(rows -> rows.size() == 0 ? null : Account.fromRow(rows.iterator().next()))
        .compose(
            account ->
                passwords
                    .matches(password, account == null ? null : account.passwordHash())
                    .compose(
                        yes -> yes ? begin(account.id(), before) : Future.failedFuture(refused())))
        .onComplete(
            opened -> {
              // An attempt that could not be judged was no guess.
              if (!(opened.cause() instanceof Problem judged && judged.status() == 401)) {
                attempts.payBack(place, known);
              }
            });
  }

  private Future<Opened> begin(UUID person, String before) {
    Token token = Token.fresh();
    Instant now = clock.instant();
    byte[] old = before == null ? new byte[0] : new Token(before).hash();
    return database
        .update(OPEN, token.hash(), person, utc(now), utc(now.plus(LIFETIME)), old)
        .compose(done -> whoIs(token.value()))
        .map(found -> new Opened(found.orElseThrow(SignIns::refused), token.value()));
  }

  /** Whom this cookie stands for, if anybody. */
  public Future<Optional<SignedIn>> whoIs(String cookie) {
    return database
        .query(BY_TOKEN, new Token(cookie).hash(), utc(clock.instant()))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(person(rows.iterator().next())));
  }

  /** From now on this cookie stands for nobody. */
  public Future<Void> close(String cookie) {
    return database.update(CLOSE, new Token(cookie).hash()).mapEmpty();
  }

  private static SignedIn person(Row row) {
    Map<UUID, ProgramRole> memberships = new HashMap<>();
    ((JsonObject) row.getJson("memberships"))
        .forEach(
            entry ->
                memberships.put(
                    UUID.fromString(entry.getKey()),
                    ProgramRole.ofWire((String) entry.getValue())));
    return new SignedIn(
        new PersonId(row.getUUID("id")),
        row.getString("alias"),
        row.getString("email"),
        memberships);
  }

  private static Problem refused() {
    return new Problem(
        401, "sign-in.refused", "The email address and the password do not belong together.");
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
