package dev.ccrunner.worker.claudecode;

/**
 * How much of a line goes into an event. What is larger is cut, never refused.
 *
 * @param maxLineBytes the longest line that is taken apart; the reader of the process hands over
 *     none that is longer
 * @param maxValueBytes the longest text inside an event's data
 * @param maxStructureBytes the largest object or list inside an event's data, as JSON
 * @param headBytes how much of a cut value stays readable
 * @param maxDetailBytes the largest part of an event that only repeats in another form what the
 *     event already has: a tool's structured result, a file's patch
 */
public record EventLimits(
    int maxLineBytes, int maxValueBytes, int maxStructureBytes, int headBytes, int maxDetailBytes) {
  /** 64 MiB lines, 256 KiB texts, 1 MiB structures, 64 KiB heads, 16 KiB details. */
  public static final EventLimits DEFAULTS =
      new EventLimits(64 << 20, 256 << 10, 1 << 20, 64 << 10, 16 << 10);

  public EventLimits {
    if (headBytes < 0 || headBytes > maxValueBytes || maxValueBytes > maxStructureBytes) {
      throw new IllegalArgumentException(
          "Expected 0 <= headBytes <= maxValueBytes <= maxStructureBytes, found %d, %d, %d"
              .formatted(headBytes, maxValueBytes, maxStructureBytes));
    }
    if (maxDetailBytes < 0 || maxLineBytes < 1) {
      throw new IllegalArgumentException(
          "Expected maxDetailBytes >= 0 and maxLineBytes >= 1, found %d, %d"
              .formatted(maxDetailBytes, maxLineBytes));
    }
  }
}
