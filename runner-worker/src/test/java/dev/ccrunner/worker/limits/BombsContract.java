package dev.ccrunner.worker.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.MachineLimits;
import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.Exit;
import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessSettings;
import dev.ccrunner.worker.sandbox.JobDirectory;
import dev.ccrunner.worker.sandbox.JobRoot;
import dev.ccrunner.worker.sandbox.RunUser;
import dev.ccrunner.worker.sandbox.RunUsers;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.sandbox.SandboxLevel;
import dev.ccrunner.worker.sandbox.SandboxProbe;
import dev.ccrunner.worker.sandbox.SandboxRequest;
import dev.ccrunner.worker.sandbox.SandboxSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs that take as much of the machine as they can, each beside a neighbour that must not
 * notice: what every mechanism owes. All of them are small, should nothing stop them.
 */
@Timeout(120)
abstract class BombsContract {
  static final long MEGABYTE = 1L << 20;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final OsChildProcesses processes = new OsChildProcesses(ProcessSettings.defaults());
  private final SandboxSettings sandboxSettings = SandboxSettings.defaults();
  private final RunUsers users = RunUsers.open(sandboxSettings, processes);
  private final List<LimitHit> hits = new CopyOnWriteArrayList<>();

  @TempDir Path data;

  private JobRoot jobs;
  Enclosures enclosures;

  abstract LimitSettings.Groups groups();

  @BeforeEach
  void open() {
    jobs = JobRoot.open(data.resolve("jobs"));
    enclosures = open(settings());
  }

  Enclosures open(LimitSettings settings) {
    return Enclosures.open(
        settings, jobs.path(), processes, new SimpleMeterRegistry(), Ticker.SYSTEM);
  }

  @AfterEach
  void close() {
    enclosures.close();
    jobs.close();
    processes.close();
  }

  private LimitSettings settings() {
    var usual = LimitSettings.defaults();
    return new LimitSettings(
        usual.memory(),
        usual.maxMemory(),
        0,
        0,
        usual.disk(),
        usual.maxDisk(),
        500,
        usual.processes(),
        usual.maxProcesses(),
        usual.openFiles(),
        Duration.ofMillis(50),
        groups());
  }

  Sandbox sandbox(SandboxLevel level) {
    if (level == SandboxLevel.PLAIN) {
      return SandboxProbe.plain(sandboxSettings);
    }
    var strongest = new SandboxProbe(sandboxSettings, processes, users, jobs).strongest();
    assertThat(strongest.level() == level || !"true".equals(System.getenv("CI")))
        .as("%s works where CI=true", level)
        .isTrue();
    assumeTrue(strongest.level() == level, level + " does not work here");
    return strongest;
  }

  /** A job that runs one program, as long as it lives. */
  final class Running implements AutoCloseable {
    final RunUser user = users.lend();
    final String name = "bomb-" + UUID.randomUUID();
    final JobDirectory directory = jobs.create(name, user);
    final Enclosure enclosure;
    final Enclosure.Watching watching;
    final Child child;

    Running(SandboxLevel level, MachineLimits limits, String script) throws Exception {
      var host = directory.paths(jobs.socketDirectory(), jobs.reachable(Path.of("/bin/sh")));
      enclosure = enclosures.create(name, user, directory, limits);
      var request =
          new SandboxRequest(
              name, user, host, List.of("/bin/sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"));
      child = enclosure.processes().launch(sandbox(level).wrap(request), _ -> {});
      child.closeInput();
      watching =
          enclosure.watch(hit -> {
            hits.add(hit);
            if (hit.ends()) {
              child.kill();
            }
          });
    }

    Exit end() throws Exception {
      var exit = child.awaitExit(SOON);
      watching.look();
      return exit.orElseThrow(() -> new AssertionError("it goes on and on; seen: " + hits));
    }

    @Override
    public void close() {
      watching.close();
      child.close();
      enclosure.close();
      directory.close();
      user.close();
    }
  }

  private Running neighbour(SandboxLevel level) throws Exception {
    // Memory, disk and processes, each a little, one after the other for two seconds.
    return new Running(
        level,
        MachineLimits.DEFAULT,
        "for i in 1 2 3 4 5 6 7 8 9 10; do head -c 1000000 /dev/zero | cat >> kept || exit 3; sleep 0.2; done; exit 7");
  }

