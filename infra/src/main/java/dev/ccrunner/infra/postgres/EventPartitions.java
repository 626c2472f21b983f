package dev.ccrunner.infra.postgres;

import org.jooq.DSLContext;

/** The monthly partitions of the event log. */
public class EventPartitions {
  private final DSLContext db;

  EventPartitions(DSLContext db) {
    this.db = db;
  }

  /**
   * Makes those of this month and of the {@code monthsAhead} after it, where they are missing;
   * answers how many.
   */
  public int ensure(int monthsAhead) {
    Integer made =
        db.resultQuery(
                "select ensure_run_event_partitions({0})", org.jooq.impl.DSL.val(monthsAhead))
            .fetchSingle()
            .get(0, Integer.class);
    return made == null ? 0 : made;
  }
}
