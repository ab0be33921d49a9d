package org.evenkeel.people;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
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
  private final Future<String> decoy;

  public Passwords(Vertx vertx) {
    workers = vertx.createSharedWorkerExecutor("passwords", AT_ONCE, 30, TimeUnit.SECONDS);
    decoy = hash(Token.fresh().value());
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
      return decoy.compose(other -> matches(password, other)).map(false);
    }
    return work(
        () -> Password.check(password, encoded).with(Argon2Function.getInstanceFromHash(encoded)));
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
