package dev.ccrunner.worker.broker;

import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/** The header by which a provider asks for patience; in seconds, as all Messages APIs send it. */
final class RetryAfter {

  private static final int LONGEST_NUMBER = 9;

  private RetryAfter() {}

  static Optional<Duration> of(HttpFields headers) {
    return Optional.ofNullable(headers.get("retry-after"))
        .map(String::strip)
        .filter(value -> value.matches("\\d{1," + LONGEST_NUMBER + "}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)));
  }
}
