package dev.ccrunner.gateway.sessions;

/** A file that is no export of a session, or one that is not taken. */
final class ImportRefused extends Exception {
  ImportRefused(String expectedAndFound) {
    super(expectedAndFound);
  }
}
