package org.evenkeel.web;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.evenkeel.store.Database;

/**
 * Whether this node lives, has started, and should be sent people. Reasons are for operators, on
 * the management port alone.
 */
public final class Health {
  private static final int PATIENCE_MS = 1_500;

  private final Map<String, Supplier<Future<?>>> checks = new LinkedHashMap<>();
  private volatile boolean started;
  private volatile boolean draining;

  public Health(Database database) {
    checks.put("database", () -> database.query("select 1"));
  }

  /**
   * One more thing without which nobody should be sent here. Before the node starts.
   *
   * @param name a word for operators
   * @param check fails when it is not well
   */
  public void add(String name, Supplier<Future<?>> check) {
    checks.put(name, check);
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
  }

  private void ready(RoutingContext ctx, boolean reasons) {
    JsonObject found = new JsonObject();
    Future<Boolean> all = Future.succeededFuture(started && !draining);
    found.put("started", started).put("draining", draining);
    for (Map.Entry<String, Supplier<Future<?>>> check : checks.entrySet()) {
      Future<Boolean> one =
          check
              .getValue()
              .get()
              .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
              .map(true)
              .otherwise(false)
              .onSuccess(well -> found.put(check.getKey(), well ? "well" : "away"));
      all =
          Future.join(all, one)
              .map(both -> (Boolean) both.resultAt(0) && (Boolean) both.resultAt(1));
    }
    all.onSuccess(well -> answer(ctx, well, "ready", found, reasons)).onFailure(ctx::fail);
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
