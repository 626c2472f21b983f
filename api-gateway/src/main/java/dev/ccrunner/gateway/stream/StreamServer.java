package dev.ccrunner.gateway.stream;

import org.eclipse.jetty.server.ServerConnector;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Prepares Jetty for very many connections that come at once, as after the restart of another
 * gateway, and for clients that do not read: what the system would buffer for each of them, several
 * megabytes, is no use to anybody.
 */
final class StreamServer implements WebServerFactoryCustomizer<JettyServletWebServerFactory> {
  private final StreamSettings.Socket settings;

  StreamServer(StreamSettings settings) {
    this.settings = settings.socket();
  }

  @Override
  public void customize(JettyServletWebServerFactory factory) {
    factory.addServerCustomizers(server -> {
      for (var connector : server.getConnectors()) {
        if (connector instanceof ServerConnector tcp) {
          tcp.setAcceptQueueSize(settings.acceptQueue());
          tcp.setAcceptedSendBufferSize((int) settings.sendBuffer().toBytes());
        }
      }
    });
  }
}
