package dev.ccrunner.infra.redis;

/**
 * Redis cannot be asked now, or did not answer in time. Nothing is lost by it: PostgreSQL has, or
 * will have, what was to be written or read.
 */
public final class RedisUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RedisUnavailableException(String message) {
    super(message);
  }

  RedisUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
