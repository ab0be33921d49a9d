package org.evenkeel.attendance;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.room.SessionId;
import org.evenkeel.store.Database;
import org.evenkeel.store.Problem;

/**
 * {@code GET /api/sessions/:id/attendance} and the same as a file.
 *
 * <p>Staff of the program see everybody; somebody who was expected or came sees their own row; to
 * anybody else the session does not exist. Refusals go to the context's failure handler as {@link
 * Problem}.
 */
public final class AttendanceRoutes {
  private static final Problem NO_SUCH_SESSION =
      new Problem(404, "not-found", "We could not find this session.");

  private final AttendanceStore store;
  private final CreditRule rule;
  private final Function<RoutingContext, Optional<Viewer>> viewers;

  /**
   * @param viewers who is signed in, empty where nobody is
   */
  public AttendanceRoutes(
      AttendanceStore store, CreditRule rule, Function<RoutingContext, Optional<Viewer>> viewers) {
    this.store = store;
    this.rule = rule;
    this.viewers = viewers;
  }

  /** Answers with the sheet, or with the viewer's own row of it. Reads the path parameter id. */
  public Handler<RoutingContext> json() {
    return ctx ->
        seen(ctx)
            .map(seen -> SheetJson.of(seen.sheet(), seen.onMedia()).toBuffer())
            .onSuccess(
                body ->
                    ctx.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(body))
            .onFailure(failure -> refuse(ctx, failure));
  }

  /** Answers with the sheet as a file; for staff alone. Reads the path parameter id. */
  public Handler<RoutingContext> csv() {
    return ctx ->
        seen(ctx)
            .compose(AttendanceRoutes::asStaff)
            .map(sheet -> new File(SheetCsv.fileName(sheet), Buffer.buffer(SheetCsv.of(sheet))))
            .onSuccess(
                file ->
                    ctx.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .putHeader(
                            HttpHeaders.CONTENT_DISPOSITION,
                            "attachment; filename=\"" + file.name() + "\"")
                        .end(file.content()))
            .onFailure(failure -> refuse(ctx, failure));
  }

  private record File(String name, Buffer content) {}

  private record Seen(Sheet sheet, boolean staff, OnMedia onMedia) {}

  private Future<Seen> seen(RoutingContext ctx) {
    Optional<Viewer> viewer = viewers.apply(ctx);
    if (viewer.isEmpty()) {
      return Future.failedFuture(new Problem(401, "not-signed-in", "Please sign in first."));
    }
    SessionId session;
    try {
      session = SessionId.of(ctx.pathParam("id"));
    } catch (IllegalArgumentException notAnId) {
      return Future.failedFuture(NO_SUCH_SESSION);
    }
    return store
        .load(session)
        .map(known -> shown(known.orElseThrow(() -> NO_SUCH_SESSION), viewer.get()));
  }

  private Seen shown(AttendanceStore.Known known, Viewer viewer) {
    Sheet sheet = Sheet.of(known.evidence(), rule);
    if (viewer.staffOf().contains(known.program())) {
      return new Seen(sheet, true, known.onMedia());
    }
    Sheet own = sheet.only(viewer.id());
    if (own.people().isEmpty()) {
      throw NO_SUCH_SESSION;
    }
    return new Seen(own, false, known.onMedia());
  }

  private static Future<Sheet> asStaff(Seen seen) {
    return seen.staff()
        ? Future.succeededFuture(seen.sheet())
        : Future.failedFuture(
            new Problem(403, "not-allowed", "This file is for the program's staff."));
  }

  /** A database that says no is our fault; one that cannot be asked is away for now. */
  private static void refuse(RoutingContext ctx, Throwable failure) {
    if (failure instanceof Problem problem) {
      ctx.fail(problem.status(), problem);
    } else if (Database.isAway(failure)) {
      ctx.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
      ctx.fail(
          503,
          new Problem(503, "unavailable", "The records are not at hand. Please try again soon."));
    } else {
      ctx.fail(500, failure);
    }
  }
}
