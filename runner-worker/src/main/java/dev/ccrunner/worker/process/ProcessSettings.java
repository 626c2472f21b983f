package dev.ccrunner.worker.process;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code ccr.worker.process}: limits around one child.
 *
 * @param maxLine longest line of standard output kept whole; Claude Code prints whole files in one
 *     line
 * @param stderrTail how much of the end of standard error is kept
 * @param inputLines lines that may wait for a child that does not read
 * @param inputSize bytes that may wait for a child that does not read
 * @param sendWait how long {@link Child#send} waits for room
 * @param outputDrain how long after the child's end its output may stay open in a grandchild's
 *     hands
 * @param interruptGrace from SIGINT to SIGTERM
 * @param terminateGrace from SIGTERM to SIGKILL
 * @param killWait how long to go on killing until nothing of the run is left
 */
@ConfigurationProperties("ccr.worker.process")
public record ProcessSettings(
    @DefaultValue("64MB") DataSize maxLine,
    @DefaultValue("64KB") DataSize stderrTail,
    @DefaultValue("1024") int inputLines,
    @DefaultValue("64MB") DataSize inputSize,
    @DefaultValue("5s") Duration sendWait,
    @DefaultValue("2s") Duration outputDrain,
    @DefaultValue("5s") Duration interruptGrace,
    @DefaultValue("3s") Duration terminateGrace,
    @DefaultValue("10s") Duration killWait) {

  private static final DataSize LONGEST_ARRAY = DataSize.ofGigabytes(1);

  public ProcessSettings {
    requireBetweenOneByteAndAGigabyte("max-line", maxLine);
    requireBetweenOneByteAndAGigabyte("stderr-tail", stderrTail);
    requireBetweenOneByteAndAGigabyte("input-size", inputSize);
    if (inputLines < 1) {
      throw new IllegalArgumentException(
          "ccr.worker.process.input-lines: expected at least 1, found " + inputLines);
    }
    requireNotNegative("send-wait", sendWait);
    requireNotNegative("output-drain", outputDrain);
    requireNotNegative("interrupt-grace", interruptGrace);
    requireNotNegative("terminate-grace", terminateGrace);
    requireNotNegative("kill-wait", killWait);
  }

  public static ProcessSettings defaults() {
    return new ProcessSettings(
        DataSize.ofMegabytes(64),
        DataSize.ofKilobytes(64),
        1024,
        DataSize.ofMegabytes(64),
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10));
  }

  private static void requireBetweenOneByteAndAGigabyte(String key, DataSize size) {
    if (size.toBytes() < 1 || size.compareTo(LONGEST_ARRAY) > 0) {
      throw new IllegalArgumentException(
          "ccr.worker.process." + key + ": expected 1B to 1GB, found " + size);
    }
  }

  private static void requireNotNegative(String key, Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "ccr.worker.process." + key + ": expected a duration of 0 or more, found " + duration);
    }
  }
}
