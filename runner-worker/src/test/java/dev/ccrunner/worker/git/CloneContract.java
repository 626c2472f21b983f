package dev.ccrunner.worker.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.testkit.MutableClock;
import dev.ccrunner.testkit.git.GitHttpServer;
import dev.ccrunner.worker.git.Repositories.Cloned;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.Tool;
import dev.ccrunner.worker.job.Workbench;
import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessSettings;
import dev.ccrunner.worker.sandbox.JobRoot;
import dev.ccrunner.worker.sandbox.RunUsers;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.sandbox.SandboxProbe;
import dev.ccrunner.worker.sandbox.SandboxSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A worker's place with real directories, users and sandbox, and a server beside it. */
@Timeout(180)
public abstract class CloneContract {
  protected static final TeamId TEAM =
      new TeamId(UUID.fromString("0198c000-0000-7000-8000-000000000001"));

  protected final OsChildProcesses processes = new OsChildProcesses(ProcessSettings.defaults());
  protected final MutableClock clock = MutableClock.at(Instant.parse("2026-11-23T09:00:00Z"));
  private final RunUsers users = RunUsers.open(SandboxSettings.defaults(), processes);
  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir protected Path data;

  /** How this machine finds hosts. */
  HostGuard.Lookup lookup = java.net.InetAddress::getAllByName;

  protected Path served;
  protected GitHttpServer server;
  protected JobRoot jobRoot;
  protected Sandbox sandbox;

  @BeforeEach
  protected void prepare() throws IOException {
    served = Files.createDirectories(data.resolve("served"));
    server = new GitHttpServer(served);
    jobRoot = JobRoot.open(data.resolve("jobs"));
    sandbox = new SandboxProbe(SandboxSettings.defaults(), processes, users, jobRoot).strongest();
  }

  @AfterEach
  protected void tidy() throws Exception {
    for (var resource : open.reversed()) {
      resource.close();
    }
    jobRoot.close();
    server.close();
    processes.close();
  }

  /** Those in this network whom the worker may ask. */
  protected List<String> privateHosts() {
    return List.of("127.0.0.1:" + server.port());
  }

  protected GitSettings settings() {
    return TestGitSettings.asking(privateHosts()).build();
  }

  protected GitSettings settings(DataSize maxSize, Duration timeout, Duration stall) {
    return TestGitSettings.asking(privateHosts()).within(maxSize, timeout, stall).build();
  }

  protected Repositories repositories(GitSettings settings) throws IOException {
    var runner = new GitRunner(settings.program(), SandboxSettings.defaults().setpriv(), processes);
    return new Repositories(
        settings,
        runner,
        new Courier(settings, runner, data.resolve("courier")),
        new HostGuard(settings, lookup),
        new Mirrors(data.resolve("git"), settings, clock));
  }

  /** In an empty workspace. */
  protected Job job() {
    return job(WorkspaceSpec.EMPTY);
  }

  protected Job job(WorkspaceSpec workspace) {
    var name = "test-" + UUID.randomUUID();
    var user = users.lend();
    open.add(user);
    var directory = jobRoot.create(name, user);
    open.add(directory);
    var host = directory.paths(jobRoot.socketDirectory(), jobRoot.reachable(Path.of("/bin/sh")));
    var bench = new Workbench(name, user, host, sandbox, processes, "/usr/bin:/bin", () -> false);
    return new Job(lease(workspace), name, user, directory, sandbox, host, bench);
  }

  private static RunLease lease(WorkspaceSpec workspace) {
    var spec =
        new RunSpec(
            "Hello",
            null,
            null,
            null,
            null,
            null,
            PermissionMode.DEFAULT,
            PermissionRules.NONE,
            new RunLimits(null, null, Duration.ofHours(1), Duration.ofMinutes(5)),
            RetryPolicy.NEVER,
            Map.of());
    return new RunLease(
        new LeaseKey(TEAM, new RunId(UUID.randomUUID()), 1),
        1,
        spec.in(workspace),
        0,
        LogChecksum.EMPTY,
        Duration.ZERO,
        RunUsage.NONE);
  }

  protected static GitSource source(String url) {
    return new GitSource(url, null, 1, null, false, false, null);
  }

  protected static GitSource source(String url, @Nullable String ref, int depth) {
    return new GitSource(url, ref, depth, null, false, false, null);
  }

  protected static GitSource withSubmodules(String url) {
    return new GitSource(url, null, 1, null, true, false, null);
  }

  protected GitCredential token(String value) {
    return new GitCredential(
        new SecretId(UUID.fromString("0198c000-0000-7000-8000-000000000002")),
        "git-bot",
        List.of("127.0.0.1:" + server.port()),
        "bot",
        value,
        null);
  }

  protected Cloned clone(Job job, GitSource source) throws Exception {
    return repositories(settings()).cloneInto(job, source, null, () -> false);
  }

  /** The failure of a clone, and that nothing was put where nothing should be. */
  protected GitFailed failure(
      GitSource source, @Nullable GitCredential credential, GitSettings settings) throws Exception {
    var job = job();
    var repositories = repositories(settings);
    var failed =
        catchThrowableOfType(
            GitFailed.class, () -> repositories.cloneInto(job, source, credential, () -> false));
    assertThat(failed).as("the clone fails").isNotNull();
    assertThat(failed.getMessage()).as("says what").isNotBlank();
    assertThat(data.resolve("courier")).as("nothing is left of a credential").isEmptyDirectory();
    return failed;
  }

  protected FailureCode codeOf(GitSource source) throws Exception {
    return failure(source, null, settings()).code();
  }

  /** What a run's own git says in the workspace; in its sandbox, as its user. */
  protected String inWorkspace(Job job, String... command) throws Exception {
    var out = new ByteArrayOutputStream();
    var exit =
        job.workbench()
            .run(
                Tool.of("test", Arrays.asList(command), Duration.ofSeconds(60))
                    .with(Map.of("GIT_CONFIG_NOSYSTEM", "1", "GIT_CONFIG_GLOBAL", "/dev/null"))
                    .writing(out));
    assertThat(exit.good()).as("%s: %s", Arrays.toString(command), exit).isTrue();
    return out.toString(java.nio.charset.StandardCharsets.UTF_8).strip();
  }

  protected String git(Job job, String... arguments) throws Exception {
    var argv = new ArrayList<>(List.of("/usr/bin/git"));
    argv.addAll(Arrays.asList(arguments));
    return inWorkspace(job, argv.toArray(String[]::new));
  }
}
