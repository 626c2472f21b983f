package dev.ccrunner.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the services of a JVM that is killed. */
class LeftoverTest {

  @TempDir Path folder;

  /** Starts everything in the folder it is given, says the process ids, and waits to be killed. */
  static final class Victim {

    private Victim() {}

    public static void main(String[] args) throws InterruptedException {
      var services = EmbeddedServices.start(EmbeddedOptions.in(Path.of(args[0])));
      System.out.println(
          services.postgres().pid() + " " + services.kafka().pid() + " " + services.redis().pid());
      Thread.currentThread().join();
    }
  }

  @Test
  void theWatchdogsStopTheServicesOfAKilledJvm() throws Exception {
    var victim = startVictim();
    var pids = pidsOf(victim);

    victim.destroyForcibly().waitFor();

    for (var pid : pids) {
      awaitEnd(pid);
    }
  }

  @Test
  void theNextStartReplacesWhatAKilledJvmLeftRunning() throws Exception {
    var victim = startVictim();
    var pids = pidsOf(victim);
    victim.descendants().filter(LeftoverTest::isWatchdog).forEach(ProcessHandle::destroyForcibly);
    victim.destroyForcibly().waitFor();
    assertThat(pids).allMatch(EmbeddedServicesTest::isAlive);

    try (var services = EmbeddedServices.start(EmbeddedOptions.in(folder))) {
      assertThat(pids).noneMatch(EmbeddedServicesTest::isAlive);
      assertThat(new Sql(services.postgres()).value("SELECT 1")).isEqualTo("1");
      assertThat(services.isRunning(Service.KAFKA)).isTrue();
    }
  }

  @Test
  void aStrangerWithTheRecordedIdIsLeftAlone() throws Exception {
    var stranger = new ProcessBuilder("sleep", "600").start();
    try {
      ProcessRecord.write(folder, stranger.toHandle());

      assertThat(ProcessRecord.stopLeftover(folder)).isFalse();

      assertThat(stranger.isAlive()).isTrue();
      assertThat(folder.resolve("pid")).doesNotExist();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void temporaryFoldersOfAKilledJvmAreSwept() throws Exception {
    Path left;
    try (var data = DataFolder.open(EmbeddedOptions.temporary())) {
      left = data.path().resolveSibling("data-left-behind");
    }
    Files.createDirectories(left.resolve("postgres"));

    DataFolder.open(EmbeddedOptions.temporary()).close();

    assertThat(left).doesNotExist();
  }

  /** Opens something temporary, which sweeps away what dead JVMs have left. */
  static final class Sweeper {

    private Sweeper() {}

    public static void main(String[] args) {
      DataFolder.open(EmbeddedOptions.temporary()).close();
    }
  }

  @Test
  void temporaryFoldersOfALivingJvmStayAlsoWhenItHasSweptItself() throws Exception {
    try (var first = DataFolder.open(EmbeddedOptions.temporary());
        var second = DataFolder.open(EmbeddedOptions.temporary())) {
      assertThat(start(Sweeper.class).waitFor()).isZero();

      assertThat(first.path()).exists();
      assertThat(second.path()).exists();
    }
  }

  private Process startVictim() throws Exception {
    return start(Victim.class);
  }

  private Process start(Class<?> main) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classPath = System.getProperty("java.class.path");
    return new ProcessBuilder(java, "-Xmx64m", "-cp", classPath, main.getName(), folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static List<Long> pidsOf(Process victim) throws Exception {
    var line =
        new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    return Arrays.stream(line.split(" ")).map(Long::parseLong).toList();
  }

  private static boolean isWatchdog(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.contains("watchdog")).isPresent();
  }

  private static void awaitEnd(long pid) throws Exception {
    var process = ProcessHandle.of(pid);
    if (process.isPresent()) {
      process.get().onExit().get(30, TimeUnit.SECONDS);
    }
    assertThat(EmbeddedServicesTest.isAlive(pid)).isFalse();
  }
}
