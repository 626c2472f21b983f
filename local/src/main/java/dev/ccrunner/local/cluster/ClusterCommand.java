package dev.ccrunner.local.cluster;

import dev.ccrunner.local.settings.Context;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.ObjectMapper;

/** Starts a cluster, prints one line of JSON when it is ready, and stays. */
@Command(
    name = "cluster",
    description = {
      "Start gateways and workers as processes of their own, for tests and to look at.",
      "Prints one line of JSON on standard output when all are ready (it contains secrets), and stays."
    },
    sortOptions = false)
public final class ClusterCommand implements Callable<Integer> {

  @Option(
      names = "--gateways",
      paramLabel = "N",
      defaultValue = "2",
      description = "Default: ${DEFAULT-VALUE}.")
  private int gateways;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "3",
      description = "Default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "4",
      description = "Runs at once, of each worker (default: ${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Default: the folder `cluster` in the data folder of `ccr up`.")
  private @Nullable Path data;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "NORMAL",
      description = "normal, or fast: lost workers are noticed in seconds.")
  private ClusterProfile profile = ClusterProfile.NORMAL;

  @Option(names = "--claude-bin", paramLabel = "PATH", description = "Used as it is, also a fake.")
  private @Nullable Path claudeBin;

  @Override
  public Integer call() throws Exception {
    var cluster = LocalCluster.start(options());
    // A hook, since the processes must be gone before this one is; a kill -9 leaves it to the
    // watchdogs.
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "cluster-close"));
    System.out.println(new ObjectMapper().writeValueAsString(cluster.description()));
    System.out.flush();
    new CountDownLatch(1).await(); // until a signal ends the process
    return 0;
  }

  private ClusterOptions options() {
    var context = Context.of(data);
    var place = data == null ? context.data().root().resolve("cluster") : data;
    var environment = new HashMap<>(context.environment());
    environment.putAll(context.settings().values());
    var options =
        ClusterOptions.in(place)
            .size(gateways, workers, slots)
            .profile(profile)
            .environment(environment)
            .progress(System.err::println);
    return claudeBin == null ? options : options.claudeBin(claudeBin.toAbsolutePath());
  }
}
