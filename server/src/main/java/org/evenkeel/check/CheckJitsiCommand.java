package org.evenkeel.check;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * {@code check-jitsi}, for an operator and before anybody is let in: tries out a deployment of
 * Jitsi with the help of a node that runs.
 */
public final class CheckJitsiCommand {
  private static final int LONGEST_SECONDS = 180;

  private CheckJitsiCommand() {}

  /**
   * @param jitsi where browsers reach the deployment
   * @param node of ours, on this machine or on a network that nobody else is on
   * @param secret that it shares with Jitsi's parts
   */
  public static Future<Report> run(Vertx vertx, URI jitsi, URI node, String secret) {
    HttpClient client = vertx.createHttpClient();
    return new CheckJitsi(
            vertx, Deployment.at(jitsi), new HttpRehearsal(client, node, secret), Clock.systemUTC())
        .run()
        .timeout(LONGEST_SECONDS, TimeUnit.SECONDS)
        .eventually(client::close);
  }
}
