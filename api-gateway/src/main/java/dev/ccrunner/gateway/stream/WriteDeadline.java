package dev.ccrunner.gateway.stream;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;

/**
 * The time after which a connection that took not one byte is given up. Jetty measures it for each
 * connection where bytes really leave; its default would end slow clients after half a minute. The
 * one place here that knows the server is Jetty.
 */
final class WriteDeadline {
  private WriteDeadline() {}

  static void set(HttpServletRequest request, Duration deadline) {
    ServletContextRequest.getServletContextRequest(request)
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .setIdleTimeout(deadline.toMillis());
  }
}
