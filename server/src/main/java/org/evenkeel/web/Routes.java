package org.evenkeel.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.evenkeel.people.Consents;
import org.evenkeel.people.SignIns;
import org.evenkeel.schedule.Admissions;
import org.evenkeel.schedule.Programs;
import org.evenkeel.schedule.Sessions;
import org.evenkeel.store.Database;

/** All routes of a node, put together. */
public final class Routes {
  private static final long LARGEST_BODY = 64 * 1024;
  private static final List<String> READ_ONLY =
      List.of(
          "/openapi.yaml", "/asyncapi.yaml", "/health/live", "/health/started", "/health/ready");
  private static final int[] TOLD = {400, 401, 403, 404, 405, 406, 413, 414, 415, 500, 503};

  private final Vertx vertx;
  private final Database database;
  private final SignIns signIns;
  private final Origins origins;
  private final Health health;
  private final Ports ports;
  private final Clock clock;
  private final Problems problems = new Problems();

  public Routes(
      Vertx vertx,
      Database database,
      SignIns signIns,
      Origins origins,
      Health health,
      Ports ports,
      Clock clock) {
    this.vertx = vertx;
    this.database = database;
    this.signIns = signIns;
    this.origins = origins;
    this.health = health;
    this.ports = ports;
    this.clock = clock;
  }

  /** What people reach. */
  public Future<Router> open() {
    return Contract.load(vertx).map(this::open);
  }

  /** As {@link #open()}, with the live endpoint before it. */
  public Handler<HttpServerRequest> withLive(Router router) {
    return request -> {
      if (request.path().equals("/live")) {
        ports.live().handle(request);
      } else {
        router.handle(request);
      }
    };
  }

  /** What operators reach. */
  public Router management() {
    Router root = Router.router(vertx);
    tellProblems(root);
    health.mount(root, true);
    root.get("/metrics").handler(ports.metrics());
    return root;
  }

  private Router open(OpenAPIContract contract) {
    Router root = Router.router(vertx);
    tellProblems(root);
    root.route().handler(new SecurityHeaders(origins, ports.mediaServer()));
    root.route().handler(Routes::requireWellFormed);
    root.route("/api/*").handler(Routes::keepNowhere);
    health.mount(root, false);
    document(root, "openapi.yaml");
    document(root, "asyncapi.yaml");
    READ_ONLY.forEach(path -> root.route(path).handler(ctx -> refuseMethod(ctx, "GET")));
    root.route("/api/*").handler(new SameOrigin(origins));
    root.route("/api/*").handler(ctx -> requireJson(contract, ctx));
    root.route("/*").subRouter(api(contract));
    root.route("/api/*").handler(ctx -> noOperation(contract, ctx));
    ports.mediaServer().ifPresent(server -> root.route("/jitsi/*").subRouter(server.parts()));
    StaticClient.mount(root);
    root.route("/*").handler(ctx -> ctx.fail(404));
    return root;
  }

  private Router api(OpenAPIContract contract) {
    Authentication authentication = new Authentication(signIns, origins);
    RouterBuilder api = RouterBuilder.create(vertx, contract, RequestExtractor.withBodyHandler());
    api.rootHandler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
    // Before the request is held against the contract: a stranger learns nothing about its fields.
    api.rootHandler(
        ctx -> {
          Operation operation =
              contract.findOperation(ctx.normalizedPath(), ctx.request().method());
          if (operation != null && Contract.isSecured(operation)) {
            authentication.require(ctx);
          } else {
            ctx.next();
          }
        });
    api.getRoutes().forEach(route -> route.setDoSecurity(false));
    Admissions admissions = new Admissions(database);
    new SignInRoutes(signIns, authentication).mount(api);
    new SessionRoutes(new Sessions(database), admissions, ports.phases(), ports.readmitted(), clock)
        .mount(api);
    new TicketRoutes(admissions, new Consents(database), ports.tickets(), clock).mount(api);
    new ProgramRoutes(new Programs(database)).mount(api);
    ports.operations().forEach((id, handler) -> api.getRoute(id).addHandler(handler));
    return api.createRouter();
  }

  /**
   * The router finds a percent sign in the wrong place at an odd time, and takes it for our fault.
   */
  private static void requireWellFormed(RoutingContext ctx) {
    try {
      ctx.normalizedPath();
      ctx.queryParams();
    } catch (IllegalArgumentException | HttpException wronglyEncoded) {
      ctx.fail(400);
      return;
    }
    ctx.next();
  }

  private static void keepNowhere(RoutingContext ctx) {
    ctx.response().putHeader("Cache-Control", "no-store");
    ctx.next();
  }

  /** Before the body is read: the reader would make of a form what it can. */
  private static void requireJson(OpenAPIContract contract, RoutingContext ctx) {
    Operation operation = contract.findOperation(ctx.normalizedPath(), ctx.request().method());
    String type = ctx.request().getHeader("Content-Type");
    if (operation == null || operation.getRequestBody() == null || type == null) {
      ctx.next();
    } else if (type.replaceFirst(";.*", "").strip().equalsIgnoreCase("application/json")) {
      ctx.next();
    } else {
      ctx.fail(415);
    }
  }

  /** A path that exists, by a method that does not, is told so. */
  private static void noOperation(OpenAPIContract contract, RoutingContext ctx) {
    Path path = contract.findPath(ctx.normalizedPath());
    if (path == null) {
      ctx.fail(404);
    } else {
      refuseMethod(
          ctx,
          path.getOperations().stream()
              .map(operation -> operation.getHttpMethod().name())
              .sorted()
              .collect(Collectors.joining(", ")));
    }
  }

  private static void refuseMethod(RoutingContext ctx, String allowed) {
    ctx.response().putHeader("Allow", allowed);
    ctx.fail(405);
  }

  private void tellProblems(Router root) {
    root.route().failureHandler(problems);
    for (int status : TOLD) {
      root.errorHandler(status, problems);
    }
  }

  private static void document(Router root, String name) {
    Buffer document = Contract.resource(name);
    root.get("/" + name)
        .handler(
            ctx ->
                ctx.response()
                    .putHeader("Content-Type", "application/yaml")
                    .putHeader("Cache-Control", "no-cache")
                    .end(document));
  }
}
