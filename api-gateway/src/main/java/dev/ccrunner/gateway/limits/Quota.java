package dev.ccrunner.gateway.limits;

import dev.ccrunner.team.Subject;
import java.time.Duration;

/**
 * A limit on how often something may be asked for: a bucket that holds a minute's worth and fills
 * evenly.
 *
 * @param name in headers and problems
 * @param most within {@link #WINDOW}
 * @param source who said so
 */
record Quota(String name, Subject subject, int most, String source) {
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** The name of its bucket, unlike all others of the team. */
  String bucket() {
    return name + ":" + subject;
  }
}
