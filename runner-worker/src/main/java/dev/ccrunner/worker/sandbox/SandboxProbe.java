package dev.ccrunner.worker.sandbox;

import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.process.Exit;
import dev.ccrunner.worker.process.LaunchFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the strongest sandbox that works here by starting a program in it exactly as runs will be
 * started: whether namespaces are allowed depends on kernel, container and policy, and no flag
 * tells.
 */
public final class SandboxProbe {

  private static final Logger log = LoggerFactory.getLogger(SandboxProbe.class);
  private static final Duration ENOUGH = Duration.ofSeconds(20);
  private static final String WORKS = "works";

  private final SandboxSettings settings;
  private final ChildProcesses processes;
  private final RunUsers users;
  private final JobRoot jobRoot;

  public SandboxProbe(
      SandboxSettings settings, ChildProcesses processes, RunUsers users, JobRoot jobRoot) {
    this.settings = settings;
    this.processes = processes;
    this.users = users;
    this.jobRoot = jobRoot;
  }

  /**
   * @throws SandboxUnavailable when what works is weaker than the settings demand
   */
  public Sandbox strongest() {
    var bubblewrap = tryBubblewrap();
    if (bubblewrap.sandbox().isPresent()) {
      log.info("Runs are isolated by bubblewrap");
      return bubblewrap.sandbox().get();
    }
    var tried = "bwrap: " + bubblewrap.finding();
    if (!SandboxLevel.PLAIN.isAtLeast(settings.minimum())) {
      throw new SandboxUnavailable(settings.minimum(), SandboxLevel.PLAIN, tried);
    }
    log.warn(
        "Runs are NOT isolated from this host (level plain), because bubblewrap does not work: {}",
        tried);
    return plain(settings);
  }

  /** The level without isolation, for those who ask for it by name. */
  public static Sandbox plain(SandboxSettings settings) {
    return new PlainSandbox(settings.setpriv());
  }

  private record Tried(Optional<Sandbox> sandbox, String finding) {}

  private Tried tryBubblewrap() {
    if (!Files.isExecutable(settings.bwrap())) {
      return new Tried(
          Optional.empty(),
          "expected the program "
              + settings.bwrap()
              + ", found none (install the package bubblewrap)");
    }
    var finding = "not tried";
    for (var forbidNesting : List.of(true, false)) {
      var sandbox = new BubblewrapSandbox(settings, jobRoot.systemFiles(), forbidNesting);
      finding = finding(sandbox);
      if (finding.equals(WORKS)) {
        return new Tried(Optional.of(sandbox), finding);
      }
      log.info("Bubblewrap {} --disable-userns: {}", forbidNesting ? "with" : "without", finding);
    }
    return new Tried(Optional.empty(), finding);
  }

  private String finding(Sandbox sandbox) {
    var name = "probe-" + UUID.randomUUID();
    try (var user = users.lend();
        var directory = jobRoot.create(name, user)) {
      var host = directory.paths(jobRoot.socketDirectory(), Path.of("/bin/sh").toRealPath());
      var request =
          new SandboxRequest(name, user, host, List.of("/bin/sh", "-c", "exit 0"), Map.of());
      try (var child = processes.launch(sandbox.wrap(request), _ -> {})) {
        child.closeInput();
        return child
            .awaitExit(ENOUGH)
            .map(SandboxProbe::describe)
            .orElse("did not end within " + ENOUGH);
      }
    } catch (LaunchFailed | java.io.IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while looking for a sandbox", e);
    }
  }

  private static String describe(Exit exit) {
    return exit.code() == 0 ? WORKS : "exit code " + exit.code() + ", " + exit.stderrTail().strip();
  }
}
