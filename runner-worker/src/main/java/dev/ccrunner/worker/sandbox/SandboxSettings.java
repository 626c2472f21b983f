package dev.ccrunner.worker.sandbox;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code ccr.worker.sandbox}: how runs are isolated.
 *
 * @param minimum below this level the worker does not start: {@code plain} or {@code bwrap}
 * @param bwrap the bubblewrap program
 * @param setpriv the program that changes the user; part of util-linux
 * @param uidBase first of the user ids lent to runs when the worker is root; nobody else on the
 *     host may use them
 * @param uidCount how many there are
 * @param tmpSize size of a run's /tmp, which is memory
 * @param shmSize size of a run's /dev/shm, likewise
 */
@ConfigurationProperties("ccr.worker.sandbox")
public record SandboxSettings(
    @DefaultValue("plain") SandboxLevel minimum,
    @DefaultValue("/usr/bin/bwrap") Path bwrap,
    @DefaultValue("/usr/bin/setpriv") Path setpriv,
    @DefaultValue("200000") int uidBase,
    @DefaultValue("1000") int uidCount,
    @DefaultValue("512MB") DataSize tmpSize,
    @DefaultValue("64MB") DataSize shmSize) {

  /** Below it are the ids of real people and system services. */
  private static final int LOWEST_FREE_UID = 10_000;

  public SandboxSettings {
    if (uidBase < LOWEST_FREE_UID || uidCount < 1 || uidBase > Integer.MAX_VALUE - uidCount) {
      throw new IllegalArgumentException(
          "ccr.worker.sandbox.uid-base and uid-count: expected a range above %d, found %d and %d"
              .formatted(LOWEST_FREE_UID, uidBase, uidCount));
    }
    if (tmpSize.toBytes() < 1 || shmSize.toBytes() < 1) {
      throw new IllegalArgumentException(
          "ccr.worker.sandbox.tmp-size and shm-size: expected more than 0B, found %s and %s"
              .formatted(tmpSize, shmSize));
    }
  }

  public static SandboxSettings defaults() {
    return new SandboxSettings(
        SandboxLevel.PLAIN,
        Path.of("/usr/bin/bwrap"),
        Path.of("/usr/bin/setpriv"),
        200_000,
        1000,
        DataSize.ofMegabytes(512),
        DataSize.ofMegabytes(64));
  }
}
