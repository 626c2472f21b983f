package dev.ccrunner.local.start;

import dev.ccrunner.embedded.EmbeddedServices;
import dev.ccrunner.local.settings.Context;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings of gateways and workers that use these services. They contain secrets. */
public final class Wiring {

  private static final String LOOPBACK = "127.0.0.1";

  private final Map<String, String> services;
  private final Context context;

  public Wiring(EmbeddedServices services, Context context) {
    this.context = context;
    var all = new HashMap<>(OwnKeys.settings(context));
    all.putAll(OwnBlobs.settings(context));
    all.put("spring.datasource.url", services.postgres().jdbcUrl());
    all.put("spring.datasource.username", services.postgres().username());
    all.put("spring.datasource.password", services.postgres().password());
    all.put("spring.kafka.bootstrap-servers", services.kafka().bootstrapServers());
    all.put("spring.data.redis.url", services.redis().uri());
    this.services = Map.copyOf(all);
  }

  /**
   * @param host what it listens on
   */
  public Map<String, String> gateway(String host, int port) {
    var settings = new HashMap<>(services);
    settings.put("server.address", host);
    settings.put("server.port", Integer.toString(port));
    settings.put("management.server.address", LOOPBACK);
    settings.put("management.server.port", "0");
    settings.put("ccr.bootstrap.api-key-file", context.data().apiKey().toString());
    settings.put("ccr.admin.password-file", context.data().ownerPassword().toString());
    context
        .settings()
        .get("CCR_BOOTSTRAP_API_KEY")
        .ifPresent(key -> settings.put("ccr.bootstrap.api-key", key));
    context
        .settings()
        .get("CCR_ADMIN_PASSWORD")
        .ifPresent(password -> settings.put("ccr.admin.password", password));
    return settings;
  }

  /** The folder follows from the name: each worker needs one of its own. */
  public Map<String, String> worker(String name, int slots, Path claude, ModelChoice model) {
    var settings = new HashMap<>(services);
    settings.put("server.address", LOOPBACK);
    settings.put("server.port", "0");
    // In one process it is on the worker's class path too; a worker has no API to describe.
    settings.put("springdoc.api-docs.enabled", "false");
    settings.put("ccr.worker.name", name);
    settings.put("ccr.worker.data", context.data().worker(name).toString());
    settings.put("ccr.worker.claude-bin", claude.toString());
    settings.put("ccr.worker.claim.slots", Integer.toString(slots));
    settings.putAll(model.settings());
    return settings;
  }

  /**
   * All other settings of ours, as the environment would say them. What only the launcher reads is
   * not among them, so that the provider's key is where it is needed and nowhere else.
   */
  public Map<String, String> environment() {
    var environment = new HashMap<>(context.settings().values());
    environment
        .keySet()
        .removeIf(name ->
            name.equals("CCR_ANTHROPIC_API_KEY")
                || name.equals("CCR_MODEL_BASE_URL")
                || name.equals("CCR_BOOTSTRAP_API_KEY")
                || name.equals("CCR_ADMIN_PASSWORD")
                || name.equals("CCR_DATA"));
    return environment;
  }
}
