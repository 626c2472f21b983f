package dev.ccrunner.demomodel;

import java.util.concurrent.atomic.AtomicLong;

/** Ids that are unique per process and readable in a log. */
final class Ids {

  private static final AtomicLong MESSAGES = new AtomicLong();
  private static final AtomicLong TOOL_USES = new AtomicLong();
  private static final AtomicLong REQUESTS = new AtomicLong();

  private Ids() {}

  static String message() {
    return "msg_demo_" + MESSAGES.incrementAndGet();
  }

  static String toolUse() {
    return "toolu_demo_" + TOOL_USES.incrementAndGet();
  }

  static String request() {
    return "req_demo_" + REQUESTS.incrementAndGet();
  }
}
