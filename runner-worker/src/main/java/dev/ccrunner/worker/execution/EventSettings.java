package dev.ccrunner.worker.execution;

import dev.ccrunner.worker.claudecode.EventLimits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of what Claude Code says goes into an event. What is larger is cut, never refused, and
 * the event says so.
 *
 * @param maxValue the longest text inside an event's data
 * @param maxStructure the largest object or list inside an event's data, as JSON
 * @param head how much of a cut value stays readable
 * @param maxDetail the largest part of an event that only repeats in another form what the event
 *     already has: a tool's structured result, a file's patch
 */
@ConfigurationProperties("ccr.worker.events")
record EventSettings(
    @DefaultValue("256KB") DataSize maxValue,
    @DefaultValue("1MB") DataSize maxStructure,
    @DefaultValue("64KB") DataSize head,
    @DefaultValue("16KB") DataSize maxDetail) {
  private static final DataSize MOST = DataSize.ofMegabytes(64);

  EventSettings {
    requireInOrder("head", head, "max-value", maxValue);
    requireInOrder("max-value", maxValue, "max-structure", maxStructure);
    requireInOrder("max-detail", maxDetail, "max-structure", maxStructure);
    if (maxStructure.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "ccr.worker.events.max-structure: expected at most %s, found %s"
              .formatted(MOST, maxStructure));
    }
  }

  EventLimits limits(DataSize maxLine) {
    return new EventLimits(
        bytes(maxLine), bytes(maxValue), bytes(maxStructure), bytes(head), bytes(maxDetail));
  }

  private static int bytes(DataSize size) {
    return Math.toIntExact(size.toBytes());
  }

  private static void requireInOrder(
      String smaller, DataSize small, String larger, DataSize large) {
    if (small.isNegative() || small.compareTo(large) > 0) {
      throw new IllegalArgumentException(
          "ccr.worker.events.%s: expected 0B to %s (ccr.worker.events.%s), found %s"
              .formatted(smaller, large, larger, small));
    }
  }
}
