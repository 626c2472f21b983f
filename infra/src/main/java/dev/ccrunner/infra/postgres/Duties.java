package dev.ccrunner.infra.postgres;

import java.time.Duration;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * Duties that one gateway at a time does for all: whoever holds one keeps it by asking again before
 * it ends.
 */
public class Duties {
  private final DSLContext db;

  Duties(DSLContext db) {
    this.db = db;
  }

  /** Whether {@code holder} has the duty now, until {@code ttl} from now. */
  public boolean hold(String duty, UUID holder, Duration ttl) {
    return db.execute(
            """
            insert into duty (name, holder, until) values ({0}, {1}, {2})
            on conflict (name) do update set holder = excluded.holder, until = excluded.until
            where duty.holder = excluded.holder or duty.until < now()
            """,
            org.jooq.impl.DSL.val(duty), org.jooq.impl.DSL.val(holder), Intervals.fromNow(ttl))
        == 1;
  }

  /** Gives the duty up, if {@code holder} has it. */
  public void release(String duty, UUID holder) {
    db.execute(
        "delete from duty where name = {0} and holder = {1}",
        org.jooq.impl.DSL.val(duty), org.jooq.impl.DSL.val(holder));
  }
}
