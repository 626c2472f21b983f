package dev.ccrunner.run;

/** Tokens as the provider counted them; each is zero or more. */
public record TokenUsage(
    long inputTokens, long outputTokens, long cacheReadInputTokens, long cacheCreationInputTokens) {
  /** Nothing used. */
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0);

  /** Both together. */
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cacheReadInputTokens + other.cacheReadInputTokens,
        cacheCreationInputTokens + other.cacheCreationInputTokens);
  }
}
