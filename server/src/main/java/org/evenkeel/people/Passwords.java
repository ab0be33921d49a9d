package org.evenkeel.people;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.evenkeel.store.Problem;

/**
 * Argon2id, t=3, m=64 MiB, p=1. Each takes a tenth of a second of one core and 64 MiB, so no more
 * than two run at once, never on an event loop, and only so many may wait.
 */
public final class Passwords {
  private static final Argon2Function ARGON =
      Argon2Function.getInstance(64 * 1024, 3, 1, 32, Argon2.ID);
  private static final int AT_ONCE = 2;
  private static final int MOST_UNDER_WAY = 40;

  private final WorkerExecutor workers;
  private final AtomicInteger underWay = new AtomicInteger();
  private final String decoy = decoy();

  public Passwords(Vertx vertx) {
    workers = vertx.createSharedWorkerExecutor("passwords", AT_ONCE, 30, TimeUnit.SECONDS);
  }

  /** In its own encoded form, with a salt of its own. */
  public Future<String> hash(String password) {
    return work(() -> Password.hash(password).addRandomSalt(16).with(ARGON).getResult());
  }

  /**
   * Takes the same time whether or not there is such a person.
   *
   * @param encoded null where there is none; the answer is false then
   */
  public Future<Boolean> matches(String password, String encoded) {
    if (encoded == null) {
      return matches(password, decoy).map(false);
    }
    return work(
        () -> Password.check(password, encoded).with(Argon2Function.getInstanceFromHash(encoded)));
  }

  /** Takes as long to check as a real one, and fits no password: it was made from none. */
  private static String decoy() {
    byte[] random = new byte[16 + 32];
    new SecureRandom().nextBytes(random);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=65536,t=3,p=1$%s$%s"
        .formatted(
            base64.encodeToString(Arrays.copyOfRange(random, 0, 16)),
            base64.encodeToString(Arrays.copyOfRange(random, 16, 48)));
  }

  private <T> Future<T> work(Callable<T> task) {
    if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
      underWay.decrementAndGet();
      return Future.failedFuture(
          new Problem(503, "busy", "Many people are signing in just now. Please try again soon."));
    }
    return workers.executeBlocking(task, false).onComplete(done -> underWay.decrementAndGet());
  }
}
