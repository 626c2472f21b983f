package dev.ccrunner.local.cluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a cluster consists of.
 *
 * @param data its folder
 * @param slots runs at once, of each worker
 * @param claudeBin used as it is, which may also be a fake; empty: found as {@code ccr up} does
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
    Optional<Path> claudeBin,
    Map<String, String> environment,
    Map<String, String> gatewaySettings,
    Map<String, String> workerSettings,
    Consumer<String> progress) {

  private static final int MOST = 50;

  public ClusterOptions {
    requireBetween("gateways", gateways, MOST);
    requireBetween("workers", workers, MOST);
    requireBetween("slots", slots, 1_000);
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
        data,
        2,
        3,
        4,
        ClusterProfile.NORMAL,
        Optional.empty(),
        Map.of(),
        Map.of(),
        Map.of(),
        _ -> {});
  }

  public ClusterOptions size(int gatewayCount, int workerCount, int slotsOfEach) {
    return new ClusterOptions(
        data,
        gatewayCount,
        workerCount,
        slotsOfEach,
        profile,
        claudeBin,
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
        claudeBin,
        environment,
        gatewaySettings,
        workerSettings,
        progress);
  }

  public ClusterOptions claudeBin(Path binary) {
    return new ClusterOptions(
        data,
        gateways,
        workers,
        slots,
        profile,
        Optional.of(binary),
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
        claudeBin,
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
        claudeBin,
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
        claudeBin,
        environment,
        gatewaySettings,
        workerSettings,
        listener);
  }
}
