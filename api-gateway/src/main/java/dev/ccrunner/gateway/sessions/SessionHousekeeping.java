package dev.ccrunner.gateway.sessions;

import dev.ccrunner.infra.postgres.SessionEnds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Deletes sessions that were not used for as long as they are kept, and removes those that are
 * deleted when their last run has ended. Several gateways may do so at once; each takes different
 * ones.
 */
@Component
class SessionHousekeeping {
  private static final Logger log = LoggerFactory.getLogger(SessionHousekeeping.class);

  private final SessionEnds ends;
  private final SessionSettings settings;

  SessionHousekeeping(SessionEnds ends, SessionSettings settings) {
    this.ends = ends;
    this.settings = settings;
  }

  /** One round: everything there is to do, in portions. */
  void tidy() {
    for (var expired = expire(); !expired.isEmpty(); expired = expire()) {
      log.info("{} sessions were not used for as long as they are kept, and go", expired.size());
    }
    while (ends.purge(settings.housekeepingBatch()) > 0) {
      // There may be more of them.
    }
  }

  private java.util.List<dev.ccrunner.session.SessionId> expire() {
    return ends.expire(settings.housekeepingBatch());
  }
}
