package dev.ccrunner.local.cluster;

import dev.ccrunner.local.start.GatewayClient;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A gateway with a process of its own. */
public final class GatewayNode extends ClusterNode {

  private final URI url;
  private final Map<String, String> settings;

  GatewayNode(String name, NodeCommand command, int port, Map<String, String> settings) {
    super(name, command);
    this.url = URI.create("http://127.0.0.1:" + port);
    this.settings = settings;
  }

  public URI url() {
    return url;
  }

  @Override
  Map<String, String> settings() {
    return settings;
  }

  @Override
  BooleanSupplier readiness() {
    return () -> {
      try (var client = new GatewayClient(url)) {
        return client.isReady();
      } catch (IOException _) {
        return false;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
    };
  }
}
