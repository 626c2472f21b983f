package dev.ccrunner.bench.subject;

import dev.ccrunner.embedded.EmbeddedServices;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of gateways and workers on these services, by Spring's names. Whatever is not named
 * here is as shipped.
 */
record Settings(
    EmbeddedServices services, String database, URI model, String apiKey, Path contents) {

  private static final String UNREACHABLE = "1000000000";

  private Map<String, String> shared() {
    return Map.of(
        "spring.datasource.url", services.postgres().jdbcUrl(database),
        "spring.datasource.username", services.postgres().username(),
        "spring.datasource.password", services.postgres().password(),
        "spring.kafka.bootstrap-servers", services.kafka().bootstrapServers(),
        "spring.data.redis.url", services.redis().uri(),
        "ccr.blobs.directory", contents.toString(),
        "server.address", "127.0.0.1");
  }

  Map<String, String> gateway(int port) {
    var settings = new HashMap<>(shared());
    settings.put("server.port", Integer.toString(port));
    settings.put("management.server.address", "127.0.0.1");
    settings.put("management.server.port", "0");
    settings.put("ccr.bootstrap.api-key", apiKey);
    // All load comes with one key. Each request is counted as in any installation.
    settings.put("ccr.limits.requests-per-key", UNREACHABLE);
    settings.put("ccr.limits.requests-per-team", UNREACHABLE);
    settings.put("ccr.limits.submits-per-key", UNREACHABLE);
    // No worker takes any: bounded by these, the load would end before it has been measured.
    settings.put("ccr.runs.max-queued", UNREACHABLE);
    settings.put("ccr.runs.max-queued-per-team", UNREACHABLE);
    return settings;
  }

  Map<String, String> worker(String name, Path data, Path claude) {
    var settings = new HashMap<>(shared());
    settings.put("server.port", "0");
    settings.put("ccr.worker.name", name);
    settings.put("ccr.worker.data", data.toString());
    settings.put("ccr.worker.claude-bin", claude.toString());
    settings.put("ccr.worker.model", "demo");
    settings.put("ccr.worker.broker.model-base-url", model.toString());
    settings.put("ccr.worker.broker.api-key", "any"); // the demo model wants one, whichever
    return settings;
  }
}
