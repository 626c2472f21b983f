package dev.ccrunner.worker.git;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Which repositories a worker fetches, how, and how much of them it keeps.
 *
 * @param program git, 2.37 or newer
 * @param sshProgram the client of OpenSSH
 * @param http whether unencrypted {@code http://} is allowed
 * @param ports that may be asked; others only of a private host that is listed with its port
 * @param privateHosts hosts ({@code name} or {@code name:port}) that may be asked although they are
 *     in a private network; all others there are refused
 * @param caFile certificates to trust instead of the system's, PEM; empty: the system's
 * @param maxSize of one repository as it is fetched, history included
 * @param maxTree of all files of one commit together
 * @param maxFiles in one commit
 * @param maxSubmodules in one repository, all levels together
 * @param timeout for one repository
 * @param stall how long nothing may arrive
 * @param checkoutWorkers how many processes write files at once; 0: as many as there are processors
 * @param cache where repositories are kept, which each worker does for itself; empty: in {@code
 *     ccr.worker.data}
 * @param cacheSize of all kept repositories; those not used for the longest time go first
 * @param cacheAge after which a repository that nobody uses goes
 */
@ConfigurationProperties("ccr.workspace.git")
public record GitSettings(
    @DefaultValue("/usr/bin/git") Path program,
    @DefaultValue("/usr/bin/ssh") Path sshProgram,
    @DefaultValue("false") boolean http,
    @DefaultValue({"22", "80", "443", "2222", "7999", "8443"}) List<Integer> ports,
    @DefaultValue List<String> privateHosts,
    @Nullable Path caFile,
    @DefaultValue("2GB") DataSize maxSize,
    @DefaultValue("8GB") DataSize maxTree,
    @DefaultValue("500000") int maxFiles,
    @DefaultValue("50") int maxSubmodules,
    @DefaultValue("10m") Duration timeout,
    @DefaultValue("60s") Duration stall,
    @DefaultValue("0") int checkoutWorkers,
    @Nullable Path cache,
    @DefaultValue("20GB") DataSize cacheSize,
    @DefaultValue("14d") Duration cacheAge) {

  public GitSettings {
    ports = List.copyOf(ports);
    privateHosts = List.copyOf(privateHosts);
    requirePositive("max-size", maxSize.toBytes());
    requirePositive("max-tree", maxTree.toBytes());
    requirePositive("max-files", maxFiles);
    requirePositive("timeout", timeout.toMillis());
    requirePositive("stall", stall.toSeconds());
    if (checkoutWorkers < 0 || maxSubmodules < 0) {
      throw new IllegalArgumentException(
          "ccr.workspace.git.checkout-workers and max-submodules: expected 0 or more, found %d and %d"
              .formatted(checkoutWorkers, maxSubmodules));
    }
  }

  private static void requirePositive(String key, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "ccr.workspace.git.%s: expected more than 0, found %d".formatted(key, value));
    }
  }

  /** How many processes write files at once. */
  int workers() {
    return checkoutWorkers > 0 ? checkoutWorkers : Runtime.getRuntime().availableProcessors();
  }
}
