package dev.ccrunner.embedded;

/** Where Redis is reached. */
public record RedisEndpoint(String host, int port, String password, long pid) {

  /** For clients that take everything in one string; it contains the password. */
  public String uri() {
    return "redis://:%s@%s:%d".formatted(password, host, port);
  }

  /** Without the password: this ends up in logs. */
  @Override
  public String toString() {
    return "RedisEndpoint[host=%s, port=%d, pid=%d]".formatted(host, port, pid);
  }
}
