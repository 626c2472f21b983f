package dev.ccrunner.local.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a cluster consists of.
 *
 * @param data its folder
 * @param slots runs at once, of each worker
 * @param claudeBins used as they are, which may also be fakes: the workers take them in turns;
 *     empty: found as {@code ccr up} does
 * @param environment what settings ({@code CCR_…}) are read from; tests give an empty one
 * @param gatewaySettings more settings of the gateways, by Spring's names
 * @param workerSettings more settings of the workers
 * @param progress told in a line what is being done
 */
public record ClusterOptions(
    Path data,
    int gateways,
    int workers,
    int slots,
    ClusterProfile profile,
    List<Path> claudeBins,
    Map<String, String> environment,
    Map<String, String> gatewaySettings,
    Map<String, String> workerSettings,
    Consumer<String> progress) {

  private static final int MOST = 50;

  public ClusterOptions {
    requireBetween("gateways", gateways, MOST);
    requireBetween("workers", workers, MOST);
    requireBetween("slots", slots, 1_000);
    claudeBins = List.copyOf(claudeBins);
    environment = Map.copyOf(environment);
    gatewaySettings = Map.copyOf(gatewaySettings);
    workerSettings = Map.copyOf(workerSettings);
  }

  private static void requireBetween(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "--%s: expected 1 to %d, found %d".formatted(name, most, value));
    }
  }

  /** Two gateways and three workers, and no settings of whoever starts it. */
  public static ClusterOptions in(Path data) {
    return new ClusterOptions(
        data, 2, 3, 4, ClusterProfile.NORMAL, List.of(), Map.of(), Map.of(), Map.of(), _ -> {});
  }

  public ClusterOptions size(int gatewayCount, int workerCount, int slotsOfEach) {
    return new ClusterOptions(
        data,
        gatewayCount,
        workerCount,
        slotsOfEach,
        profile,
        claudeBins,
        environment,
        gatewaySettings,
        workerSettings,
        progress);
  }

  public ClusterOptions profile(ClusterProfile other) {
    return new ClusterOptions(
        data,
        gateways,
        workers,
        slots,
        other,
        claudeBins,
        environment,
        gatewaySettings,
        workerSettings,
        progress);
  }

  public ClusterOptions claudeBin(Path binary) {
    return claudeBins(List.of(binary));
  }

  /** The first worker takes the first, and so on; after the last comes the first again. */
  public ClusterOptions claudeBins(List<Path> binaries) {
    return new ClusterOptions(
        data,
        gateways,
        workers,
        slots,
        profile,
        binaries,
        environment,
        gatewaySettings,
        workerSettings,
        progress);
  }

  /** For example {@code CCR_MODEL_BASE_URL}, {@code PATH} and {@code HOME}. */
  public ClusterOptions environment(Map<String, String> variables) {
    return new ClusterOptions(
        data,
        gateways,
        workers,
        slots,
        profile,
        claudeBins,
        variables,
        gatewaySettings,
        workerSettings,
        progress);
  }

  public ClusterOptions settings(Map<String, String> ofGateways, Map<String, String> ofWorkers) {
    return new ClusterOptions(
        data,
        gateways,
        workers,
        slots,
        profile,
        claudeBins,
        environment,
        ofGateways,
        ofWorkers,
        progress);
  }

  public ClusterOptions progress(Consumer<String> listener) {
    return new ClusterOptions(
        data,
        gateways,
        workers,
        slots,
        profile,
        claudeBins,
        environment,
        gatewaySettings,
        workerSettings,
        listener);
  }
}
