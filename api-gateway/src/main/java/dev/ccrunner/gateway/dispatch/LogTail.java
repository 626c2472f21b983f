package dev.ccrunner.gateway.dispatch;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.LeaseKey;
import java.util.List;

/** The end of a lost attempt's log, as far as it had reached Redis but not yet PostgreSQL. */
interface LogTail {
  /**
   * Shuts the lost attempt out of the live log and answers what it had written after {@code after},
   * without holes; clients have seen these events, so they must stay. Nothing when Redis is away.
   */
  List<RunEvent> fenceAndRead(LeaseKey taken, long after);

  /** Shows events that PostgreSQL has to whoever is watching; a terminal one is the last. */
  void show(LeaseKey taken, List<RunEvent> events);
}
