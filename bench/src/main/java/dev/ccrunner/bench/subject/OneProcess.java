package dev.ccrunner.bench.subject;

import dev.ccrunner.gateway.GatewayApplication;
import dev.ccrunner.worker.WorkerApplication;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.builder.SpringApplicationBuilder;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gateway and worker in one process, as local mode has them. Its settings are in its environment.
 */
final class OneProcess {

  static final String GATEWAY = "BENCH_GATEWAY_SETTINGS";
  static final String WORKER = "BENCH_WORKER_SETTINGS";

  private OneProcess() {}

  public static void main(String[] args) {
    run(GatewayApplication.application(), GATEWAY);
    run(WorkerApplication.application(), WORKER);
  }

  private static void run(SpringApplicationBuilder application, String variable) {
    var json = Objects.requireNonNull(System.getenv(variable), variable);
    var settings = JsonMapper.shared().readValue(json, new TypeReference<Map<String, String>>() {});
    var _ =
        application.run(
            settings.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new));
  }
}
