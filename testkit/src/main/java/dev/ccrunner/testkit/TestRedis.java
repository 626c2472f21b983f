package dev.ccrunner.testkit;

import dev.ccrunner.embedded.RedisEndpoint;
import java.util.concurrent.atomic.AtomicInteger;

/** The Redis shared by the tests of this JVM. */
public final class TestRedis {

  private final RedisEndpoint endpoint;
  private final AtomicInteger prefixes = new AtomicInteger();

  TestRedis(RedisEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  public RedisEndpoint endpoint() {
    return endpoint;
  }

  /** Contains the password. */
  public String uri() {
    return endpoint.uri();
  }

  /** A prefix for keys and channels nobody else uses, with a colon at its end. */
  public String newPrefix() {
    return "test" + prefixes.incrementAndGet() + ":";
  }
}
