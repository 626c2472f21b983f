package dev.ccrunner.worker.sandbox;

/** How well runs are kept apart from the host and from each other; weakest first. */
public enum SandboxLevel {
  /** No isolation but the user: the run sees the host's files and network as its user does. */
  PLAIN("plain"),
  /** Bubblewrap: own namespaces, no network, only its own directories writable. */
  BWRAP("bwrap");

  private final String wireName;

  SandboxLevel(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  boolean isAtLeast(SandboxLevel minimum) {
    return compareTo(minimum) >= 0;
  }
}
