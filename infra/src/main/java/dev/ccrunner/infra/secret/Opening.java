package dev.ccrunner.infra.secret;

import dev.ccrunner.secret.SecretParts;

/** What came of the wish to open a secret. */
public sealed interface Opening {
  /** In clear, from here on in the care of whoever asked. */
  record Opened(StoredSecret secret, SecretParts parts) implements Opening {}

  /** The team has no such secret (any more). */
  record Gone() implements Opening {}

  /** It is there, and does not open here. */
  record Unreadable(String name, String why) implements Opening {}
}
