package dev.ccrunner.worker.claudecode;

/**
 * The provider's last answer, if that was an error, as the model broker saw it; a good answer
 * clears it.
 *
 * @param status HTTP status; 0 when the provider could not be reached or broke off
 * @param type the provider's word for the error, {@code ""} when it said none
 * @param message the provider's own words, or what the network said
 */
public record ProviderError(int status, String type, String message) {
  /** The status of a provider that could not be reached. */
  public static final int UNREACHABLE = 0;

  /** What happened, as a sentence. */
  String sentence() {
    String said = message.isBlank() ? "" : ": " + message.strip();
    String sentence =
        status == UNREACHABLE
            ? "The provider could not be reached" + said
            : "The provider answered " + status + (type.isBlank() ? "" : " (" + type + ")") + said;
    return Sentence.of(sentence);
  }
}
