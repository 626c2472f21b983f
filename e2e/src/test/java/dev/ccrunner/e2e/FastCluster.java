package dev.ccrunner.e2e;

import dev.ccrunner.embedded.EmbeddedServices;
import dev.ccrunner.local.cluster.ClusterNode;
import dev.ccrunner.local.cluster.ClusterOptions;
import dev.ccrunner.local.cluster.ClusterProfile;
import dev.ccrunner.local.cluster.GatewayNode;
import dev.ccrunner.local.cluster.LocalCluster;
import dev.ccrunner.local.cluster.WorkerNode;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Two gateways and some workers, each a process of its own, that notice within seconds what is
 * lost; with the fake Claude Code unless another one is given.
 */
final class FastCluster implements AutoCloseable {
  private static final int GATEWAYS = 2;
  private static final int SLOTS = 4;

  private final LocalCluster cluster;

  private FastCluster(LocalCluster cluster) {
    this.cluster = cluster;
  }

  static FastCluster start(Path folder, int workers, Map<String, String> workerSettings)
      throws Exception {
    return start(folder, workers, workerSettings, FakeCli.install(folder.resolve("cli")));
  }

  /** The same with another Claude Code; the demo model answers it. */
  static FastCluster start(
      Path folder, int workers, Map<String, String> workerSettings, Path claude) throws Exception {
    return new FastCluster(
        LocalCluster.start(
            ClusterOptions.in(folder.resolve("data"))
                .size(GATEWAYS, workers, SLOTS)
                .profile(ClusterProfile.FAST)
                .environment(Map.of("PATH", System.getenv("PATH"), "HOME", folder.toString()))
                .settings(Map.of(), workerSettings)
                .claudeBin(claude)));
  }

  List<GatewayNode> gateways() {
    return cluster.gateways();
  }

  List<WorkerNode> workers() {
    return cluster.workers();
  }

  /** A client of this gateway. */
  ApiClient client(int gateway) {
    return new ApiClient(gateways().get(gateway).url(), cluster.apiKey());
  }

  /** The key of its clients. */
  String apiKey() {
    return cluster.apiKey();
  }

  /** PostgreSQL, Kafka and Redis. */
  EmbeddedServices services() {
    return cluster.services();
  }

  ClusterNode worker(String id) {
    return workers().stream().filter(worker -> worker.id().equals(id)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