  /** The bomb goes off, its neighbour notices nothing. */
  private void isStopped(SandboxLevel level, MachineLimits limits, String bomb, LimitHit.Kind kind)
      throws Exception {
    try (var neighbour = neighbour(level);
        var running = new Running(level, limits, bomb)) {
      var _ = running.end();

      assertThat(hits).filteredOn(LimitHit::ends).extracting(LimitHit::kind).contains(kind);
      assertThat(neighbour.end().code()).isEqualTo(7);
      assertThat(neighbour.directory.workspace().resolve("kept")).hasSize(10_000_000);
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxLevel.class)
  void endsWhoTakesTooMuchMemory(SandboxLevel level) throws Exception {
    isStopped(
        level,
        limits(64 * MEGABYTE, null, null),
        "perl -e '$x = \"x\" x (300 * 1024 * 1024); sleep 60'; sleep 60",
        LimitHit.Kind.MEMORY);

    assertThat(hits.getFirst().failure().code()).isEqualTo(FailureCode.OOM);
    assertThat(hits.getFirst().used()).isGreaterThan(57 * MEGABYTE);
  }

  @ParameterizedTest
  @EnumSource(SandboxLevel.class)
  void endsWhoTakesTooMuchMemoryWithManyProcesses(SandboxLevel level) throws Exception {
    isStopped(
        level,
        limits(64 * MEGABYTE, null, null),
        "for i in 1 2 3 4 5 6 7 8; do setsid perl -e '$x = \"x\" x (20 * 1024 * 1024); sleep 60' & done; sleep 60",
        LimitHit.Kind.MEMORY);
  }

  @ParameterizedTest
  @EnumSource(SandboxLevel.class)
  void endsWhoFillsTheDisk(SandboxLevel level) throws Exception {
    isStopped(
        level,
        limits(null, 32 * MEGABYTE, null),
        "for i in $(seq 20); do head -c 5000000 /dev/zero > f$i; sleep 0.05; done; sleep 60",
        LimitHit.Kind.DISK);

    assertThat(hits.getFirst().failure().code()).isEqualTo(FailureCode.DISK_FULL);
  }

  @ParameterizedTest
  @EnumSource(SandboxLevel.class)
  void endsWhoMakesTooManyFiles(SandboxLevel level) throws Exception {
    isStopped(
        level,
        MachineLimits.DEFAULT,
        "mkdir $HOME many; cd many; i=0; while [ $i -lt 2000 ]; do : > f$i; i=$((i+1)); done; sleep 60",
        LimitHit.Kind.FILES);
  }

  @ParameterizedTest
  @EnumSource(SandboxLevel.class)
  void endsWhoNestsDirectoriesWithoutEnd(SandboxLevel level) throws Exception {
    isStopped(
        level,
        MachineLimits.DEFAULT,
        "perl -e 'for (1..3000) { mkdir \"deep-down-below\"; chdir \"deep-down-below\" or last } sleep 60'",
        LimitHit.Kind.DEPTH);
  }

  @ParameterizedTest
  @EnumSource(SandboxLevel.class)
  void refusesAFileThatIsLongerThanTheDiskAllowsAlsoOneWithHoles(SandboxLevel level)
      throws Exception {
    try (var running =
        new Running(level, limits(null, 32 * MEGABYTE, null), "exec truncate -s 1T huge")) {
      assertThat(running.end().code()).isNotZero();
      assertThat(Files.size(running.directory.workspace().resolve("huge"))).isZero();
    }
    assertThat(hits).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SandboxLevel.class)
  void lastsThroughAForkBomb(SandboxLevel level) throws Exception {
    try (var neighbour = neighbour(level);
        var bomb =
            new Running(
                level,
                limits(null, null, 40),
                "perl -e 'while (1) { fork; select undef, undef, undef, 0.01 }'")) {
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(hits)
                  .as(
                      "ended: %s, seen: %s",
                      bomb.child.awaitExit(Duration.ZERO),
                      ProcessUse.of(bomb.name, bomb.user.uid()))
                  .isNotEmpty());

      assertThat(hits.getFirst().kind()).isEqualTo(LimitHit.Kind.PROCESSES);
      assertThat(hits.getFirst().failure().code()).isEqualTo(FailureCode.PROCESS_LIMIT);
      assertThat(ProcessUse.of(bomb.name, bomb.user.uid()).processes()).isLessThanOrEqualTo(40);
      assertThat(neighbour.end().code()).isEqualTo(7);
    }
    assertThat(hits).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(SandboxLevel.class)
  void leavesNothingOfWhoIgnoresSignals(SandboxLevel level) throws Exception {
    var mark = "31" + (System.nanoTime() & 0xffffff);
    try (var running =
        new Running(
            level,
            MachineLimits.DEFAULT,
            "trap '' TERM INT HUP QUIT; setsid sh -c 'trap \"\" TERM INT HUP; env -i /usr/bin/setsid /bin/sleep %s & sleep %s' & : > ready; sleep %s"
                .formatted(mark, mark, mark))) {
      await()
          .atMost(SOON)
          .until(() -> Files.exists(running.directory.workspace().resolve("ready")));
      var _ = running.child.stop();
    }

    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process ->
            process
                .info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(mark))
                .orElse(false));
  }

  @Test
  void letsSmallWorkBe() throws Exception {
    try (var running =
        new Running(
            SandboxLevel.PLAIN,
            limits(64 * MEGABYTE, 32 * MEGABYTE, 20),
            "head -c 20000000 /dev/zero > kept; sh -c 'exit 5'")) {
      assertThat(running.end().code()).isEqualTo(5);
    }
    assertThat(hits).isEmpty();
  }

  @Test
  void keepsCoreDumpsAndOpenFilesSmall() throws Exception {
    try (var running =
        new Running(
            SandboxLevel.PLAIN, MachineLimits.DEFAULT, "ulimit -c > core; ulimit -n > open")) {
      assertThat(running.end().code()).isZero();
      assertThat(running.directory.workspace().resolve("core")).hasContent("0");
      assertThat(
              Long.parseLong(
                  Files.readString(running.directory.workspace().resolve("open")).strip()))
          .isBetween(64L, 65_536L);
    }
  }

  static MachineLimits limits(
      @Nullable Long memory, @Nullable Long disk, @Nullable Integer processes) {
    return new MachineLimits(memory, null, disk, processes);
  }
}
