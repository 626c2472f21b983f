package dev.ccrunner.local.claudecode;

/** What was downloaded is something else than what was expected; asking again would not help. */
final class IntegrityMismatch extends Exception {

  IntegrityMismatch(String message) {
    super(message);
  }
}
