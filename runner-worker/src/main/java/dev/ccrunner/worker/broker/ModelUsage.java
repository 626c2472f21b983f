package dev.ccrunner.worker.broker;

/**
 * Tokens as the provider counts them.
 *
 * @param cacheCreationOneHourInputTokens the part of the cache creation with the longer, dearer
 *     life; contained in {@code cacheCreationInputTokens}
 */
public record ModelUsage(
    long inputTokens,
    long outputTokens,
    long cacheReadInputTokens,
    long cacheCreationInputTokens,
    long cacheCreationOneHourInputTokens) {

  public static final ModelUsage NONE = new ModelUsage(0, 0, 0, 0, 0);

  ModelUsage plus(ModelUsage other) {
    return new ModelUsage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cacheReadInputTokens + other.cacheReadInputTokens,
        cacheCreationInputTokens + other.cacheCreationInputTokens,
        cacheCreationOneHourInputTokens + other.cacheCreationOneHourInputTokens);
  }

  /** Within one answer later numbers replace earlier ones: they count from its start. */
  ModelUsage atLeast(ModelUsage later) {
    return new ModelUsage(
        Math.max(inputTokens, later.inputTokens),
        Math.max(outputTokens, later.outputTokens),
        Math.max(cacheReadInputTokens, later.cacheReadInputTokens),
        Math.max(cacheCreationInputTokens, later.cacheCreationInputTokens),
        Math.max(cacheCreationOneHourInputTokens, later.cacheCreationOneHourInputTokens));
  }

  long promptTokens() {
    return inputTokens + cacheReadInputTokens + cacheCreationInputTokens;
  }
}
