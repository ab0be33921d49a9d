package org.evenkeel.store;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema up to date. Blocks: call it before there is an event loop, or beside one. */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  /**
   * @throws StartFailure the database cannot be reached, or its schema is not one that this release
   *     can bring up to date
   */
  public static void run(DatabaseUrl url) {
    try {
      int done =
          Flyway.configure(Migrations.class.getClassLoader())
              .dataSource(url.jdbc(), url.user(), url.password())
              .locations("classpath:db/migration")
              .connectRetries(3)
              .load()
              .migrate()
              .migrationsExecuted;
      LOG.debug("{} migrations done", done);
    } catch (FlywayException e) {
      Throwable cause = e;
      while (cause.getCause() != null && cause.getCause() != cause) {
        cause = cause.getCause();
      }
      throw new StartFailure(
          "The database "
              + url
              + " cannot be brought up to date: "
              + String.valueOf(cause.getMessage()).split("\\R")[0]);
    }
  }
}
