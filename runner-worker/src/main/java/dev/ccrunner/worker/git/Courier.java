package dev.ccrunner.worker.git;

import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.worker.git.GitRunner.Call;
import dev.ccrunner.worker.job.ToolExit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs git with the network, and with the credential of one team for one remote. It works in
 * directories that no run has ever written to: what git reads there is ours.
 */
public final class Courier {
  private final GitSettings settings;
  private final GitRunner runner;
  private final Path bags;

  /**
   * A courier that packs its bags there.
   *
   * @param bags a directory of the worker alone; what an earlier life left in it is removed
   */
  Courier(GitSettings settings, GitRunner runner, Path bags) throws IOException {
    this.settings = settings;
    this.runner = runner;
    this.bags = Folders.ofOurOwn(bags);
    RemovedFolder.contentsOf(bags);
  }

  /**
   * A call of git that may reach one remote.
   *
   * @param name for logs
   * @param folder of a repository that is ours alone; null: it needs none
   * @param arguments which name the remote by its address
   * @param stdout takes what git prints
   * @param unless asked now and then: true ends it
   */
  public record Errand(
      String name,
      @Nullable Path folder,
      List<String> arguments,
      PinnedRemote remote,
      OutputStream stdout,
      Duration atMost,
      BooleanSupplier unless) {
    public Errand {
      arguments = List.copyOf(arguments);
    }
  }

  /** Carries it out; what git said of it is masked. */
  public ToolExit go(Errand errand) throws IOException, InterruptedException {
    var remote = errand.remote();
    var credential = remote.credential();
    try (var bag = CourierBag.pack(bags, credential)) {
      var environment = new HashMap<>(config(remote).environment());
      environment.putAll(bag.environment(remote, settings.sshProgram()));
      var exit =
          runner.run(
              new Call(
                  errand.name(),
                  Objects.requireNonNullElse(errand.folder(), bag.folder()),
                  errand.arguments(),
                  environment,
                  bag.folder(),
                  InputStream.nullInputStream(),
                  errand.stdout(),
                  errand.atMost(),
                  errand.unless()));
      return credential == null
          ? exit
          : new ToolExit(exit.end(), exit.code(), credential.mask().mask(exit.stderr()));
    }
  }

  private GitConfig config(PinnedRemote remote) {
    var address = remote.address();
    var config =
        GitConfig.offline()
            .set("http.followRedirects", "false")
            .set("http.proxy", "")
            .set("http.sslVerify", "true")
            // A server that thinks sends a few bytes now and then.
            .set("http.lowSpeedLimit", "1")
            .set("http.lowSpeedTime", Long.toString(settings.stall().toSeconds()))
            .set(
                switch (address.way()) {
                  case HTTPS -> "protocol.https.allow";
                  case HTTP -> "protocol.http.allow";
                  case SSH -> "protocol.ssh.allow";
                },
                "always");
    if (settings.caFile() != null) {
      config.set("http.sslCAInfo", settings.caFile().toString());
    }
    if (address.way() != GitAddress.Way.SSH && address.host().indexOf(':') < 0) {
      config.set(
          "http.curloptResolve",
          "%s:%d:%s"
              .formatted(
                  address.host(),
                  address.actualPort(),
                  remote.hosts().stream()
                      .map(InetAddress::getHostAddress)
                      .collect(Collectors.joining(","))));
    }
    return config;
  }
}
