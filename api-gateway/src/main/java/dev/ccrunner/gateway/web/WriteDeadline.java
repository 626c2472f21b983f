package dev.ccrunner.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;

/**
 * The time after which a connection that took not one byte is given up. Jetty measures it for each
 * connection where bytes really leave; its default would end slow clients after half a minute. The
 * one place here that knows the server is Jetty.
 */
public final class WriteDeadline {
  private WriteDeadline() {}

  /** Sets it for the request's connection; what it was before. */
  public static Duration set(HttpServletRequest request, Duration deadline) {
    var connection =
        ServletContextRequest.getServletContextRequest(request)
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    var before = Duration.ofMillis(connection.getIdleTimeout());
    connection.setIdleTimeout(deadline.toMillis());
    return before;
  }
}
