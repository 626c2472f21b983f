package dev.ccrunner.worker.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.PreparedWorkspace.BaseCommit;
import dev.ccrunner.worker.job.Tool;
import dev.ccrunner.worker.job.Workbench;
import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessSettings;
import dev.ccrunner.worker.sandbox.JobDirectory;
import dev.ccrunner.worker.sandbox.JobRoot;
import dev.ccrunner.worker.sandbox.RunUser;
import dev.ccrunner.worker.sandbox.RunUsers;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.sandbox.SandboxProbe;
import dev.ccrunner.worker.sandbox.SandboxSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** One job on this machine, in the strongest sandbox that works here, and a repository to clone. */
final class HarvestSite implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(5);

  final Path origin;
  final MemoryBlobs blobs = new MemoryBlobs();
  HarvestSettings settings =
      new HarvestSettings(
          LONG,
          LONG,
          DataSize.ofMegabytes(100),
          DataSize.ofMegabytes(1),
          100_000,
          500,
          LONG,
          100,
          DataSize.ofMegabytes(1),
          DataSize.ofMegabytes(4));

  private final OsChildProcesses processes = new OsChildProcesses(ProcessSettings.defaults());
  private final RunUsers users = RunUsers.open(SandboxSettings.defaults(), processes);
  private final JobRoot jobRoot;
  private final Sandbox sandbox;
  private final RunUser user;
  private final JobDirectory directory;
  private RunSpec spec =
      new RunSpec(
          "Fix the failing test",
          null,
          null,
          null,
          null,
          null,
          PermissionMode.DEFAULT,
          PermissionRules.NONE,
          new RunLimits(null, null, LONG, LONG),
          RetryPolicy.NEVER,
          Map.of());

  HarvestSite(Path data) throws IOException {
    jobRoot = JobRoot.open(data.resolve("jobs"));
    sandbox = new SandboxProbe(SandboxSettings.defaults(), processes, users, jobRoot).strongest();
    user = users.lend();
    directory = jobRoot.create("job-" + UUID.randomUUID(), user);
    origin = Files.createDirectory(data.resolve("origin"));
  }

  void spec(RunSpec other) {
    spec = other;
  }

  RunSpec spec() {
    return spec;
  }

  /** From now on its runs want the contents of Git LFS. */
  void clonesWithLfs() {
    var source = new GitSource("https://host/x", null, 1, null, false, true, null);
    spec(spec.in(new WorkspaceSpec(source, List.of(), WorkspaceSpec.Keep.NEVER, null)));
  }

  Job job() {
    var host = directory.paths(jobRoot.socketDirectory(), Path.of("/bin/sh"));
    var name = "job-" + UUID.randomUUID();
    var bench = new Workbench(name, user, host, sandbox, processes, "/usr/bin:/bin", () -> false);
    var key = new LeaseKey(new TeamId(UUID.randomUUID()), new RunId(UUID.randomUUID()), 1);
    var lease = new RunLease(key, 1, spec, 0, LogChecksum.EMPTY, Duration.ZERO, RunUsage.NONE);
    return new Job(lease, name, user, directory, sandbox, host, bench);
  }

  /** Makes the repository by a script in its directory. */
  void repository(String script) throws Exception {
    host(origin, "git init -q -b main .");
    host(origin, script);
    host(origin, "git add -A && git commit -q --allow-empty -m base");
  }

  /** Clones it into the workspace, as the run finds it. */
  PreparedWorkspace cloned(String... options) throws Exception {
    host(
        directory.workspace(),
        "git clone -q %s file://%s .".formatted(String.join(" ", options), origin));
    return handedOver(sha());
  }

  PreparedWorkspace handedOver(@Nullable String sha) {
    directory.handOver();
    var base = sha == null ? null : new BaseCommit("file://" + origin, "main", sha, ".git");
    return new PreparedWorkspace("", base, "{}");
  }

  String sha() throws Exception {
    return host(origin, "git rev-parse HEAD").strip();
  }

  Path workspace() {
    return directory.workspace();
  }

  Patches patches() {
    return new Patches(blobs, settings, repositories());
  }

  LargeFiles largeFiles() {
    return new LargeFiles(repositories());
  }

  private OwnGits repositories() {
    return new OwnGits(settings, Ticker.SYSTEM);
  }

  /** Does something to the workspace as Claude Code's own commands do: in the sandbox. */
  String agent(String script) throws Exception {
    var out = new ByteArrayOutputStream();
    var exit =
        job()
            .workbench()
            .run(
                Tool.of("agent", List.of("/bin/sh", "-ec", script), LONG)
                    .with(
                        Map.of(
                            "GIT_AUTHOR_NAME", "a",
                            "GIT_AUTHOR_EMAIL", "a@b",
                            "GIT_COMMITTER_NAME", "a",
                            "GIT_COMMITTER_EMAIL", "a@b"))
                    .writing(out));
    if (!exit.good()) {
      throw new AssertionError("The agent's script failed: " + exit);
    }
    return out.toString(UTF_8);
  }

  /** The tree that a clean clone has when the patch was applied to it. */
  String appliedTo(Path clone, Patch patch) throws Exception {
    Files.createDirectories(clone);
    host(clone, "git clone -q file://%s .".formatted(origin));
    if (!patch.changesNothing()) {
      feed(clone, blobs.content(patch.content()), "git", "apply", "--index", "-");
    }
    return host(clone, "git write-tree 2>/dev/null").strip();
  }

  /** What a new repository knows of a tree, and of how many commits, when it has only this pack. */
  String indexed(Path bare, byte[] pack, String tree) throws Exception {
    Files.createDirectories(bare);
    host(bare, "git init -q --bare .");
    feed(bare, pack, "git", "index-pack", "--stdin");
    return host(
            bare,
            "git ls-tree -r --name-only %s; echo $(git cat-file --batch-all-objects --batch-check | grep -c ' commit ') commit"
                .formatted(tree))
        .strip();
  }

  /** Runs a script outside of any sandbox. */
  String host(Path directory, String script) throws Exception {
    return new String(feed(directory, new byte[0], "/bin/sh", "-ec", script), UTF_8);
  }

  private byte[] feed(Path directory, byte[] input, String... argv) throws Exception {
    var builder = new ProcessBuilder(argv).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_CONFIG_NOSYSTEM", "1",
                "PATH", "/usr/bin:/bin",
                "HOME", "/nonexistent",
                "LANG", "C.UTF-8",
                "GIT_CONFIG_PARAMETERS", "'safe.directory=*'",
                "GIT_AUTHOR_NAME", "a",
                "GIT_AUTHOR_EMAIL", "a@b",
                "GIT_COMMITTER_NAME", "a",
                "GIT_COMMITTER_EMAIL", "a@b"));
    var process = builder.start();
    var writing =
        Thread.ofVirtual()
            .start(() -> {
              try (OutputStream stdin = process.getOutputStream();
                  InputStream in = new ByteArrayInputStream(input)) {
                in.transferTo(stdin);
              } catch (IOException _) {
                // It reads no more.
              }
            });
    var output = process.getInputStream().readAllBytes();
    writing.join();
    if (process.waitFor() != 0) {
      throw new AssertionError("%s failed: %s".formatted(List.of(argv), new String(output, UTF_8)));
    }
    return output;
  }

  List<String> names(Patch patch) {
    var names = new ArrayList<String>();
    patch.files().forEach(file -> names.add(file.kind().name().toLowerCase() + " " + file.name()));
    return names;
  }

  @Override
  public void close() {
    directory.close();
    user.close();
    jobRoot.close();
    processes.close();
  }
}
