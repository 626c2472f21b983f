package dev.ccrunner.infra.archive;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much may come out of one uploaded archive.
 *
 * @param maxEntries files, directories and links
 * @param maxEntrySize of one file, unpacked
 * @param maxSize of all files together, unpacked
 * @param maxRatio how many times larger than the archive all files together may be
 * @param ratioFrom archives that unpack to less than this may be as dense as they like
 * @param maxDepth directories within directories
 */
@ConfigurationProperties("ccr.archives")
public record ArchiveSettings(
    @DefaultValue("100000") int maxEntries,
    @DefaultValue("1GB") DataSize maxEntrySize,
    @DefaultValue("4GB") DataSize maxSize,
    @DefaultValue("100") int maxRatio,
    @DefaultValue("32MB") DataSize ratioFrom,
    @DefaultValue("64") int maxDepth) {

  public ArchiveSettings {
    requirePositive("max-entries", maxEntries);
    requirePositive("max-entry-size", maxEntrySize.toBytes());
    requirePositive("max-size", maxSize.toBytes());
    requirePositive("max-ratio", maxRatio);
    requirePositive("max-depth", maxDepth);
  }

  /** As they are when nothing is set. */
  public static ArchiveSettings defaults() {
    return new ArchiveSettings(
        100_000,
        DataSize.ofGigabytes(1),
        DataSize.ofGigabytes(4),
        100,
        DataSize.ofMegabytes(32),
        64);
  }

  private static void requirePositive(String key, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "ccr.archives.%s: expected at least 1, found %d".formatted(key, value));
    }
  }
}
