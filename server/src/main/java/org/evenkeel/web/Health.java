package org.evenkeel.web;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.evenkeel.store.Database;

/**
 * Whether this node lives, has started, and should be sent people. Reasons are for operators, on
 * the management port alone.
 */
public final class Health {
  private static final int PATIENCE_MS = 1_500;

  private final Supplier<Future<?>> database;
  private volatile Supplier<Future<?>> settled = Future::succeededFuture;
  private volatile boolean started;
  private volatile boolean draining;
  private volatile BooleanSupplier adrift = () -> false;

  public Health(Database database) {
    this.database = () -> database.query("select 1");
  }

  /**
   * @param check fails while copies of rooms are on their way between nodes; whoever restarts nodes
   *     one after another waits for it
   */
  public void settledBy(Supplier<Future<?>> check) {
    settled = check;
  }

  /**
   * @param check whether the node serves nobody for a while, for it cannot tell whether others have
   *     taken its place
   */
  public void adriftBy(BooleanSupplier check) {
    adrift = check;
  }

  /** The node is open. */
  public void started() {
    started = true;
  }

  /** The node is about to stop: no more people here, please. */
  public void draining() {
    draining = true;
  }

  void mount(Router router, boolean reasons) {
    router.get("/health/live").handler(ctx -> answer(ctx, true, "live", new JsonObject(), reasons));
    router
        .get("/health/started")
        .handler(ctx -> answer(ctx, started, "started", new JsonObject(), reasons));
    router.get("/health/ready").handler(ctx -> ready(ctx, reasons));
    if (reasons) {
      router
          .get("/health/settled")
          .handler(
              ctx ->
                  well(settled)
                      .onSuccess(
                          yes -> answer(ctx, started && yes, "settled", new JsonObject(), true))
                      .onFailure(ctx::fail));
    }
  }

  /**
   * Without the database a node is ready all the same, and says that it is degraded: sessions go
   * on, and those who lost their connection must be able to come back. A node that alone is cut off
   * from it closes by itself, and one that is cut off from everything serves nobody.
   */
  private void ready(RoutingContext ctx, boolean reasons) {
    well(database)
        .onSuccess(
            there ->
                answer(
                    ctx,
                    started && !draining && !adrift.getAsBoolean(),
                    "ready",
                    new JsonObject()
                        .put("started", started)
                        .put("draining", draining)
                        .put("adrift", adrift.getAsBoolean())
                        .put("degraded", !there)
                        .put("database", there ? "well" : "away"),
                    reasons))
        .onFailure(ctx::fail);
  }

  private static Future<Boolean> well(Supplier<Future<?>> check) {
    return check.get().timeout(PATIENCE_MS, TimeUnit.MILLISECONDS).map(true).otherwise(false);
  }

  private static void answer(
      RoutingContext ctx, boolean well, String what, JsonObject found, boolean reasons) {
    JsonObject body = new JsonObject().put(what, well);
    if (reasons) {
      body.mergeIn(new JsonObject().put("checks", found));
    }
    ctx.response()
        .setStatusCode(well ? 200 : 503)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(body.toBuffer());
  }
}
