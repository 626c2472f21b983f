package dev.ccrunner.worker.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.Tool;
import dev.ccrunner.worker.job.Workbench;
import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessSettings;
import dev.ccrunner.worker.sandbox.JobRoot;
import dev.ccrunner.worker.sandbox.RunUser;
import dev.ccrunner.worker.sandbox.RunUsers;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.sandbox.SandboxLevel;
import dev.ccrunner.worker.sandbox.SandboxProbe;
import dev.ccrunner.worker.sandbox.SandboxSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes into an archive in one sandbox comes out of it in another. */
@Timeout(120)
class ArchiverTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Everything that can be seen of a tree but the times of directories and of changes. */
  private static final String LIST =
      """
      find . -mindepth 1 ! -type d -printf '%p|%y|%m|%s|%l|%n|%Ts\\n' | sort
      find . -type d -printf '%p|%y|%m\\n' | sort
      find . -type f -size -1M -perm -400 -exec md5sum {} + | sort
      """;

  @TempDir Path data;

  private OsChildProcesses processes;
  private JobRoot jobs;
  private RunUsers users;
  private Sandbox sandbox;
  private final List<RunUser> lent = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    var settings = SandboxSettings.defaults();
    processes = new OsChildProcesses(ProcessSettings.defaults());
    jobs = JobRoot.open(data);
    users = RunUsers.open(settings, processes);
    sandbox = new SandboxProbe(settings, processes, users, jobs).strongest();
  }

  @AfterEach
  void close() throws Exception {
    lent.forEach(RunUser::close);
    jobs.close();
    processes.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          files              | echo a > a; mkdir -p d/e; echo b > d/e/b                   | echo more >> a; echo new > d/n
          deletions          | echo a > a; mkdir -p d/e; echo b > d/e/b; echo c > c       | rm a; rm -r d
          renames            | echo a > a; mkdir -p d; echo b > d/b                       | mv a z; mv d y
          swapped names      | echo a > a; echo b > b                                     | mv a t; mv b a; mv t b
          a file for a directory | mkdir d; echo x > d/x                                  | rm -r d; echo now > d
          a directory for a file | echo d > d                                             | rm d; mkdir d; echo x > d/x
          symbolic links     | ln -s /etc/passwd out; ln -s gone dangling; ln -s . self   | ln -sfn ../../.. out; rm self
          hard links         | echo a > a; ln a b                                         | ln b c; echo more >> a
          modes              | echo a > a; chmod 755 a; echo b > b; chmod 4755 b          | chmod 600 a; mkdir m; chmod 1777 m
          empty directories  | mkdir -p a/b c                                             | rmdir c; mkdir -p x/y/z
          nothing to read    | echo s > s; chmod 000 s; mkdir l; echo x > l/x; chmod 000 l | chmod 700 l; echo y > l/y; chmod 000 l
          nothing to write   | mkdir r; echo x > r/x; chmod 555 r                         | chmod 755 r; echo y > r/y; rm r/x; chmod 555 r
          names              | touch -- "$(printf 'new\\nline')" "$(printf 'b\\\\s')" '-rf' ' ' '*' "$(printf '\\377')" | rm -- -rf; echo x > ' '
          sparse files       | truncate -s 200M s; echo end >> s                          | truncate -s 300M s; echo more >> s
          fifos and sockets  | mkfifo f; echo a > a                                       | mkfifo g; rm f
          a repository       | mkdir -p .git/objects; echo ref > .git/HEAD; echo '*.o' > .gitignore; echo o > x.o | echo other > .git/HEAD
          deep paths         | i=0; while [ $i -lt 60 ]; do mkdir ddddddddddddddddddddddddd; cd ddddddddddddddddddddddddd; i=$((i+1)); done; echo x > x | true
          nothing            | true                                                       | true
          """)
  void roundTrip(String what, String first, String second) throws Exception {
    var source = job("source");
    var target = job("target");
    var from = new Archiver(source, LONG);
    var to = new Archiver(target, LONG);

    var full = new ByteArrayOutputStream();
    sh(source, first);
    assertThat(from.archive("", 0, "1", full).good()).isTrue();
    sh(source, second);
    var changes = new ByteArrayOutputStream();
    assertThat(from.archive("1", 1, "2", changes).good()).isTrue();

    assertThat(to.bringBack(in(full)).good()).isTrue();
    assertThat(to.bringBack(in(changes)).good()).isTrue();
    var found = sh(target, LIST);
    // Where nobody is refused anything, what the modes forbid is not archived either.
    if (sandbox.level() == SandboxLevel.BWRAP || !what.startsWith("nothing to")) {
      assertThat(found).isEqualTo(sh(source, LIST));
    }
  }

  @Test
  void goesOnWithWhatWasBroughtBack() throws Exception {
    var source = job("source");
    var target = job("target");
    sh(source, "mkdir d; for i in $(seq 500); do echo $i > d/$i; done; sleep 1.1");
    var full = new ByteArrayOutputStream();
    assertThat(new Archiver(source, LONG).archive("", 0, "1", full).good()).isTrue();
    var to = new Archiver(target, LONG);

    assertThat(to.bringBack(in(full)).good()).isTrue();
    assertThat(to.look("1").good()).isTrue();
    sh(target, "echo changed > d/7; rm d/8");
    var changes = new ByteArrayOutputStream();
    assertThat(to.archive("1", 0, "2", changes).good()).isTrue();

    assertThat(changes.size()).as("only what has changed").isLessThan(full.size() / 5);
    assertThat(new Archiver(source, LONG).bringBack(in(changes)).good()).isTrue();
    assertThat(sh(source, LIST)).isEqualTo(sh(target, LIST));
  }

  @Test
  void archivesAgainWhatWasChangedRightWhenItLooked() throws Exception {
    var job = job("source");
    var archiver = new Archiver(job, LONG);
    sh(job, "echo a > a");
    assertThat(archiver.archive("", 0, "1", new ByteArrayOutputStream()).good()).isTrue();

    // As if it had changed a moment before tar looked at the clock.
    sh(job, "echo b > b; touch -d '-0.5 seconds' b");
    var changes = new ByteArrayOutputStream();
    assertThat(archiver.archive("1", 1, "2", changes).good()).isTrue();

    assertThat(changes.toString(StandardCharsets.ISO_8859_1)).contains("./b");
  }

  @Test
  void takesAWholeArchiveForABeginning() throws Exception {
    var source = job("source");
    var target = job("target");
    sh(source, "mkdir -p d; echo a > d/a; ln -s d l");
    var whole = new ByteArrayOutputStream();

    assertThat(new Archiver(source, LONG).archiveWhole(whole).good()).isTrue();
    assertThat(new Archiver(target, LONG).bringBack(in(whole)).good()).isTrue();

    assertThat(sh(target, LIST)).isEqualTo(sh(source, LIST));
  }

  @Test
  void keepsWhatLiesAside() throws Exception {
    var source = job("source");
    var target = job("target");
    java.nio.file.Files.writeString(source.aside("baseline").resolve("base"), "abc");
    var archive = new ByteArrayOutputStream();

    assertThat(new Archiver(source, LONG).archiveAside("baseline", archive).good()).isTrue();
    assertThat(new Archiver(target, LONG).bringBackAside("baseline", in(archive)).good()).isTrue();

    assertThat(target.aside("baseline").resolve("base")).hasContent("abc");
  }

  @Test
  void saysThatAnArchiveIsBroken() throws Exception {
    var archiver = new Archiver(job("target"), LONG);

    var exit =
        archiver.bringBack(
            new ByteArrayInputStream(
                "no archive at all".repeat(100).getBytes(StandardCharsets.UTF_8)));

    assertThat(exit.good()).isFalse();
    assertThat(exit.stderr()).contains("tar");
  }

  private static ByteArrayInputStream in(ByteArrayOutputStream out) {
    return new ByteArrayInputStream(out.toByteArray());
  }

  private static String sh(Job job, String script) throws IOException, InterruptedException {
    var out = new ByteArrayOutputStream();
    var exit =
        job.workbench()
            .runOnAllFiles(Tool.of("test", List.of("/bin/sh", "-c", script), LONG).writing(out));
    assertThat(exit.good()).as(exit.toString()).isTrue();
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private Job job(String name) throws IOException {
    Assumptions.assumeTrue(java.nio.file.Files.isExecutable(Path.of("/bin/tar")));
    var user = users.lend();
    lent.add(user);
    var directory = jobs.create(name, user);
    var host = directory.paths(jobs.socketDirectory(), Path.of("/bin/true"));
    var bench = new Workbench(name, user, host, sandbox, processes, "/usr/bin:/bin", () -> false);
    return new Job(lease(), name, user, directory, sandbox, host, bench);
  }

  private static RunLease lease() {
    var key = new LeaseKey(new TeamId(TimeOrderedIds.next()), new RunId(TimeOrderedIds.next()), 1);
    var spec =
        new RunSpec(
            "hi",
            null,
            null,
            null,
            null,
            null,
            PermissionMode.ACCEPT_EDITS,
            PermissionRules.NONE,
            new RunLimits(null, null, LONG, LONG),
            RetryPolicy.NEVER,
            Map.of());
    return new RunLease(key, 1, spec, 1, LogChecksum.EMPTY, Duration.ZERO, RunUsage.NONE);
  }
}
