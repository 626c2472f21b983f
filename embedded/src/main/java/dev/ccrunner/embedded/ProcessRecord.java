package dev.ccrunner.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who runs in a service's folder, written beside the data so that the next JVM recognises what a
 * killed one left behind. A process id alone would not do: ids are used again. So the start time
 * and the command line must match too.
 */
record ProcessRecord(long pid, long startedMillis) {

  /**
   * The kernel counts from boot; the clock that turns this into a date may since have been adjusted
   * a little.
   */
  private static final long START_TOLERANCE_MILLIS = 2_000;

  private static final Duration LEFTOVER_STOP = Duration.ofSeconds(10);

  static void write(Path serviceFolder, ProcessHandle process) throws IOException {
    var started = process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
    Secret.write(file(serviceFolder), process.pid() + " " + started + "\n");
  }

  static void forget(Path serviceFolder) throws IOException {
    Files.deleteIfExists(file(serviceFolder));
  }

  /** Ends what a killed JVM left running in this folder; says whether there was anything. */
  static boolean stopLeftover(Path serviceFolder) throws IOException {
    var leftover = read(serviceFolder).flatMap(record -> record.stillRunning(serviceFolder));
    leftover.ifPresent(
        process -> ProcessTree.of(process).stop(StopSignal.INTERRUPT, LEFTOVER_STOP));
    forget(serviceFolder);
    return leftover.isPresent();
  }

  private static Optional<ProcessRecord> read(Path serviceFolder) throws IOException {
    if (!Files.exists(file(serviceFolder))) {
      return Optional.empty();
    }
    var words = Files.readString(file(serviceFolder)).strip().split(" ");
    try {
      return Optional.of(new ProcessRecord(Long.parseLong(words[0]), Long.parseLong(words[1])));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  private Optional<ProcessHandle> stillRunning(Path serviceFolder) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(this::startedThen)
        .filter(process -> runsIn(process, serviceFolder));
  }

  private boolean startedThen(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .filter(start -> Math.abs(start.toEpochMilli() - startedMillis) <= START_TOLERANCE_MILLIS)
        .isPresent();
  }

  /** Each of our services has its folder in its command line. */
  static boolean runsIn(ProcessHandle process, Path serviceFolder) {
    return process
        .info()
        .commandLine()
        .filter(line -> line.contains(serviceFolder.toString()))
        .isPresent();
  }

  private static Path file(Path serviceFolder) {
    return serviceFolder.resolve("pid");
  }
}
