package dev.ccrunner.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.worker.job.Tool;
import dev.ccrunner.worker.job.ToolExit;
import dev.ccrunner.worker.job.Workbench;
import dev.ccrunner.worker.process.CollectedLines;
import dev.ccrunner.worker.process.Exit;
import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
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
  final AtomicBoolean leaseLost = new AtomicBoolean();
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

  private Workbench bench() {
    return new Workbench(
        run, user, host, sandbox, processes, "/usr/bin:/bin", () -> leaseLost.get());
  }

  private static Tool shell(String script) {
    return Tool.of("sh", List.of("/bin/sh", "-c", script), Duration.ofSeconds(60));
  }

  @Test
  void carriesTheBytesOfAToolAsTheyAre() throws Exception {
    var bytes = new byte[3_000_000];
    new Random(5).nextBytes(bytes);
    var printed = new ByteArrayOutputStream();

    var exit = bench().run(shell("cat").reading(new ByteArrayInputStream(bytes)).writing(printed));

    assertThat(exit.good()).isTrue();
    assertThat(printed.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void showsAToolWhatIsBoundForItAndTheAgentNothingOfIt() throws Exception {
    var aside = directory.aside("baseline");
    var bind = Bind.writable(aside, Path.of("/baseline"));
    var place = sandbox.inside(bind);

    var exit = bench().run(shell("echo kept > " + place + "/note").with(List.of(bind)));
    sh("ls /baseline 2>/dev/null || echo nothing");

    assertThat(exit).isEqualTo(new ToolExit(ToolExit.End.ITSELF, 0, ""));
    assertThat(aside.resolve("note")).hasContent("kept");
    assertThat(out.lines()).containsExactly("nothing");
  }

  @Test
  void startsAToolInAFolderOfTheWorkspaceWithTheRunsHome() throws Exception {
    Files.createDirectory(directory.workspace().resolve("sub"));
    directory.handOver();
    var printed = new ByteArrayOutputStream();

    bench()
        .run(
            shell("pwd; echo $HOME; echo $MORE")
                .in("sub")
                .with(Map.of("MORE", "more"))
                .writing(printed));

    assertThat(printed)
        .hasToString(
            "%s/sub\n%s\nmore\n"
                .formatted(inside(SandboxPaths::workspace), inside(SandboxPaths::home)));
  }

  @Test
  void endsAToolThatTakesTooLongWithAllThatItStarted() throws Exception {
    var marker = directory.workspace().resolve("alive");
    var exit =
        bench()
            .run(
                Tool.of(
                    "sh",
                    List.of(
                        "/bin/sh", "-c", "while :; do date +%s%N > alive; sleep 0.05; done & wait"),
                    Duration.ofMillis(600)));

    assertThat(exit.end()).isEqualTo(ToolExit.End.TIME_UP);
    var last = Files.readString(marker);
    assertThat(sh("sleep 0.3").code()).isZero();
    assertThat(marker).hasContent(last.strip());
  }

  @Test
  void endsAToolWhoseLeaseIsLostAndStartsNoMore() throws Exception {
    leaseLost.set(true);

    assertThat(bench().run(shell("echo x > made")).end()).isEqualTo(ToolExit.End.UNWANTED);
    assertThat(directory.workspace().resolve("made")).doesNotExist();
  }

  @Test
  void endsAToolWhoseOutputNobodyTakes() {
    var full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no more room");
          }
        };

    assertThatThrownBy(() -> bench().run(shell("yes").writing(full)))
        .isInstanceOf(IOException.class)
        .hasMessage("no more room");
  }

  @Test
  void theEndOfAToolEndsNothingOfTheAgents() throws Exception {
    var request =
        new SandboxRequest(
            run,
            user,
            host,
            List.of("/bin/sh", "-c", "read line; echo heard $line"),
            Map.of("PATH", "/usr/bin:/bin"));
    try (var child = processes.launch(sandbox.wrap(request), out)) {
      assertThat(bench().run(shell("exit 3")).code()).isEqualTo(3);

      assertThat(child.send("words")).isTrue();
      assertThat(child.awaitExit().code()).isZero();
    }
    assertThat(out.lines()).containsExactly("heard words");
  }
}
