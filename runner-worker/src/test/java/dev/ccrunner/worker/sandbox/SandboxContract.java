package dev.ccrunner.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.worker.process.CollectedLines;
import dev.ccrunner.worker.process.Exit;
import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every level owes a run; each level's test runs all of it. */
@Timeout(120)
abstract class SandboxContract {

  final SandboxSettings settings = SandboxSettings.defaults();
  final OsChildProcesses processes = new OsChildProcesses(ProcessSettings.defaults());
  final RunUsers users = RunUsers.open(settings, processes);
  final CollectedLines out = new CollectedLines();
  final String run = "test-" + UUID.randomUUID();

  /**
   * Mode 0700 as JUnit makes it: for a worker that is root exactly the place its runs cannot reach.
   */
  @TempDir Path data;

  JobRoot jobRoot;
  RunUser user;
  JobDirectory directory;
  SandboxPaths host;
  Sandbox sandbox;

  abstract Sandbox sandbox();

  @BeforeEach
  void prepare() throws Exception {
    jobRoot = JobRoot.open(data.resolve("jobs"));
    user = users.lend();
    directory = jobRoot.create(run, user);
    host = directory.paths(jobRoot.socketDirectory(), jobRoot.reachable(Path.of("/bin/sh")));
    sandbox = sandbox();
  }

  @AfterEach
  void tidy() {
    directory.close();
    user.close();
    jobRoot.close();
    processes.close();
  }

  Exit sh(String script) throws Exception {
    return sh(script, Map.of());
  }

  Exit sh(String script, Map<String, String> more) throws Exception {
    var environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));
    environment.putAll(more);
    var request =
        new SandboxRequest(run, user, host, List.of("/bin/sh", "-c", script), environment);
    try (var child = processes.launch(sandbox.wrap(request), out)) {
      child.closeInput();
      return child.awaitExit();
    }
  }

  String inside(java.util.function.Function<SandboxPaths, Path> which) {
    return which.apply(sandbox.inside(host)).toString();
  }

  @Test
  void passesExitCodesThrough() throws Exception {
    assertThat(sh("exit 42").code()).isEqualTo(42);
  }

  @Test
  void startsInTheWritableWorkspaceThatTheHostSees() throws Exception {
    assertThat(
            sh(
                "pwd; echo hello > made; echo hi > %s/x; echo t > %s/x"
                    .formatted(inside(SandboxPaths::home), inside(SandboxPaths::temporary))))
        .isEqualTo(new Exit(0, true, ""));

    assertThat(out.lines()).containsExactly(inside(SandboxPaths::workspace));
    assertThat(directory.workspace().resolve("made")).hasContent("hello");
  }

  @Test
  void seesFilesThatWereHandedOver() throws Exception {
    Files.writeString(directory.workspace().resolve("given"), "by the worker");
    directory.handOver();

    sh("cat given; echo more >> given");

    assertThat(out.lines()).containsExactly("by the worker");
    assertThat(directory.workspace().resolve("given")).content().contains("more");
  }

  @Test
  void hasTheEnvironmentItWasGivenAndItsMarker() throws Exception {
    var given = Map.of("TOKEN", "secret", "LD_BIND_NOW", "1", "LC_ALL", "C");

    sh("exec /usr/bin/env", given);

    assertThat(out.lines())
        .filteredOn(line ->
            !line.startsWith("PWD=") && !line.startsWith("OLDPWD=") && !line.startsWith("_="))
        .containsExactlyInAnyOrder(
            "PATH=/usr/bin:/bin", "TOKEN=secret", "LD_BIND_NOW=1", "LC_ALL=C", "CCR_RUN=" + run);
  }

  @Test
  void keepsSecretsOutOfArgumentsAndTheLoadersVariablesOutOfTheLaunch() {
    var environment = Map.of("TOKEN", "secret", "LD_PRELOAD", "/workspace/evil.so");
    var command =
        sandbox.wrap(new SandboxRequest(run, user, host, List.of("/bin/true"), environment));

    assertThat(command.argv()).noneMatch(argument -> argument.contains("secret"));
    assertThat(command.environment()).containsEntry("TOKEN", "secret");
    assertThat(
            command.argv().getFirst().equals("/bin/true")
                || !command.environment().containsKey("LD_PRELOAD"))
        .isTrue();
    assertThat(command.toString()).doesNotContain("secret");
  }

  @Test
  void isNotRoot() throws Exception {
    sh("id -u");

    assertThat(out.lines()).hasSize(1).doesNotContain(Host.isRoot() ? "0" : "");
  }

  @Test
  void leavesNoProcessOfASessionOfItsOwn() throws Exception {
    sh("setsid -f sleep 31337; setsid sh -c 'trap \"\" TERM HUP INT; sleep 31337' & sleep 0.2");

    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process ->
            process
                .info()
                .arguments()
                .map(arguments -> List.of(arguments).contains("31337"))
                .orElse(false));
  }

  @Test
  void cannotEnterAnotherRunsDirectory() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Host.isRoot() || sandbox.level() != SandboxLevel.PLAIN, "one user for all runs");
    try (var otherUser = users.lend();
        var other = jobRoot.create("other-" + UUID.randomUUID(), otherUser)) {
      Files.writeString(other.workspace().resolve("secret"), "theirs");

      assertThat(sh("cat " + other.workspace().resolve("secret")).code()).isNotZero();
    }
  }

  @Test
  void cannotGainRightsBySetUidPrograms() throws Exception {
    sh("grep NoNewPrivs /proc/self/status");

    assertThat(out.lines()).containsExactly("NoNewPrivs:\t1");
  }
}
