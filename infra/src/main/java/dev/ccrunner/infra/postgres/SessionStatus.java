package dev.ccrunner.infra.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a session does. */
public enum SessionStatus {
  /** One of its runs has not ended. */
  ACTIVE,
  /** All its runs have ended; it takes another. */
  IDLE,
  /** It takes no more runs. */
  ARCHIVED;

  /** The name in the API. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of that name, or empty. */
  public static Optional<SessionStatus> ofWireName(String name) {
    return Arrays.stream(values()).filter(status -> status.wireName().equals(name)).findFirst();
  }

  /** All names, for an error that says what was expected. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(SessionStatus::wireName).toList();
  }
}
